import type { ImageOverview, ReadProgress } from '../../protocol/image.ts';
import { type Outcome, success } from '../../protocol/result.ts';
import type { Connection } from '../engine/connection.ts';
import { exportImage } from '../engine/exportImage.ts';
import type { InspectedImage } from '../engine/images.ts';
import type { OpenedImage } from '../image/openImage.ts';
import { createPathTable } from '../image/pathTable.ts';
import { restoreImage } from '../image/snapshot/imageSnapshot.ts';
import { SNAPSHOT_VERSION } from '../image/snapshot/layerSnapshot.ts';
import type { ImageCache } from './imageCache.ts';
import { hashPorts, type OpenedPath, openImageFile } from './imagePath.ts';

export interface EngineImageOptions {
  readonly platform: string | undefined;
  readonly signal: AbortSignal | undefined;
  readonly onProgress: ((progress: ReadProgress) => void) | undefined;
}

/** Milliseconds between two messages about the export. */
const REPORT_EVERY = 100;

/** What an image is kept by: its id names its bytes, but an index holds several. */
export function cacheKey({ id, platform }: InspectedImage, wanted: string | undefined): string {
  return JSON.stringify([id, wanted ?? platform]);
}

/** Exports an image of the engine into a private file and opens that; layers that the cache knows are not read. */
export async function openEngineImage(
  connection: Connection,
  reference: string,
  inspected: InspectedImage,
  { platform, signal, onProgress }: EngineImageOptions,
  cache?: ImageCache,
): Promise<Outcome<OpenedPath>> {
  let reported = 0;
  const onBytes = (bytes: number): void => {
    if (Date.now() - reported < REPORT_EVERY) return;
    reported = Date.now();
    // The engine does not say how long its archive will be; it is seldom shorter than the image.
    onProgress?.({ phase: 'export', bytes, total: Math.max(bytes, inspected.size), entries: 0 });
  };
  // Until the engine has put its archive together nothing comes: the user is told that this is why.
  onProgress?.({ phase: 'export', bytes: 0, total: undefined, entries: 0 });
  const exported = await exportImage(connection, { id: inspected.id, platform }, signal, onBytes);
  if (!exported.ok) return exported;
  const { file, size } = exported.value;
  return openImageFile(file, size, reference, {
    platform,
    preferredPlatform: inspected.platform,
    signal,
    onProgress,
    knownLayer: cache && ((table, { diffId }) => cache.layer(table, diffId)),
  });
}

/** What is shown at first sight of an image that was read before; undefined when the cache does not know it. */
export async function glanceAtKnownImage(key: string, cache: ImageCache): Promise<ImageOverview | undefined> {
  const snapshot = await cache.image(key);
  return snapshot?.version === SNAPSHOT_VERSION ? snapshot.overview : undefined;
}

/**
 * An image that was read before, without asking the engine for its bytes; undefined when the cache does not hold all
 * of it. `open` exports it after all, for the bytes of its files.
 */
export async function openKnownImage(
  key: string,
  cache: ImageCache,
  open: (options: EngineImageOptions) => Promise<Outcome<OpenedPath>>,
): Promise<OpenedPath | undefined> {
  const snapshot = await cache.image(key);
  if (!snapshot) return undefined;
  const table = createPathTable();
  const indexes = [];
  for (const { diffId } of snapshot.layers ?? []) {
    const index = await cache.layer(table, diffId);
    if (!index) return undefined;
    indexes.push(index);
  }

  let opening: Promise<Outcome<OpenedPath>> | undefined;
  async function materialize(options: EngineImageOptions): Promise<Outcome<OpenedPath>> {
    opening ??= open(options);
    const current = opening;
    const opened = await current;
    // Cancelled, or the engine is down: the next one tries again.
    if (!opened.ok && opening === current) opening = undefined;
    return opened;
  }
  const bytesOf = async (): Promise<OpenedImage> => {
    const opened = await materialize({ platform: undefined, signal: undefined, onProgress: undefined });
    if (!opened.ok) throw new Error(opened.failure.detail ?? opened.failure.code);
    return opened.value.image;
  };

  const image = await restoreImage(
    snapshot,
    table,
    indexes,
    async layer => {
      const reader = (await bytesOf()).layers[layer]?.bytes?.reader;
      if (!reader) throw new Error('the engine gave another image');
      return reader;
    },
    async () => (await bytesOf()).source.readStatements?.() ?? [],
    hashPorts,
  );
  return (
    image && {
      image,
      materialize: async options => {
        const opened = await materialize(options);
        return opened.ok ? success(null) : opened;
      },
      dispose: async () => {
        const opened = await opening?.catch(() => undefined);
        if (opened?.ok) await opened.value.dispose();
      },
    }
  );
}
