import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ImageApi, ImageLocation, ImageOverview, ReadProgress } from '../../protocol/image.ts';
import { failure, type Outcome, success } from '../../protocol/result.ts';
import type { CallOptions } from '../../protocol/rpc.ts';
import type { Engine } from '../engine/engine.ts';
import { type InspectedImage, inspectImage } from '../engine/images.ts';
import { childrenOf, documentText } from '../image/browse.ts';
import { overviewOf } from '../image/overview.ts';
import { type OpenedPath, openImagePath } from './imagePath.ts';
import { openEngineImage } from './openEngineImage.ts';

export interface ImageService {
  readonly api: ImageApi;
  dispose(): Promise<void>;
}

/** An image that was read once, whoever looks at it. */
interface Entry {
  readonly key: string;
  readonly held: OpenedPath;
  /** Handles that are open on it. */
  uses: number;
}

/** What one handle stands for. */
interface View {
  readonly entry: Entry;
  readonly location: ImageLocation;
  /** Of an engine's image: what the engine said of it when it was asked for. */
  readonly inspected: InspectedImage | undefined;
}

/** Closed images that are kept for the case that they are wanted again. */
const KEPT = 2;

/** Holds opened images for the inspector; the same image, asked for again, is not read again. */
export function createImageService(engine: Engine): ImageService {
  const views = new Map<number, View>();
  // Those used last are at the end.
  const entries = new Map<string, Entry>();
  let nextHandle = 1;

  async function find(
    location: ImageLocation,
    platform: string | undefined,
    { signal, onProgress }: CallOptions<ReadProgress>,
  ): Promise<Outcome<View>> {
    const options = { platform, signal, onProgress };
    if (location.kind === 'path') {
      const { path } = location;
      const key = JSON.stringify(['path', path, platform, await stamp(path)]);
      const entry = await read(key, () => openImagePath(path, options));
      return entry.ok ? success({ entry: entry.value, location, inspected: undefined }) : entry;
    }
    return engine.use(signal, async connection => {
      const inspected = await inspectImage(connection, location.reference, signal);
      if (!inspected.ok) return inspected;
      const key = JSON.stringify(['engine', connection.endpoint.info.address, inspected.value.id, platform]);
      const entry = await read(key, () =>
        openEngineImage(connection, location.reference, inspected.value, options),
      );
      return entry.ok ? success({ entry: entry.value, location, inspected: inspected.value }) : entry;
    });
  }

  /** The entry has one use more, for the caller to release. */
  async function read(key: string, open: () => Promise<Outcome<OpenedPath>>): Promise<Outcome<Entry>> {
    if (!entries.has(key)) {
      const held = await open();
      if (!held.ok) return held;
      // Somebody else may have read it meanwhile.
      if (entries.has(key)) await held.value.dispose();
      else entries.set(key, { key, held: held.value, uses: 0 });
    }
    const entry = entries.get(key);
    if (!entry) return failure('cancelled');
    entry.uses++;
    return success(entry);
  }

  async function release(entry: Entry): Promise<void> {
    entry.uses--;
    entries.delete(entry.key);
    entries.set(entry.key, entry);
    const idle = [...entries.values()].filter(({ uses }) => uses === 0);
    const ending = idle.slice(0, Math.max(0, idle.length - KEPT));
    for (const { key } of ending) entries.delete(key);
    await Promise.all(ending.map(({ held }) => held.dispose()));
  }

  const withView = async <T>(handle: number, use: (view: View) => Outcome<T>): Promise<Outcome<T>> => {
    const view = views.get(handle);
    return view ? use(view) : failure('internal', undefined, 'this image is not open any more');
  };

  const api: ImageApi = {
    async open({ location, platform }, options = {}) {
      const view = await find(location, platform, options);
      if (!view.ok) return view;
      // Nobody would close it.
      if (options.signal?.aborted) {
        await release(view.value.entry);
        return failure('cancelled');
      }
      const handle = nextHandle++;
      views.set(handle, view.value);
      return success({ handle, overview: overview(view.value) });
    },
    children: ({ handle, ...request }) =>
      withView(handle, ({ entry }) => success(childrenOf(entry.held.image, request))),
    document: ({ handle, kind }) =>
      withView(handle, ({ entry, inspected }) =>
        kind === 'inspect' && inspected
          ? success(JSON.stringify(inspected.document, null, 2))
          : documentText(entry.held.image, kind),
      ),
    async close({ handle }) {
      const view = views.get(handle);
      if (view && views.delete(handle)) await release(view.entry);
      return success(null);
    },
  };

  return {
    api,
    dispose: async () => {
      const ending = [...entries.values()];
      views.clear();
      entries.clear();
      await Promise.all(ending.map(({ held }) => held.dispose()));
    },
  };
}

/** Of an engine's image, the engine's own names: its archive has no tags, and on one store another id. */
function overview({ entry, location, inspected }: View): ImageOverview {
  const reference = location.kind === 'engine' ? location.reference : undefined;
  const read = overviewOf(entry.held.image, reference);
  if (!inspected) return read;
  const { id, tags } = inspected;
  return { ...read, id, tags, documents: [...read.documents, 'inspect'] };
}

/** Changes when the file does; a missing file is for the reader to tell. */
async function stamp(path: string): Promise<string> {
  const stats = await Promise.all(
    [path, join(path, 'index.json')].map(file => stat(file).catch(() => undefined)),
  );
  return stats.map(found => (found ? `${found.mtimeMs} ${found.size} ${found.ino}` : '')).join(' ');
}
