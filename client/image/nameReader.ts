import { grown, type PathTable } from './pathTable.ts';

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

/** Where the parts of a folder up to `end`, a slash included, have led. */
interface Step {
  readonly end: number;
  readonly path: number;
  readonly climbs: boolean;
  readonly aufs: boolean;
}

export interface NameReader {
  read(bytes: Uint8Array, from: number, to: number): ReadName;
}

const SLASH = 0x2f;
const DOT = 0x2e;

/** Turns tar names into paths of the table. What a name has in common with the one before costs next to nothing. */
export function createNameReader(table: PathTable): NameReader {
  const result: ReadName = { path: 0, parent: 0, start: 0, end: 0, climbs: false, aufs: false };
  /** The folder read last, its slash included, and where each of its parts had led. */
  let folder = new Uint8Array(256);
  let folderLength = 0;
  const steps: Step[] = [];
  const root: Step = { end: 0, path: 0, climbs: false, aufs: false };
  let depth = 0;

  /** How many of its parts the folder shares with the last one. */
  function sharedDepth(bytes: Uint8Array, from: number, length: number): number {
    const longest = Math.min(length, folderLength);
    let same = 0;
    while (same < longest && bytes[from + same] === folder[same]) same++;
    let shared = depth;
    while (shared > 0 && (steps[shared - 1]?.end ?? 0) > same) shared--;
    return shared;
  }

  function isSameFolder(bytes: Uint8Array, from: number, length: number): boolean {
    if (length !== folderLength) return false;
    // Folders of one archive differ at their ends.
    for (let at = length - 1; at >= 0; at--) if (bytes[from + at] !== folder[at]) return false;
    return true;
  }

  function readFolder(bytes: Uint8Array, from: number, length: number): Step {
    if (isSameFolder(bytes, from, length)) return depth > 0 ? (steps[depth - 1] ?? root) : root;
    depth = sharedDepth(bytes, from, length);
    let last = depth > 0 ? (steps[depth - 1] ?? root) : root;
    if (folder.length < length) folder = grown(folder, new Uint8Array(length * 2));
    folder.set(bytes.subarray(from + last.end, from + length), last.end);
    folderLength = length;
    const absolute = folder[0] === SLASH;
    while (last.end < length) {
      const start = last.end;
      let end = start;
      while (end < length && folder[end] !== SLASH) end++;
      let { path, climbs, aufs } = last;
      if (isDots(folder, start, end, 2)) {
        if (path === 0 && !absolute) climbs = true;
        path = table.parent(path);
      } else if (end > start && !isDots(folder, start, end, 1)) {
        path = table.child(path, folder, start, end);
        aufs ||= isAufs(folder, start, end);
      }
      last = { end: end + 1, path, climbs, aufs };
      steps[depth++] = last;
    }
    return last;
  }

  return {
    read(bytes, from, to) {
      let end = to;
      while (end > from && bytes[end - 1] === SLASH) end--;
      let start = end;
      while (start > from && bytes[start - 1] !== SLASH) start--;
      // A name that ends in dots is a folder all the way.
      if (isDots(bytes, start, end, 1) || isDots(bytes, start, end, 2)) start = end;
      const { path, climbs, aufs } = readFolder(bytes, from, start - from);
      result.climbs = climbs;
      result.aufs = aufs;
      result.start = start;
      result.end = end;
      if (start === end) {
        result.path = path;
        result.parent = table.parent(path);
      } else {
        result.parent = path;
        result.path = table.child(path, bytes, start, end);
      }
      return result;
    },
  };
}

function isDots(bytes: Uint8Array, start: number, end: number, count: number): boolean {
  return end - start === count && bytes[start] === DOT && bytes[end - 1] === DOT;
}

/** `.wh.` at `start`, the mark of a whiteout. */
export function isWhiteout(bytes: Uint8Array, start: number, end: number): boolean {
  return (
    end - start >= 4 &&
    bytes[start] === DOT &&
    bytes[start + 1] === 0x77 &&
    bytes[start + 2] === 0x68 &&
    bytes[start + 3] === DOT
  );
}

/** `.wh..wh.`: what AUFS kept for itself, and the opaque mark. */
export function isAufs(bytes: Uint8Array, start: number, end: number): boolean {
  return isWhiteout(bytes, start, end) && isWhiteout(bytes, start + 4, end);
}

const OPAQUE = new TextEncoder().encode('.wh..wh..opq');

export function isOpaqueMark(bytes: Uint8Array, start: number, end: number): boolean {
  return end - start === OPAQUE.length && OPAQUE.every((byte, index) => bytes[start + index] === byte);
}
