import { createDiveTree } from './diveTree.ts';
import { DIRECTORY, type LayerIndex } from './layerIndex.ts';
import { grown, type PathTable } from './pathTable.ts';

/** What dive shows for the same archive, its peculiarities included: a number to compare with, no truth. */
export interface DiveScore {
  /** 0 to 1. */
  readonly efficiency: number;
  /** All copies of each path that comes more than once, the one that must stay too. */
  readonly wastedBytes: number;
  /** Bytes of all layers, and of all but the lowest. */
  readonly sizeBytes: number;
  readonly userSizeBytes: number;
}

const encoder = new TextEncoder();
const WHITEOUT_PREFIX = encoder.encode('.wh.');
const DROPPED_PREFIX = encoder.encode('.wh..wh..');

/**
 * dive stacks all layers anew for each whiteout; here one tree is kept and each layer is put on it once, after
 * it was looked at. In dive's own terms: a layer is a tree of names, whiteouts among them; only its leaves
 * count; opaque marks are unknown; what is put over a path keeps the children of what was there.
 */
export function diveScore(table: PathTable, layers: readonly LayerIndex[]): DiveScore {
  const tree = createDiveTree(table);
  const sums = createSums(table);
  let sizeBytes = 0;
  let userSizeBytes = 0;
  for (const [number, layer] of layers.entries()) {
    const size = sizeOfLayer(layer);
    sizeBytes += size;
    if (number > 0) userSizeBytes += size;
    const names = layerNames(table, layer);
    // The lowest layer is looked at as if it lay on itself.
    if (number === 0)
      for (const { path, size: bytes, folder } of nodes(layer, names)) tree.put(path, bytes, folder);
    visitLeaves(names, number + 1);
    stack(layer, names);
  }
  return { ...sums.result(), sizeBytes, userSizeBytes };

  function visitLeaves(names: LayerNames, stamp: number): void {
    const dangling = names.whiteouts.some(({ path, removed }) => names.isLeaf(path) && !tree.has(removed));
    // The order matters only where dive gives up in the middle of a layer.
    const leaves = dangling ? names.leavesInOrder() : names.leaves();
    for (const leaf of leaves) {
      const removed = names.removedBy(leaf);
      if (removed === undefined) sums.add(leaf, names.sizeOf(leaf));
      else {
        // A whiteout without a name stands for the folder it is in, but is summed up apart.
        const key = table.parent(leaf) === removed ? leaf : removed;
        if (!tree.has(removed)) {
          sums.meet(key);
          return;
        }
        sums.add(key, tree.isFolder(removed) ? tree.sum(removed, stamp) : 0);
      }
    }
  }

  /** Whiteouts go first, unless dive's order of names puts what they remove before them. */
  function stack(layer: LayerIndex, names: LayerNames): void {
    const late: number[] = [];
    for (const { path, removed } of names.whiteouts) {
      const beside = names.has(removed) && table.parent(removed) === table.parent(path);
      if (beside && table.compareNames(removed, path) < 0) late.push(removed);
      else tree.remove(removed);
    }
    for (const { path, size, folder } of nodes(layer, names)) {
      if (names.removedBy(path) !== undefined) continue;
      // dive cleans paths when it stacks: `/../x` is `/x` then.
      const place = names.climbs ? withoutClimb(table, path) : path;
      if (place !== 0) tree.put(place, size, folder);
    }
    for (const path of late) tree.remove(path);
  }
}

function* nodes(
  layer: LayerIndex,
  names: LayerNames,
): Generator<{ path: number; size: number; folder: boolean }> {
  for (const path of names.paths) {
    const entry = names.entryOf(path);
    const folder =
      entry >= 0 && (layer.kind[entry] === DIRECTORY || layer.extra.get(entry)?.directoryByHeader === true);
    yield { path, size: names.sizeOf(path), folder };
  }
}

function claimedSize(layer: LayerIndex, entry: number): number {
  return entry < 0 ? 0 : (layer.extra.get(entry)?.claimed ?? layer.size[entry] ?? 0);
}

function sizeOfLayer(layer: LayerIndex): number {
  let size = 0;
  for (let entry = 0; entry < layer.count; entry++)
    if (layer.path[entry] !== 0) size += claimedSize(layer, entry);
  return size;
}

/** A layer as dive's tree of names. */
interface LayerNames {
  /** Parents first. */
  readonly paths: readonly number[];
  readonly whiteouts: readonly { readonly path: number; readonly removed: number }[];
  /** True when a name leads out of the root. */
  readonly climbs: boolean;
  has(path: number): boolean;
  isLeaf(path: number): boolean;
  /** -1: a folder on the way. */
  entryOf(path: number): number;
  sizeOf(path: number): number;
  /** What a whiteout takes away, undefined for all else. */
  removedBy(path: number): number | undefined;
  leaves(): Iterable<number>;
  leavesInOrder(): Iterable<number>;
}

function layerNames(table: PathTable, layer: LayerIndex): LayerNames {
  const paths: number[] = [];
  const entries = new Map<number, number>();
  const parents = new Set<number>();
  const whiteouts: { path: number; removed: number }[] = [];
  const removedBy = new Map<number, number>();
  const missing: number[] = [];
  let climbs = false;
  for (let index = 0; index < layer.count; index++) {
    const climbing = layer.extra.get(index)?.climbingPath;
    const path = climbing ?? layer.path[index] ?? 0;
    if (path === 0) continue;
    if (climbing !== undefined) climbs = true;
    for (let at = path; at !== 0 && !entries.has(at); at = table.parent(at)) missing.push(at);
    let dropped = false;
    for (let at = missing.pop(); at !== undefined; at = missing.pop()) {
      dropped ||= table.nameStartsWith(at, DROPPED_PREFIX);
      if (dropped) continue;
      entries.set(at, -1);
      parents.add(table.parent(at));
      paths.push(at);
      if (!table.nameStartsWith(at, WHITEOUT_PREFIX)) continue;
      const name = table.nameBytes(at).slice(WHITEOUT_PREFIX.length);
      const removed =
        name.length === 0 ? table.parent(at) : table.child(table.parent(at), name, 0, name.length);
      whiteouts.push({ path: at, removed });
      removedBy.set(at, removed);
    }
    if (!dropped) entries.set(path, index);
  }

  const entryOf = (path: number): number => entries.get(path) ?? -1;
  const isLeaf = (path: number): boolean => !parents.has(path);

  /** Children before parents, siblings by bytes of their names. */
  function leavesInOrder(): number[] {
    const children = new Map<number, number[]>();
    for (const path of paths) {
      const siblings = children.get(table.parent(path));
      if (siblings) siblings.push(path);
      else children.set(table.parent(path), [path]);
    }
    const leaves: number[] = [];
    const walk = [0];
    for (let path = walk.pop(); path !== undefined; path = walk.pop()) {
      const below = children.get(path);
      if (below) for (const child of below.sort((a, b) => table.compareNames(b, a))) walk.push(child);
      else if (path !== 0) leaves.push(path);
    }
    return leaves;
  }

  return {
    paths,
    whiteouts,
    climbs,
    has: path => entries.has(path),
    isLeaf,
    entryOf,
    sizeOf: path => claimedSize(layer, entryOf(path)),
    removedBy: path => removedBy.get(path),
    leaves: () => paths.filter(isLeaf),
    leavesInOrder,
  };
}

/** What dive sums up by path over all layers. */
function createSums(table: PathTable) {
  let capacity = table.count();
  let seen = new Uint8Array(capacity);
  let cumulative = new Float64Array(capacity);
  let minimum = new Float64Array(capacity);
  let visits = new Int32Array(capacity);

  /** A path that was met: it counts from then on, with -1 until it has a size. */
  function meet(path: number): void {
    if (path >= capacity) {
      capacity = Math.max(path + 1, table.count(), capacity * 2);
      seen = grown(seen, new Uint8Array(capacity));
      cumulative = grown(cumulative, new Float64Array(capacity));
      minimum = grown(minimum, new Float64Array(capacity));
      visits = grown(visits, new Int32Array(capacity));
    }
    if (seen[path] === 1) return;
    seen[path] = 1;
    minimum[path] = -1;
  }

  function add(path: number, size: number): void {
    meet(path);
    cumulative[path] = (cumulative[path] ?? 0) + size;
    const least = minimum[path] ?? -1;
    if (least < 0 || size < least) minimum[path] = size;
    visits[path] = (visits[path] ?? 0) + 1;
  }

  function result(): { efficiency: number; wastedBytes: number } {
    let least = 0;
    let all = 0;
    let wastedBytes = 0;
    for (let path = 1; path < capacity; path++) {
      if (seen[path] !== 1) continue;
      least += minimum[path] ?? 0;
      all += cumulative[path] ?? 0;
      if ((visits[path] ?? 0) >= 2) wastedBytes += cumulative[path] ?? 0;
    }
    return { efficiency: all === 0 ? 1 : least / all, wastedBytes };
  }

  return { meet, add, result };
}

function withoutClimb(table: PathTable, path: number): number {
  const parts: Uint8Array[] = [];
  for (let at = path; at !== 0; at = table.parent(at)) {
    const name = table.nameBytes(at).slice();
    if (!(name.length === 2 && name[0] === 0x2e && name[1] === 0x2e)) parts.push(name);
  }
  return parts.reduceRight((parent, name) => table.child(parent, name, 0, name.length), 0);
}
