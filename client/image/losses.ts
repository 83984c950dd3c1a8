import type { LayerDetails, LostBytes, SizedPath } from '../../protocol/layers.ts';
import { FILE } from './layerIndex.ts';
import type { OpenedImage } from './openImage.ts';
import { layerRows } from './overview.ts';
import { DELETED, HIDDEN } from './squash.ts';
import { liveEntries } from './waste.ts';

/** Paths named for each layer, and for each pair of layers. */
const NAMED = 5;

/** Of each layer: its largest files, and which later layers take how much of it back. Linear in the entries. */
export function layerDetails(image: OpenedImage): readonly LayerDetails[] {
  const live = liveEntries(image.squashed);
  return layerRows(image).map(({ index, diffId, digest, size, files, error }) => ({
    diffId,
    digest,
    bytes: error === undefined ? size : undefined,
    files,
    largest: largestFiles(image, index),
    lost: lostBytes(image, index, live),
  }));
}

function largestFiles({ indexes, table }: OpenedImage, layer: number): readonly SizedPath[] {
  const index = indexes[layer];
  if (!index) return [];
  const top = createTop();
  for (let entry = 0; entry < index.count; entry++) {
    if (index.kind[entry] === FILE) top.add(index.path[entry] ?? 0, index.size[entry] ?? 0);
  }
  return top.list(path => table.text(path));
}

function lostBytes(
  { indexes, squashed, table }: OpenedImage,
  layer: number,
  live: Uint8Array,
): readonly LostBytes[] {
  const index = indexes[layer];
  const base = squashed.base[layer] ?? 0;
  const found = new Map<number, { bytes: number; deleted: boolean; readonly top: Top }>();
  for (let entry = 0; index && entry < index.count; entry++) {
    const size = index.size[entry] ?? 0;
    const by = squashed.lostBy[base + entry] ?? -1;
    if (size === 0 || by < 0 || live[base + entry] === 1 || by === layer) continue;
    const pair = found.get(by) ?? { bytes: 0, deleted: true, top: createTop() };
    const why = squashed.lostWhy[base + entry];
    pair.bytes += size;
    pair.deleted &&= why === DELETED || why === HIDDEN;
    pair.top.add(index.path[entry] ?? 0, size);
    found.set(by, pair);
  }
  return [...found]
    .map(([by, { bytes, deleted, top }]) => ({
      by,
      bytes,
      deleted,
      paths: top.list(path => table.text(path)),
    }))
    .sort((a, b) => b.bytes - a.bytes);
}

interface Top {
  add(path: number, bytes: number): void;
  list(text: (path: number) => string): readonly SizedPath[];
}

function createTop(): Top {
  const kept: { readonly path: number; readonly bytes: number }[] = [];
  return {
    add(path, bytes) {
      const last = kept.at(-1);
      if (bytes === 0 || (kept.length === NAMED && last && last.bytes >= bytes)) return;
      const at = kept.findIndex(other => other.bytes < bytes);
      kept.splice(at < 0 ? kept.length : at, 0, { path, bytes });
      if (kept.length > NAMED) kept.pop();
    },
    list: text => kept.map(({ path, bytes }) => ({ path: text(path), bytes })),
  };
}
