import { grown, type PathTable } from './pathTable.ts';

/** The tree that dive stacks layers into: nodes with a size, folders by flag only, children kept when overwritten. */
export interface DiveTree {
  has(path: number): boolean;
  isFolder(path: number): boolean;
  /** Adds or overwrites a node; missing parents become nodes without size that are no folders. */
  put(path: number, size: number, isFolder: boolean): void;
  /** Takes a node and all below it away, if it is there. */
  remove(path: number): void;
  /** Sizes of a node and all below it. Between two changes of `stamp` the tree must stay as it is. */
  sum(path: number, stamp: number): number;
}

export function createDiveTree(table: PathTable): DiveTree {
  let capacity = table.count();
  let exists = new Uint8Array(capacity);
  let folder = new Uint8Array(capacity);
  let size = new Float64Array(capacity);
  let first = new Int32Array(capacity);
  let next = new Int32Array(capacity);
  let previous = new Int32Array(capacity);
  let summed = new Int32Array(capacity);
  let sums = new Float64Array(capacity);
  exists[0] = 1;

  function ensure(path: number): void {
    if (path < capacity) return;
    capacity = Math.max(path + 1, table.count(), capacity * 2);
    exists = grown(exists, new Uint8Array(capacity));
    folder = grown(folder, new Uint8Array(capacity));
    size = grown(size, new Float64Array(capacity));
    first = grown(first, new Int32Array(capacity));
    next = grown(next, new Int32Array(capacity));
    previous = grown(previous, new Int32Array(capacity));
    summed = grown(summed, new Int32Array(capacity));
    sums = grown(sums, new Float64Array(capacity));
  }

  const missing: number[] = [];

  function put(path: number, bytes: number, isFolder: boolean): void {
    ensure(path);
    for (let at = path; exists[at] !== 1; at = table.parent(at)) missing.push(at);
    for (let at = missing.pop(); at !== undefined; at = missing.pop()) {
      const parent = table.parent(at);
      const sibling = first[parent] ?? 0;
      exists[at] = 1;
      folder[at] = 0;
      size[at] = 0;
      first[at] = 0;
      previous[at] = 0;
      next[at] = sibling;
      if (sibling !== 0) previous[sibling] = at;
      first[parent] = at;
    }
    size[path] = bytes;
    folder[path] = isFolder ? 1 : 0;
  }

  function remove(root: number): void {
    if (root === 0 || exists[root] !== 1) return;
    const before = previous[root] ?? 0;
    const after = next[root] ?? 0;
    if (before !== 0) next[before] = after;
    else first[table.parent(root)] = after;
    if (after !== 0) previous[after] = before;
    const walk = [root];
    for (let path = walk.pop(); path !== undefined; path = walk.pop()) {
      exists[path] = 0;
      for (let child = first[path] ?? 0; child !== 0; child = next[child] ?? 0) walk.push(child);
    }
  }

  function sum(root: number, stamp: number): number {
    const walk = [root];
    for (let path = walk.at(-1); path !== undefined; path = walk.at(-1)) {
      if (summed[path] === -stamp) {
        let total = size[path] ?? 0;
        for (let child = first[path] ?? 0; child !== 0; child = next[child] ?? 0) total += sums[child] ?? 0;
        sums[path] = total;
        summed[path] = stamp;
      }
      if (summed[path] === stamp) {
        walk.pop();
        continue;
      }
      summed[path] = -stamp;
      for (let child = first[path] ?? 0; child !== 0; child = next[child] ?? 0) walk.push(child);
    }
    return sums[root] ?? 0;
  }

  return {
    has: path => exists[path] === 1,
    isFolder: path => folder[path] === 1,
    put,
    remove,
    sum,
  };
}
