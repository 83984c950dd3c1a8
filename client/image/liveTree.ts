import { grown, type PathTable } from './pathTable.ts';

/** No such path in the tree; or a folder on the way, without an entry of its own. */
export const NONE = -1;
export const IMPLICIT = -2;

/** The tree of the layers put on so far, by path: who owns each, which are folders, and what is in them. */
export interface LiveTree {
  /** Number of the owning entry, NONE or IMPLICIT. */
  owner(path: number): number;
  isFolder(path: number): boolean;
  /** Gives the path to an owner; its parent must be in the tree. */
  put(path: number, owner: number, isFolder: boolean): void;
  /** Takes a path and all below it away; `gone` hears of each before it goes, the path itself first. */
  remove(root: number, gone: (path: number, owner: number) => void): void;
  /** Adds the children of a path to `list`. */
  pushChildren(path: number, list: number[]): void;
  /** All paths but the root, parents first. */
  paths(): Int32Array;
  /** Owners by path; -1 where there is none or a folder has no entry. */
  owners(): Int32Array;
}

export function createLiveTree(table: PathTable): LiveTree {
  let capacity = table.count() + 1024;
  let owner = new Int32Array(capacity).fill(NONE);
  let folder = new Uint8Array(capacity);
  // Children as lists of neighbours; 0, the root, is nobody's child and ends them.
  let first = new Int32Array(capacity);
  let next = new Int32Array(capacity);
  let previous = new Int32Array(capacity);
  const doomed: number[] = [];

  function ensure(path: number): void {
    if (path < capacity) return;
    const old = capacity;
    capacity = Math.max(path + 1, capacity * 2);
    owner = grown(owner, new Int32Array(capacity)).fill(NONE, old);
    folder = grown(folder, new Uint8Array(capacity));
    first = grown(first, new Int32Array(capacity));
    next = grown(next, new Int32Array(capacity));
    previous = grown(previous, new Int32Array(capacity));
  }

  const ownerOf = (path: number): number => (path < capacity ? (owner[path] ?? NONE) : NONE);

  function put(path: number, value: number, isFolder: boolean): void {
    ensure(path);
    if (owner[path] === NONE && path !== 0) {
      const parent = table.parent(path);
      const sibling = first[parent] ?? 0;
      next[path] = sibling;
      previous[path] = 0;
      if (sibling !== 0) previous[sibling] = path;
      first[parent] = path;
    }
    owner[path] = value;
    folder[path] = isFolder ? 1 : 0;
  }

  function remove(root: number, gone: (path: number, owner: number) => void): void {
    const before = previous[root] ?? 0;
    const after = next[root] ?? 0;
    if (before !== 0) next[before] = after;
    else first[table.parent(root)] = after;
    if (after !== 0) previous[after] = before;
    doomed.push(root);
    for (let path = doomed.pop(); path !== undefined; path = doomed.pop()) {
      gone(path, owner[path] ?? NONE);
      owner[path] = NONE;
      folder[path] = 0;
      pushChildren(path, doomed);
      first[path] = 0;
    }
  }

  function pushChildren(path: number, list: number[]): void {
    for (let child = first[path] ?? 0; child !== 0; child = next[child] ?? 0) list.push(child);
  }

  function paths(): Int32Array {
    const all: number[] = [];
    const walk = [0];
    for (let path = walk.pop(); path !== undefined; path = walk.pop()) {
      if (path !== 0) all.push(path);
      pushChildren(path, walk);
    }
    return Int32Array.from(all);
  }

  return {
    owner: ownerOf,
    isFolder: path => path < capacity && folder[path] === 1,
    put,
    remove,
    pushChildren,
    paths,
    owners: () => {
      const owners = new Int32Array(table.count());
      for (let path = 0; path < owners.length; path++) owners[path] = Math.max(-1, ownerOf(path));
      return owners;
    },
  };
}
