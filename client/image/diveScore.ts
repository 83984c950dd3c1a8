import { createLayerNames, type LayerNames } from './diveNames.ts';
import { createDiveTree } from './diveTree.ts';
import type { LayerIndex } from './layerIndex.ts';
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

/**
 * dive stacks all layers anew for each whiteout; here one tree is kept and each layer is put on it once, after
 * it was looked at. In dive's own terms: a layer is a tree of names, whiteouts among them; only its leaves
 * count; opaque marks are unknown; what is put over a path keeps the children of what was there.
 */
export function diveScore(table: PathTable, layers: readonly LayerIndex[]): DiveScore {
  const tree = createDiveTree(table);
  const sums = createSums(table);
  const names = createLayerNames(table);
  let sizeBytes = 0;
  let userSizeBytes = 0;
  for (const [number, layer] of layers.entries()) {
    names.begin(layer);
    sizeBytes += names.size();
    if (number > 0) userSizeBytes += names.size();
    // The lowest layer is looked at as if it lay on itself.
    if (number === 0)
      for (const path of names.paths()) tree.put(path, names.sizeOf(path), names.isFolder(path));
    visitLeaves(names, number + 1);
    stack(names);
  }
  return { ...sums.result(), sizeBytes, userSizeBytes };

  function visitLeaves(layer: LayerNames, stamp: number): void {
    const dangling = layer
      .whiteouts()
      .some(path => layer.isLeaf(path) && !tree.has(layer.removedBy(path) ?? 0));
    // The order matters only where dive gives up in the middle of a layer.
    for (const leaf of dangling ? layer.leavesInOrder() : layer.paths()) {
      if (!layer.isLeaf(leaf)) continue;
      const removed = layer.removedBy(leaf);
      if (removed === undefined) {
        sums.add(leaf, layer.sizeOf(leaf));
        continue;
      }
      // A whiteout without a name stands for the folder it is in, but is summed up apart.
      const key = table.parent(leaf) === removed ? leaf : removed;
      if (!tree.has(removed)) {
        sums.meet(key);
        return;
      }
      sums.add(key, tree.isFolder(removed) ? tree.sum(removed, stamp) : 0);
    }
  }

  /** Whiteouts go first, unless dive's order of names puts what they remove before them. */
  function stack(layer: LayerNames): void {
    const late: number[] = [];
    for (const path of layer.whiteouts()) {
      const removed = layer.removedBy(path) ?? 0;
      const beside = layer.has(removed) && table.parent(removed) === table.parent(path);
      if (beside && table.compareNames(removed, path) < 0) late.push(removed);
      else tree.remove(removed);
    }
    for (const path of layer.paths()) {
      if (layer.removedBy(path) !== undefined) continue;
      // dive cleans paths when it stacks: `/../x` is `/x` then.
      const place = layer.climbs() ? withoutClimb(table, path) : path;
      if (place !== 0) tree.put(place, layer.sizeOf(path), layer.isFolder(path));
    }
    for (const path of late) tree.remove(path);
  }
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
