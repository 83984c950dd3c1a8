import { DIRECTORY, emptyLayer, type LayerIndex } from './layerIndex.ts';
import { grown, type PathTable } from './pathTable.ts';

/** A layer as dive's tree of names, whiteouts among them. One at a time: `begin` forgets the last. */
export interface LayerNames {
  begin(layer: LayerIndex): void;
  /** Bytes of all its entries, as their headers claim. */
  size(): number;
  /** Parents first. */
  paths(): readonly number[];
  whiteouts(): readonly number[];
  /** True when a name leads out of the root. */
  climbs(): boolean;
  has(path: number): boolean;
  isLeaf(path: number): boolean;
  isFolder(path: number): boolean;
  /** 0 for folders on the way. */
  sizeOf(path: number): number;
  /** What a whiteout takes away, of a nameless one the folder it is in; undefined for all else. */
  removedBy(path: number): number | undefined;
  /** Children before parents, siblings by bytes of their names. */
  leavesInOrder(): readonly number[];
}

const encoder = new TextEncoder();
const WHITEOUT_PREFIX = encoder.encode('.wh.');
/** Names that dive drops, with all below them. */
const DROPPED_PREFIX = encoder.encode('.wh..wh..');

export function createLayerNames(table: PathTable): LayerNames {
  let layer: LayerIndex = emptyLayer;
  let stamp = 0;
  let size = 0;
  let climbs = false;
  let paths: number[] = [];
  let whiteouts: number[] = [];
  // By path; the first two hold the number of the layer they are true for.
  let capacity = table.count();
  let inLayer = new Int32Array(capacity);
  let hasChild = new Int32Array(capacity);
  let entryOf = new Int32Array(capacity);
  let removed = new Int32Array(capacity);
  const missing: number[] = [];

  function ensure(path: number): void {
    if (path < capacity) return;
    capacity = Math.max(path + 1, table.count(), capacity * 2);
    inLayer = grown(inLayer, new Int32Array(capacity));
    hasChild = grown(hasChild, new Int32Array(capacity));
    entryOf = grown(entryOf, new Int32Array(capacity));
    removed = grown(removed, new Int32Array(capacity));
  }

  function begin(next: LayerIndex): void {
    layer = next;
    stamp++;
    size = 0;
    climbs = false;
    paths = [];
    whiteouts = [];
    for (let index = 0; index < layer.count; index++) {
      const climbing = layer.extra.get(index)?.climbingPath;
      const path = climbing ?? layer.path[index] ?? 0;
      if (path === 0) continue;
      size += claimedSize(index);
      if (climbing !== undefined) climbs = true;
      ensure(path);
      if (addWithParents(path)) entryOf[path] = index;
    }
  }

  /** False for what dive drops. */
  function addWithParents(path: number): boolean {
    for (let at = path; at !== 0 && inLayer[at] !== stamp; at = table.parent(at)) missing.push(at);
    for (let at = missing.pop(); at !== undefined; at = missing.pop()) {
      if (table.nameStartsWith(at, DROPPED_PREFIX)) {
        missing.length = 0;
        return false;
      }
      inLayer[at] = stamp;
      hasChild[table.parent(at)] = stamp;
      entryOf[at] = -1;
      removed[at] = -1;
      paths.push(at);
      if (!table.nameStartsWith(at, WHITEOUT_PREFIX)) continue;
      whiteouts.push(at);
      const parent = table.parent(at);
      const name = table.nameBytes(at).slice(WHITEOUT_PREFIX.length);
      const target = name.length === 0 ? parent : table.child(parent, name, 0, name.length);
      ensure(target);
      removed[at] = target;
    }
    return true;
  }

  function claimedSize(entry: number): number {
    return entry < 0 ? 0 : (layer.extra.get(entry)?.claimed ?? layer.size[entry] ?? 0);
  }

  const isLeaf = (path: number): boolean => hasChild[path] !== stamp;

  function leavesInOrder(): readonly number[] {
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
    begin,
    size: () => size,
    paths: () => paths,
    whiteouts: () => whiteouts,
    climbs: () => climbs,
    has: path => path < capacity && inLayer[path] === stamp,
    isLeaf,
    isFolder: path => {
      const entry = entryOf[path] ?? -1;
      if (entry < 0) return false;
      return layer.kind[entry] === DIRECTORY || layer.extra.get(entry)?.directoryByHeader === true;
    },
    sizeOf: path => claimedSize(entryOf[path] ?? -1),
    removedBy: path => {
      const target = removed[path] ?? -1;
      return target < 0 ? undefined : target;
    },
    leavesInOrder,
  };
}
