import type { FileFilter, FileKind, FileOrder } from '../../../protocol/browse.ts';
import { isFiltering } from '../../../protocol/browse.ts';
import type { FileRow } from '../../../protocol/image.ts';
import { DIRECTORY, FILE, HARDLINK, SYMLINK } from '../layerIndex.ts';
import type { BrowsableTree } from '../layerTrees.ts';

/** A tree as it is looked at: with a filter, in an order. */
export interface TreeView {
  readonly browsable: BrowsableTree;
  /** Children that are left, in their order. */
  children(node: number, order: FileOrder): Int32Array;
  row(node: number): FileRow;
  /** False for nodes that the filter leaves out. */
  has(node: number): boolean;
}

/** Matches at most, for which the folders on the way are opened without being asked. */
const OPENED = 300;

/** `matches` holds for each path 1 when the filter's text asks for it. */
export function createTreeView(
  browsable: BrowsableTree,
  filter: FileFilter,
  matches: Uint8Array | undefined,
): TreeView {
  const { tree } = browsable;
  const kept = isFiltering(filter) ? keep(browsable, filter, matches) : undefined;
  const orders = new Map<string, Int32Array>();
  const sizeOf = (node: number): number => (kept ? kept.size[node] : tree.size[node]) ?? 0;

  return {
    browsable,
    has: node => kept === undefined || kept.below[node] !== 0 || kept.own[node] === 1,
    children: (node, order) => {
      const key = `${order} ${node}`;
      const known = orders.get(key);
      if (known) return known;
      let list = tree.sortedChildren(node);
      if (kept) list = list.filter(child => kept.below[child] !== 0 || kept.own[child] === 1);
      if (order === 'size') list = list.slice().sort((a, b) => sizeOf(b) - sizeOf(a));
      orders.set(key, list);
      return list;
    },
    row: node => {
      const row = browsable.row(node);
      if (!kept) return row;
      const isWay = kept.own[node] === 0;
      return {
        ...row,
        size: sizeOf(node),
        children: kept.children[node] ?? 0,
        ...(isWay && kept.total <= OPENED && { open: true }),
      };
    },
  };
}

interface Kept {
  /** 1 for what the filter asks for itself. */
  readonly own: Uint8Array;
  /** Number of such below each node. */
  readonly below: Int32Array;
  /** Number of children that are left. */
  readonly children: Int32Array;
  /** Bytes of what is left. */
  readonly size: Float64Array;
  readonly total: number;
}

function keep({ tree, source }: BrowsableTree, filter: FileFilter, matches: Uint8Array | undefined): Kept {
  const { count } = tree;
  const own = new Uint8Array(count);
  // What is in a folder that is asked for by its name is asked for as well.
  const inside = new Uint8Array(count);
  const { least } = filter;
  const kinds = new Set(filter.kinds);
  const changes = new Set(filter.changes);
  const needsRow = kinds.size > 0 || changes.size > 0;
  const parents = parentsOf(tree);
  let total = 0;
  for (let node = 1; node < count; node++) {
    const path = tree.path[node] ?? 0;
    inside[node] = !matches || matches[path] === 1 || inside[parents[node] ?? 0] === 1 ? 1 : 0;
    if (inside[node] === 0) continue;
    const isFolder = tree.isFolder[node] === 1;
    if (least > 0 && (isFolder || (tree.size[node] ?? 0) < least)) continue;
    if (needsRow) {
      const fast = isFolder && kinds.size > 0 && !kinds.has('folder');
      if (fast) continue;
      const { entry, change } = source(node);
      if (changes.size > 0 && !changes.has(change)) continue;
      if (kinds.size > 0 && !kinds.has(isFolder ? 'folder' : kindOf(entry?.layer.kind[entry.index])))
        continue;
    }
    own[node] = 1;
    total++;
  }
  const below = new Int32Array(count);
  const children = new Int32Array(count);
  const size = new Float64Array(count);
  // Parents come before their children.
  for (let node = count - 1; node > 0; node--) {
    const mine = own[node] ?? 0;
    const isFolder = tree.isFolder[node] === 1;
    if (mine === 1 && !isFolder) size[node] = tree.size[node] ?? 0;
    if (mine === 0 && below[node] === 0) continue;
    const parent = parents[node] ?? 0;
    below[parent] = (below[parent] ?? 0) + (below[node] ?? 0) + mine;
    children[parent] = (children[parent] ?? 0) + 1;
    size[parent] = (size[parent] ?? 0) + (size[node] ?? 0);
  }
  return { own, below, children, size, total };
}

function parentsOf(tree: BrowsableTree['tree']): Int32Array {
  const parents = new Int32Array(tree.count);
  for (let node = 0; node < tree.count; node++) {
    const first = tree.first[node] ?? 0;
    const count = tree.children[node] ?? 0;
    for (let child = first; child < first + count; child++) parents[child] = node;
  }
  return parents;
}

/** Of an entry's kind; a hard link is a file like any other. */
export function kindOf(kind: number = FILE): FileKind {
  if (kind === FILE || kind === HARDLINK) return 'file';
  if (kind === DIRECTORY) return 'folder';
  return kind === SYMLINK ? 'link' : 'other';
}
