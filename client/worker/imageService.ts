import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type ImageQueries, imageQueries } from '../../protocol/browse.ts';
import type { ImageApi, ImageLocation, ImageOverview, ReadProgress } from '../../protocol/image.ts';
import { failure, type Outcome, success } from '../../protocol/result.ts';
import type { CallOptions } from '../../protocol/rpc.ts';
import type { Connection } from '../engine/connection.ts';
import type { Engine } from '../engine/engine.ts';
import { type InspectedImage, inspectImage } from '../engine/images.ts';
import { createImageBrowser, type ImageBrowser } from '../image/browse/imageQueries.ts';
import { type ComparedImages, compareOpened } from '../image/compare/comparison.ts';
import { overviewOf } from '../image/overview.ts';
import type { ImageCache } from './imageCache.ts';
import { readFileOf, saveFileOf } from './imageFile.ts';
import { type OpenedPath, openImagePath } from './imagePath.ts';
import { cacheKey, type EngineImageOptions, openEngineImage, openKnownImage } from './openEngineImage.ts';
import { findInRegistry } from './openRegistryImage.ts';
import { readRpmDatabase } from './rpmDatabase.ts';

export interface ImageService {
  readonly api: ImageApi;
  dispose(): Promise<void>;
}

/** An image that was read once, whoever looks at it. */
interface Entry {
  readonly key: string;
  readonly held: OpenedPath;
  readonly browser: ImageBrowser;
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

/** Milliseconds after which what was read is written to the cache: first come those who look at it. */
const KEEP_AFTER = 2_000;
/** Queries that read bodies of files. */
const NEED_BYTES: readonly (keyof ImageQueries)[] = ['packages', 'statements'];

/** Closed images that are kept for the case that they are wanted again. */
const KEPT = 2;

/** Holds opened images for the inspector; the same image, asked for again, is not read again. */
export function createImageService(engine: Engine, cache?: ImageCache): ImageService {
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
    if (location.kind === 'registry') {
      const found = await findInRegistry(location, signal);
      if (!found.ok) return found;
      const key = JSON.stringify(['registry', location.reference, found.value.digest, platform]);
      const entry = await read(key, () => found.value.open(options));
      return entry.ok ? success({ entry: entry.value, location, inspected: undefined }) : entry;
    }
    return engine.use(signal, async connection => {
      const inspected = await inspectImage(connection, location.reference, signal);
      if (!inspected.ok) return inspected;
      const key = JSON.stringify(['engine', connection.endpoint.info.address, inspected.value.id, platform]);
      const entry = await read(key, () =>
        openOfEngine(connection, location.reference, inspected.value, options),
      );
      return entry.ok ? success({ entry: entry.value, location, inspected: inspected.value }) : entry;
    });
  }

  /** From the cache where that holds all of it, else from the engine, and then for the cache. */
  async function openOfEngine(
    connection: Connection,
    reference: string,
    inspected: InspectedImage,
    options: EngineImageOptions,
  ): Promise<Outcome<OpenedPath>> {
    if (!cache) return openEngineImage(connection, reference, inspected, options);
    const key = cacheKey(inspected, options.platform);
    const known = await openKnownImage(key, cache, later =>
      // The connection may be another one by then.
      engine.use(later.signal, connection =>
        openEngineImage(connection, reference, inspected, { ...later, platform: options.platform }, cache),
      ),
    );
    if (known) return success(known);
    const opened = await openEngineImage(connection, reference, inspected, options, cache);
    if (opened.ok) setTimeout(() => void cache.keep(key, opened.value.image), KEEP_AFTER).unref();
    return opened;
  }

  /** The entry has one use more, for the caller to release. */
  async function read(key: string, open: () => Promise<Outcome<OpenedPath>>): Promise<Outcome<Entry>> {
    if (!entries.has(key)) {
      const held = await open();
      if (!held.ok) return held;
      // Somebody else may have read it meanwhile.
      if (entries.has(key)) await held.value.dispose();
      else {
        const browser = createImageBrowser(held.value.image, readRpmDatabase);
        entries.set(key, { key, held: held.value, browser, uses: 0 });
        warm(key, browser);
      }
    }
    const entry = entries.get(key);
    if (!entry) return failure('cancelled');
    entry.uses++;
    return success(entry);
  }

  /** In pieces, so that calls are answered in between. */
  function warm(key: string, browser: ImageBrowser): void {
    setImmediate(() => {
      if (entries.get(key)?.browser === browser && browser.warm()) warm(key, browser);
    }).unref();
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

  const gone = (): Outcome<never> => failure('internal', undefined, 'this image is not open any more');
  const withView = async <T>(
    handle: number,
    use: (view: View) => Outcome<T> | Promise<Outcome<T>>,
  ): Promise<Outcome<T>> => {
    const view = views.get(handle);
    return view ? use(view) : gone();
  };

  /** Bytes of an image that is only known have to be fetched first. */
  async function withBytes(
    { entry }: View,
    { signal, onProgress }: CallOptions<ReadProgress> = {},
  ): Promise<Outcome<null>> {
    return (await entry.held.materialize?.({ platform: undefined, signal, onProgress })) ?? success(null);
  }

  /** The same two images are compared once; only the last pair is kept. */
  let compared: { readonly key: string; readonly images: ComparedImages } | undefined;
  async function compare(
    before: number,
    handle: number,
    signal: AbortSignal | undefined,
  ): Promise<Outcome<ComparedImages>> {
    const a = views.get(before);
    const b = views.get(handle);
    if (!a || !b) return gone();
    const key = JSON.stringify([a.entry.key, b.entry.key]);
    if (compared?.key !== key) {
      for (const view of [a, b]) {
        const bytes = await withBytes(view, { ...(signal && { signal }) });
        if (!bytes.ok) return bytes;
      }
      const side = (view: View) => ({ image: view.entry.held.image, overview: overview(view) });
      const images = await compareOpened(side(a), side(b), signal);
      if (signal?.aborted) return failure('cancelled');
      compared = { key, images };
    }
    return success(compared.images);
  }

  const api: ImageApi = {
    ...browserQueries(async (handle, name, options) => {
      const view = views.get(handle);
      if (!view) return gone();
      const signal = options?.signal;
      const bytes = NEED_BYTES.includes(name)
        ? await withBytes(view, { ...(signal && { signal }) })
        : success(null);
      return bytes.ok ? success(view.entry.browser.queries) : bytes;
    }),
    clearCache: async () => {
      await cache?.clear();
      return success(null);
    },
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
    document: ({ handle, kind }) =>
      withView(handle, ({ entry, inspected }) =>
        kind === 'inspect' && inspected
          ? success(JSON.stringify(inspected.document, null, 2))
          : entry.browser.queries.document({ kind }),
      ),
    async close({ handle }) {
      const view = views.get(handle);
      if (view && views.delete(handle)) await release(view.entry);
      return success(null);
    },
    status: ({ handle, ...request }) =>
      withView(handle, ({ entry }) => {
        const status = entry.browser.status(request);
        if (!status.ok) return status;
        const { place: _, ...told } = status.value;
        return success(told);
      }),
    readFile: ({ handle, most, ...request }, options) =>
      withView(handle, async view => {
        const { held, browser } = view.entry;
        const bytes = await withBytes(view, options);
        return bytes.ok ? readFileOf(held.image, browser, request, most, options) : bytes;
      }),
    saveFile: ({ handle, to, ...request }, options) =>
      withView(handle, async view => {
        const { held, browser } = view.entry;
        const bytes = await withBytes(view, options);
        return bytes.ok ? saveFileOf(held.image, browser, request, to, options) : bytes;
      }),
    compare: async ({ before, handle }, { signal } = {}) => {
      const images = await compare(before, handle, signal);
      return images.ok ? success(images.value.comparison) : images;
    },
    comparedFiles: async ({ before, handle, ...request }) => {
      const images = await compare(before, handle, undefined);
      return images.ok ? success(images.value.files(request)) : images;
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

/** The queries of whichever image a handle stands for. */
function browserQueries(
  find: (
    handle: number,
    name: keyof ImageQueries,
    options: CallOptions | undefined,
  ) => Promise<Outcome<ImageQueries>>,
): Pick<ImageApi, keyof ImageQueries> {
  const relays = imageQueries.map(name => {
    const relay = async (
      { handle, ...params }: { readonly handle: number },
      options?: CallOptions,
    ): Promise<Outcome<unknown>> => {
      const queries = await find(handle, name, options);
      // Each name is a method of it, and takes what came with the handle.
      return queries.ok ? queries.value[name](params as never, options) : queries;
    };
    return [name, relay] as const;
  });
  return Object.fromEntries(relays) as unknown as Pick<ImageApi, keyof ImageQueries>;
}

/** Of an engine's image, the engine's own names: its archive has no tags, and on one store another id. */
function overview({ entry, location, inspected }: View): ImageOverview {
  const reference = location.kind === 'path' ? undefined : location.reference;
  const read = overviewOf(entry.held.image, reference);
  if (!inspected) return read;
  const { id, tags, size } = inspected;
  return { ...read, id, tags, engineSize: size, documents: [...read.documents, 'inspect'] };
}

/** Changes when the file does; a missing file is for the reader to tell. */
async function stamp(path: string): Promise<string> {
  const stats = await Promise.all(
    [path, join(path, 'index.json')].map(file => stat(file).catch(() => undefined)),
  );
  return stats.map(found => (found ? `${found.mtimeMs} ${found.size} ${found.ino}` : '')).join(' ');
}
