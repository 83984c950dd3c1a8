import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type ImageQueries, imageQueries } from '../../protocol/browse.ts';
import type { ImageApi, ImageLocation, ImageOverview, ReadProgress } from '../../protocol/image.ts';
import { failure, type Outcome, success } from '../../protocol/result.ts';
import type { CallOptions } from '../../protocol/rpc.ts';
import type { Connection } from '../engine/connection.ts';
import type { Engine } from '../engine/engine.ts';
import { type InspectedImage, inspectImage } from '../engine/images.ts';
import type { ImageBrowser } from '../image/browse/imageQueries.ts';
import { type ComparedImages, type ComparedSide, compareOpened } from '../image/compare/comparison.ts';
import type { ImageCache } from './imageCache.ts';
import { readFileOf, saveFileOf } from './imageFile.ts';
import { openImagePath } from './imagePath.ts';
import {
  cacheKey,
  type EngineImageOptions,
  glanceAtKnownImage,
  openEngineImage,
  openKnownImage,
} from './openEngineImage.ts';
import { later, type Opening, opened, type Ready } from './opening.ts';
import { findInRegistry } from './openRegistryImage.ts';

export interface ImageService {
  readonly api: ImageApi;
  dispose(): Promise<void>;
}

/** An image that was read once, whoever looks at it. */
interface Entry extends Opening {
  readonly key: string;
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
/** `fetch`: for registries. */
export function createImageService(
  engine: Engine,
  cache?: ImageCache,
  fetch: typeof globalThis.fetch = globalThis.fetch,
): ImageService {
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
      const entry = await read(key, async () => opened(await openImagePath(path, options)));
      return entry.ok ? success({ entry: entry.value, location, inspected: undefined }) : entry;
    }
    if (location.kind === 'registry') {
      const found = await findInRegistry(location, fetch, signal);
      if (!found.ok) return found;
      const key = JSON.stringify(['registry', location.reference, found.value.digest, platform]);
      const entry = await read(key, async () => opened(await found.value.open(options)));
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
  ): Promise<Outcome<Opening>> {
    if (!cache) return opened(await openEngineImage(connection, reference, inspected, options));
    const key = cacheKey(inspected, options.platform);
    // The connection may be another one by the time its bytes are wanted.
    const again = (wanted: EngineImageOptions) =>
      engine.use(wanted.signal, connection =>
        openEngineImage(connection, reference, inspected, { ...wanted, platform: options.platform }, cache),
      );
    const read = async (wanted: EngineImageOptions) => {
      const held = await again(wanted);
      if (held.ok) setTimeout(() => void cache.keep(key, held.value.image), KEEP_AFTER).unref();
      return held;
    };
    const overview = await glanceAtKnownImage(key, cache);
    if (!overview) return opened(await read(options));
    return success(
      later(overview, async () => {
        const known = await openKnownImage(key, cache, again);
        return known
          ? success(known)
          : read({ platform: undefined, signal: undefined, onProgress: undefined });
      }),
    );
  }

  /** The entry has one use more, for the caller to release. */
  async function read(key: string, open: () => Promise<Outcome<Opening>>): Promise<Outcome<Entry>> {
    if (!entries.has(key)) {
      const opening = await open();
      if (!opening.ok) return opening;
      // Somebody else may have read it meanwhile.
      if (entries.has(key)) await opening.value.dispose();
      else {
        const entry = { key, ...opening.value, uses: 0 };
        entries.set(key, entry);
        setImmediate(() => void prepare(entry)).unref();
      }
    }
    const entry = entries.get(key);
    if (!entry) return failure('cancelled');
    entry.uses++;
    return success(entry);
  }

  /** Works out ahead what will be asked for; whatever goes wrong is told to the one who asks. */
  async function prepare(entry: Entry): Promise<void> {
    const ready = await entry.ready().catch(() => undefined);
    if (ready?.ok) warm(entry, ready.value.browser);
  }

  /** In pieces, so that calls are answered in between. */
  function warm(entry: Entry, browser: ImageBrowser): void {
    setImmediate(() => {
      if (entries.get(entry.key) === entry && browser.warm()) warm(entry, browser);
    }).unref();
  }

  async function release(entry: Entry): Promise<void> {
    entry.uses--;
    entries.delete(entry.key);
    entries.set(entry.key, entry);
    const idle = [...entries.values()].filter(({ uses }) => uses === 0);
    const ending = idle.slice(0, Math.max(0, idle.length - KEPT));
    for (const { key } of ending) entries.delete(key);
    await Promise.all(ending.map(opening => opening.dispose()));
  }

  const gone = (): Outcome<never> => failure('internal', undefined, 'this image is not open any more');
  const withView = async <T>(
    handle: number,
    use: (view: View) => Outcome<T> | Promise<Outcome<T>>,
  ): Promise<Outcome<T>> => {
    const view = views.get(handle);
    return view ? use(view) : gone();
  };
  const withReady = <T>(
    handle: number,
    use: (ready: Ready, view: View) => Outcome<T> | Promise<Outcome<T>>,
  ): Promise<Outcome<T>> =>
    withView(handle, async view => {
      const ready = await view.entry.ready();
      return ready.ok ? use(ready.value, view) : ready;
    });

  /** Bytes of an image that is only known have to be fetched first. */
  async function withBytes(
    { held }: Ready,
    { signal, onProgress }: CallOptions<ReadProgress> = {},
  ): Promise<Outcome<null>> {
    return (await held.materialize?.({ platform: undefined, signal, onProgress })) ?? success(null);
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
      const sides: ComparedSide[] = [];
      for (const view of [a, b]) {
        const ready = await view.entry.ready();
        if (!ready.ok) return ready;
        const bytes = await withBytes(ready.value, { ...(signal && { signal }) });
        if (!bytes.ok) return bytes;
        sides.push({ image: ready.value.held.image, overview: overview(view) });
      }
      const [left, right] = sides;
      if (!left || !right) return gone();
      const images = await compareOpened(left, right, signal);
      if (signal?.aborted) return failure('cancelled');
      compared = { key, images };
    }
    return success(compared.images);
  }

  const api: ImageApi = {
    ...browserQueries(async (handle, name, options) => {
      const signal = options?.signal;
      return withReady(handle, async ready => {
        const bytes = NEED_BYTES.includes(name)
          ? await withBytes(ready, { ...(signal && { signal }) })
          : success(null);
        return bytes.ok ? success(ready.browser.queries) : bytes;
      });
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
      withView(handle, ({ inspected }) =>
        kind === 'inspect' && inspected
          ? success(JSON.stringify(inspected.document, null, 2))
          : withReady(handle, ({ browser }) => browser.queries.document({ kind })),
      ),
    async close({ handle }) {
      const view = views.get(handle);
      if (view && views.delete(handle)) await release(view.entry);
      return success(null);
    },
    status: ({ handle, ...request }) =>
      withReady(handle, ({ browser }) => {
        const status = browser.status(request);
        if (!status.ok) return status;
        const { place: _, ...told } = status.value;
        return success(told);
      }),
    readFile: ({ handle, most, ...request }, options) =>
      withReady(handle, async ready => {
        const { held, browser } = ready;
        const bytes = await withBytes(ready, options);
        return bytes.ok ? readFileOf(held.image, browser, request, most, options) : bytes;
      }),
    saveFile: ({ handle, to, ...request }, options) =>
      withReady(handle, async ready => {
        const { held, browser } = ready;
        const bytes = await withBytes(ready, options);
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
      await Promise.all(ending.map(opening => opening.dispose()));
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
  const read = entry.overview(reference);
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
