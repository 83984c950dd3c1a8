import type { PathTable } from './pathTable.ts';

/** A tar name taken apart. The same object is filled again for each name. */
export interface ReadName {
  /** Where it stands in the tree: `.`, `..` and doubled slashes resolved, never outside the root. */
  path: number;
  /** The folder it stands in and its last part, as a range of the bytes read. */
  parent: number;
  start: number;
  end: number;
  /** True when `..` led out of the root. */
  climbs: boolean;
  /** True under a folder that AUFS kept for itself (`.wh..wh.…`). */
  aufs: boolean;
}

export interface NameReader {
  read(bytes: Uint8Array): ReadName;
}

const SLASH = 0x2f;
const DOT = 0x2e;

/** Turns tar names into paths of the table; names of one folder in a row cost one lookup each. */
export function createNameReader(table: PathTable): NameReader {
  const result: ReadName = { path: 0, parent: 0, start: 0, end: 0, climbs: false, aufs: false };
  let folder = new Uint8Array(256);
  let folderLength = -1;
  let folderPath = 0;
  let folderClimbs = false;
  let folderAufs = false;

  function isSameFolder(bytes: Uint8Array, length: number): boolean {
    if (length !== folderLength) return false;
    for (let at = length - 1; at >= 0; at--) if (bytes[at] !== folder[at]) return false;
    return true;
  }

  function readFolder(bytes: Uint8Array, length: number): void {
    if (folder.length < length) folder = new Uint8Array(length * 2);
    folder.set(bytes.subarray(0, length));
    folderLength = length;
    folderPath = 0;
    folderClimbs = false;
    folderAufs = false;
    const absolute = bytes[0] === SLASH;
    let start = 0;
    while (start < length) {
      let end = start;
      while (end < length && bytes[end] !== SLASH) end++;
      if (isDots(bytes, start, end, 2)) {
        if (folderPath === 0 && !absolute) folderClimbs = true;
        folderPath = table.parent(folderPath);
      } else if (end > start && !isDots(bytes, start, end, 1)) {
        folderPath = table.child(folderPath, bytes, start, end);
        folderAufs ||= isAufs(bytes, start, end);
      }
      start = end + 1;
    }
  }

  return {
    read(bytes) {
      let end = bytes.length;
      while (end > 0 && bytes[end - 1] === SLASH) end--;
      let start = end;
      while (start > 0 && bytes[start - 1] !== SLASH) start--;
      // A name that ends in dots is a folder all the way.
      if (isDots(bytes, start, end, 1) || isDots(bytes, start, end, 2)) start = end;
      if (!isSameFolder(bytes, start)) readFolder(bytes, start);
      result.climbs = folderClimbs;
      result.aufs = folderAufs;
      result.start = start;
      result.end = end;
      if (start === end) {
        result.path = folderPath;
        result.parent = table.parent(folderPath);
      } else {
        result.parent = folderPath;
        result.path = table.child(folderPath, bytes, start, end);
      }
      return result;
    },
  };
}

function isDots(bytes: Uint8Array, start: number, end: number, count: number): boolean {
  return end - start === count && bytes[start] === DOT && bytes[end - 1] === DOT;
}

const WHITEOUT = [DOT, 0x77, 0x68, DOT];

/** `.wh.` at `start`, the mark of a whiteout. */
export function isWhiteout(bytes: Uint8Array, start: number, end: number): boolean {
  return end - start >= 4 && WHITEOUT.every((byte, index) => bytes[start + index] === byte);
}

/** `.wh..wh.`: what AUFS kept for itself, and the opaque mark. */
export function isAufs(bytes: Uint8Array, start: number, end: number): boolean {
  return isWhiteout(bytes, start, end) && isWhiteout(bytes, start + 4, end);
}

const OPAQUE = new TextEncoder().encode('.wh..wh..opq');

export function isOpaqueMark(bytes: Uint8Array, start: number, end: number): boolean {
  return end - start === OPAQUE.length && OPAQUE.every((byte, index) => bytes[start + index] === byte);
}
