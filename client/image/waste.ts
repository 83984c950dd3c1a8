import type { WasteReason } from '../../protocol/image.ts';
import type { LayerIndex } from './layerIndex.ts';
import type { PathTable } from './pathTable.ts';
import { SAME, SAME_BYTES, type Settled } from './settle.ts';
import { DELETED, HIDDEN, OVERWRITTEN, type Squash } from './squash.ts';

/** Bytes of one path that the final tree does not show, all lost for one reason. */
export interface WastedPath {
  readonly path: string;
  readonly bytes: number;
  /** Entries lost. */
  readonly count: number;
  readonly why: WasteReason;
  /** Layers that hold the bytes, and layers that made them useless, lowest first. */
  readonly layers: readonly number[];
  readonly by: readonly number[];
}

export interface Waste {
  /** Bytes of all entries, and of those whose bytes a path of the final tree shows. */
  readonly totalBytes: number;
  readonly liveBytes: number;
  readonly reclaimableBytes: number;
  /** Live bytes by all bytes, 1 when there are none. */
  readonly efficiency: number;
}

/** Entries whose bytes some path of the final tree shows: its own, or through a hard link another's. */
export function liveEntries(squashed: Squash): Uint8Array {
  const live = new Uint8Array(squashed.data.length);
  for (const path of squashed.live) {
    const entry = squashed.owner[path] ?? -1;
    if (entry < 0) continue;
    live[entry] = 1;
    const data = squashed.data[entry] ?? -1;
    if (data >= 0) live[data] = 1;
  }
  return live;
}

export function measureWaste(layers: readonly LayerIndex[], squashed: Squash): Waste {
  const live = liveEntries(squashed);
  let totalBytes = 0;
  let liveBytes = 0;
  for (const [number, layer] of layers.entries()) {
    const base = squashed.base[number] ?? 0;
    for (let index = 0; index < layer.count; index++) {
      const size = layer.size[index] ?? 0;
      totalBytes += size;
      if (live[base + index] === 1) liveBytes += size;
    }
  }
  return {
    totalBytes,
    liveBytes,
    reclaimableBytes: totalBytes - liveBytes,
    efficiency: totalBytes === 0 ? 1 : liveBytes / totalBytes,
  };
}

/** Every lost byte by path and reason, most first, then as found; their sum is `reclaimableBytes`. */
export function listWaste(
  table: PathTable,
  layers: readonly LayerIndex[],
  squashed: Squash,
  settled: Settled,
): readonly WastedPath[] {
  const live = liveEntries(squashed);
  const found = new Map<
    number,
    { path: number; bytes: number; count: number; why: WasteReason; layers: Set<number>; by: Set<number> }
  >();
  for (const [number, layer] of layers.entries()) {
    const base = squashed.base[number] ?? 0;
    for (let index = 0; index < layer.count; index++) {
      const size = layer.size[index] ?? 0;
      const entry = base + index;
      if (size === 0 || live[entry] === 1) continue;
      const path = layer.path[index] ?? 0;
      const why = reasonOf(squashed.lostWhy[entry] ?? 0, settled.kind[entry] ?? 0);
      const key = path * REASONS.length + REASONS.indexOf(why);
      let row = found.get(key);
      if (!row) {
        row = { path, bytes: 0, count: 0, why, layers: new Set(), by: new Set() };
        found.set(key, row);
      }
      row.bytes += size;
      row.count++;
      row.layers.add(number);
      const by = squashed.lostBy[entry] ?? -1;
      if (by >= 0) row.by.add(by);
    }
  }
  return [...found.values()]
    .map(row => ({
      ...row,
      path: table.text(row.path),
      layers: [...row.layers],
      by: [...row.by].sort((a, b) => a - b),
    }))
    .sort((a, b) => b.bytes - a.bytes);
}

const REASONS: readonly WasteReason[] = [
  'same-content',
  'metadata-only',
  'overwritten',
  'deleted',
  'hidden-by-opaque',
  'unused',
];

function reasonOf(why: number, kind: number): WasteReason {
  switch (why) {
    case OVERWRITTEN:
      return kind === SAME ? 'same-content' : kind === SAME_BYTES ? 'metadata-only' : 'overwritten';
    case DELETED:
      return 'deleted';
    case HIDDEN:
      return 'hidden-by-opaque';
    default:
      return 'unused';
  }
}
