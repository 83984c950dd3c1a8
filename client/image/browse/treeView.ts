import type { FileFilter, FileOrder } from '../../../protocol/browse.ts';
import { isFiltering } from '../../../protocol/browse.ts';
import type { FileRow } from '../../../protocol/image.ts';
import type { FileTree } from '../fileTree.ts';
import type { BrowsableTree, NodeCodes } from '../layerTrees.ts';
import { changeBit, kindBit } from '../rows.ts';

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

function keep({ tree, codes }: BrowsableTree, filter: FileFilter, matches: Uint8Array | undefined): Kept {
  const own = asked(tree, codes, filter, matches);
  let total = 0;
  for (let node = 1; node < own.length; node++) total += own[node] ?? 0;
  const sums = {
    below: new Int32Array(tree.count),
    children: new Int32Array(tree.count),
    size: new Float64Array(tree.count),
  };
  // A few are followed up one by one: most of the columns is never touched then.
  if (total < tree.count / 16) sumFew(tree, own, sums);
  else sumAll(tree, own, sums);
  return { own, total, ...sums };
}

/** Marks what the filter asks for itself. */
function asked(
  { count, path, parent, isFolder, size }: FileTree,
  codes: () => NodeCodes,
  filter: FileFilter,
  matches: Uint8Array | undefined,
): Uint8Array {
  const { least } = filter;
  const own = new Uint8Array(count);
  if (matches) {
    // What is in a folder that is asked for by its name is asked for as well.
    for (let node = 1; node < count; node++)
      own[node] = (matches[path[node] ?? 0] ?? 0) | (own[parent[node] ?? 0] ?? 0);
  } else own.fill(1, 1);
  if (filter.kinds.length > 0) restrict(own, codes().kind, bits(filter.kinds.map(kindBit)));
  if (filter.changes.length > 0) restrict(own, codes().change, bits(filter.changes.map(changeBit)));
  if (least > 0) {
    for (let node = 1; node < count; node++)
      if (isFolder[node] === 1 || (size[node] ?? 0) < least) own[node] = 0;
  }
  return own;
}

const bits = (all: readonly number[]): number => all.reduce((sum, bit) => sum | bit, 0);

function restrict(own: Uint8Array, codes: Uint8Array, wanted: number): void {
  for (let node = 1; node < own.length; node++) if (((codes[node] ?? 0) & wanted) === 0) own[node] = 0;
}

type Sums = Pick<Kept, 'below' | 'children' | 'size'>;

function sumAll(
  { count, parent, isFolder, size: sizes }: FileTree,
  own: Uint8Array,
  { below, children, size }: Sums,
): void {
  // Parents come before their children.
  for (let node = count - 1; node > 0; node--) {
    const mine = own[node] ?? 0;
    const under = below[node] ?? 0;
    if (mine === 0 && under === 0) continue;
    if (mine === 1 && isFolder[node] === 0) size[node] = sizes[node] ?? 0;
    const up = parent[node] ?? 0;
    below[up] = (below[up] ?? 0) + under + mine;
    children[up] = (children[up] ?? 0) + 1;
    size[up] = (size[up] ?? 0) + (size[node] ?? 0);
  }
}

function sumFew(tree: FileTree, own: Uint8Array, { below, children, size }: Sums): void {
  const { parent, isFolder, size: sizes } = tree;
  for (let node = own.indexOf(1, 1); node > 0; node = own.indexOf(1, node + 1)) {
    const bytes = isFolder[node] === 0 ? (sizes[node] ?? 0) : 0;
    if (bytes > 0) size[node] = bytes;
    // What is asked for is met before anything below it, and a folder counts as a child once it has a reason to.
    let isNew = true;
    for (let at = node; at !== 0; ) {
      const up = parent[at] ?? 0;
      const wasShown = own[up] === 1 || (below[up] ?? 0) > 0;
      below[up] = (below[up] ?? 0) + 1;
      size[up] = (size[up] ?? 0) + bytes;
      if (isNew) children[up] = (children[up] ?? 0) + 1;
      isNew = !wasShown;
      at = up;
    }
  }
}
