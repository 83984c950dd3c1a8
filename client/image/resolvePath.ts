import type { PathTable } from './pathTable.ts';

/** The tree a path is followed in. */
export interface ResolvableTree {
  isFolder(path: number): boolean;
  /** Target text of a symbolic link, undefined for all else. */
  linkOf(path: number): string | undefined;
}

export interface Resolver {
  /** Where a path's folder really is, the path's own last part kept: a link there is not followed. */
  parentOf(path: number): number;
  /** Where a folder really is. */
  folder(path: number): number;
}

const MAX_LINKS = 255;
const encoder = new TextEncoder();

/**
 * Follows symbolic links on the way to a path as inside a chroot: `..` stops at the root, an absolute target
 * starts there, what does not exist is taken as written. So is all of the path after 255 links, and once
 * `budget` steps were made in all: long chains of links must not make the work more than linear.
 */
export function createResolver(table: PathTable, budget: number, tree: ResolvableTree): Resolver {
  let steps = 0;

  function folder(path: number): number {
    if (path === 0 || tree.isFolder(path)) return path;
    const parts: Uint8Array[] = [];
    for (let at = path; at !== 0; at = table.parent(at)) parts.push(table.nameBytes(at).slice());
    let links = 0;
    let place = 0;
    // `parts` is a stack: the next part is at its end.
    for (let part = parts.pop(); part !== undefined; part = parts.pop()) {
      if (++steps > budget) return path;
      if (part.length === 0 || (part.length === 1 && part[0] === 0x2e)) continue;
      if (part.length === 2 && part[0] === 0x2e && part[1] === 0x2e) {
        place = table.parent(place);
        continue;
      }
      const child = table.child(place, part, 0, part.length);
      const link = tree.linkOf(child);
      if (link === undefined) {
        place = child;
        continue;
      }
      if (++links > MAX_LINKS) return path;
      if (link.startsWith('/')) place = 0;
      for (const piece of link.split('/').reverse()) parts.push(encoder.encode(piece));
    }
    return place;
  }

  return {
    folder,
    parentOf: path => {
      const parent = table.parent(path);
      const place = folder(parent);
      if (place === parent) return path;
      const name = table.nameBytes(path).slice();
      return table.child(place, name, 0, name.length);
    },
  };
}
