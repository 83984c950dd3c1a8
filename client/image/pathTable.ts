import { decodeText } from './bytes.ts';

/**
 * All paths of an image as numbers: each is a name under a parent, stored once, however many layers hold it.
 * 0 is the root. Names are bytes, since tar names need not be UTF-8, at most 65,535. About 30 bytes a path.
 */
export interface PathTable {
  count(): number;
  parent(path: number): number;
  /** The child's number, made when new. */
  child(parent: number, bytes: Uint8Array, start: number, end: number): number;
  /** -1 when there is none. */
  find(parent: number, bytes: Uint8Array, start: number, end: number): number;
  name(path: number): string;
  /** Without a slash in front; the root is ''. */
  text(path: number): string;
  nameBytes(path: number): Uint8Array;
  nameStartsWith(path: number, bytes: Uint8Array): boolean;
  /** By bytes of the names. */
  compareNames(a: number, b: number): number;
  /** The table as columns, for what looks at all of it; to be asked for anew after a path was made. */
  columns(): PathColumns;
}

/** Paths as columns: a path's number is above its parent's, and names stand one after the other in its order. */
export interface PathColumns {
  readonly count: number;
  readonly parents: Int32Array;
  readonly starts: Uint32Array;
  readonly lengths: Uint16Array;
  readonly names: Uint8Array;
}

export function createPathTable(): PathTable {
  let parents = new Int32Array(1024);
  let hashes = new Int32Array(1024);
  let starts = new Uint32Array(1024);
  let lengths = new Uint16Array(1024);
  let names = new Uint8Array(16 << 10);
  let namesEnd = 0;
  let count = 1;
  let slots = new Int32Array(4096);
  // Nobody should be able to choose names that fall on one slot.
  const seed = (Math.random() * 0x7fffffff) | 1;

  function hash(parent: number, bytes: Uint8Array, start: number, end: number): number {
    let value = seed ^ Math.imul(parent, 0x9e3779b1);
    for (let at = start; at < end; at++) {
      value = Math.imul(value ^ (bytes[at] ?? 0), 0x85ebca6b);
      value ^= value >>> 15;
    }
    value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35);
    return value ^ (value >>> 16);
  }

  /** The slot that holds the child, or the free one where it belongs. */
  function slotOf(parent: number, bytes: Uint8Array, start: number, end: number, code: number): number {
    const mask = slots.length - 1;
    const length = end - start;
    for (let slot = code & mask; ; slot = (slot + 1) & mask) {
      const path = slots[slot] ?? 0;
      if (path === 0) return slot;
      if (hashes[path] !== code || parents[path] !== parent || lengths[path] !== length) continue;
      const from = starts[path] ?? 0;
      let same = 0;
      while (same < length && names[from + same] === bytes[start + same]) same++;
      if (same === length) return slot;
    }
  }

  function find(parent: number, bytes: Uint8Array, start: number, end: number): number {
    const code = hash(parent, bytes, start, end);
    return slots[slotOf(parent, bytes, start, end, code)] || -1;
  }

  function child(parent: number, bytes: Uint8Array, start: number, end: number): number {
    const code = hash(parent, bytes, start, end);
    const slot = slotOf(parent, bytes, start, end, code);
    const known = slots[slot] ?? 0;
    if (known !== 0) return known;
    if (count === parents.length) growPaths();
    const length = end - start;
    while (namesEnd + length > names.length) names = grown(names, new Uint8Array(names.length * 2));
    for (let at = 0; at < length; at++) names[namesEnd + at] = bytes[start + at] ?? 0;
    const path = count++;
    parents[path] = parent;
    hashes[path] = code;
    starts[path] = namesEnd;
    lengths[path] = length;
    namesEnd += length;
    slots[slot] = path;
    if (count * 10 > slots.length * 7) growSlots();
    return path;
  }

  function growPaths(): void {
    const size = parents.length * 2;
    parents = grown(parents, new Int32Array(size));
    hashes = grown(hashes, new Int32Array(size));
    starts = grown(starts, new Uint32Array(size));
    lengths = grown(lengths, new Uint16Array(size));
  }

  function growSlots(): void {
    slots = new Int32Array(slots.length * 2);
    const mask = slots.length - 1;
    for (let path = 1; path < count; path++) {
      let slot = (hashes[path] ?? 0) & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = path;
    }
  }

  const nameBytes = (path: number): Uint8Array => {
    const start = starts[path] ?? 0;
    return names.subarray(start, start + (lengths[path] ?? 0));
  };
  const name = (path: number): string => decodeText(nameBytes(path));

  return {
    count: () => count,
    parent: path => parents[path] ?? 0,
    child,
    find,
    name,
    text: path => {
      const parts: string[] = [];
      for (let at = path; at !== 0; at = parents[at] ?? 0) parts.push(name(at));
      return parts.reverse().join('/');
    },
    nameBytes,
    nameStartsWith: (path, bytes) => {
      if ((lengths[path] ?? 0) < bytes.length) return false;
      const start = starts[path] ?? 0;
      for (let at = 0; at < bytes.length; at++) if (names[start + at] !== bytes[at]) return false;
      return true;
    },
    compareNames: (a, b) => {
      const startA = starts[a] ?? 0;
      const startB = starts[b] ?? 0;
      const lengthA = lengths[a] ?? 0;
      const lengthB = lengths[b] ?? 0;
      const shared = Math.min(lengthA, lengthB);
      for (let at = 0; at < shared; at++) {
        const difference = (names[startA + at] ?? 0) - (names[startB + at] ?? 0);
        if (difference !== 0) return difference;
      }
      return lengthA - lengthB;
    },
    columns: () => ({ count, parents, starts, lengths, names: names.subarray(0, namesEnd) }),
  };
}

/** `to` with the contents of `from` at its start. */
export function grown<T extends { set(from: T): void }>(from: T, to: T): T {
  to.set(from);
  return to;
}
