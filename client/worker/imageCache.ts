import { createHash, randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, unlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import { readTexts } from '../image/accounts.ts';
import type { LayerIndex } from '../image/layerIndex.ts';
import type { OpenedImage } from '../image/openImage.ts';
import type { PathTable } from '../image/pathTable.ts';
import { type ImageSnapshot, takeImageSnapshot } from '../image/snapshot/imageSnapshot.ts';
import {
  type LayerSnapshot,
  restoreLayer,
  SNAPSHOT_VERSION,
  takeSnapshot,
} from '../image/snapshot/layerSnapshot.ts';

/** What was read of images of engines, kept over restarts. Nothing in it is trusted to be whole. */
export interface ImageCache {
  /** The index of a layer by its diff id. */
  layer(table: PathTable, diffId: string): Promise<LayerIndex | undefined>;
  image(key: string): Promise<ImageSnapshot | undefined>;
  /** Keeps an image and its layers, and drops what was not used for longest once there is too much. */
  keep(key: string, image: OpenedImage): Promise<void>;
  clear(): Promise<void>;
}

/** Bytes on disk. */
const MOST = 512 << 20;

export function createImageCache(folder: string, most = MOST): ImageCache {
  const place = (kind: 'layer' | 'image', key: string): string =>
    join(folder, `${kind}-${createHash('sha256').update(`${SNAPSHOT_VERSION} ${key}`).digest('hex')}`);
  const isKept = (path: string): Promise<boolean> =>
    stat(path).then(
      () => true,
      () => false,
    );

  async function read(path: string): Promise<unknown> {
    try {
      const value: unknown = deserialize(await readFile(path));
      const now = new Date();
      await utimes(path, now, now);
      return value;
    } catch {
      return undefined;
    }
  }

  /** Complete or not at all, and for nobody else to read. */
  async function write(path: string, value: unknown): Promise<void> {
    const part = `${path}.${randomBytes(6).toString('hex')}.part`;
    try {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      await writeFile(part, serialize(value), { mode: 0o600 });
      await rename(part, path);
    } catch {
      // A full disk only means that the image is read again.
      await unlink(part).catch(() => {});
    }
  }

  async function prune(): Promise<void> {
    const names = await readdir(folder).catch(() => []);
    const files = await Promise.all(
      names.map(async name => {
        const path = join(folder, name);
        const info = await stat(path).catch(() => undefined);
        return { path, size: info?.size ?? 0, used: info?.mtimeMs ?? 0 };
      }),
    );
    files.sort((a, b) => b.used - a.used);
    let size = 0;
    for (const file of files) {
      size += file.size;
      // What a write that never ended left behind.
      const isLeft = file.path.endsWith('.part') && Date.now() - file.used > 3_600_000;
      if (size > most || isLeft) await unlink(file.path).catch(() => {});
    }
  }

  return {
    layer: async (table, diffId) => {
      if (diffId === '') return undefined;
      const snapshot = await read(place('layer', diffId));
      if (typeof snapshot !== 'object' || snapshot === null) return undefined;
      try {
        return restoreLayer(table, snapshot as LayerSnapshot);
      } catch {
        return undefined;
      }
    },
    image: async key => {
      const snapshot = await read(place('image', key));
      return typeof snapshot === 'object' && snapshot !== null ? (snapshot as ImageSnapshot) : undefined;
    },
    keep: async (key, image) => {
      if (most === 0) return prune();
      const snapshot = takeImageSnapshot(image);
      if (!snapshot) return;
      for (const [index, { diffId }] of snapshot.layers.entries()) {
        const path = place('layer', diffId);
        const layer = image.layers[index];
        if (!layer || (await isKept(path))) continue;
        const texts = await readTexts(image.table, layer, image.limits.unpackedBytes);
        // Another time, then: without them the layer would be known by half for good.
        if (!texts) return;
        await write(path, takeSnapshot(image.table, { ...layer.index, texts }));
      }
      await write(place('image', key), snapshot);
      await prune();
    },
    clear: () => rm(folder, { recursive: true, force: true }),
  };
}
