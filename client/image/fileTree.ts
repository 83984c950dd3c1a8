import type { PathTable } from './pathTable.ts';

/**
 * A tree as columns: the children of a node lie side by side, so any range of them is read at once. About 25
 * bytes a node. Node 0 is the root.
 */
export interface FileTree {
  readonly count: number;
  readonly path: Int32Array;
  /** What the node was made from, as given to `createFileTree`; -1 for folders on the way. */
  readonly item: Int32Array;
  readonly first: Int32Array;
  readonly children: Int32Array;
  /** Own bytes and those of all below. */
  readonly size: Float64Array;
  readonly isFolder: Uint8Array;
  /** Children in their order: folders first, then by bytes of the names. Sorted when first asked for. */
  sortedChildren(node: number): Int32Array;
}

/** One thing to put into a tree. */
export interface TreeItem {
  readonly path: number;
  readonly item: number;
  readonly size: number;
  readonly isFolder: boolean;
}

/** Builds a tree of the items and the folders on their way. An item given twice counts as given last. */
export function createFileTree(table: PathTable, items: Iterable<TreeItem>): FileTree {
  // Node numbers by path, + 1, while building.
  let nodes = new Int32Array(table.count());
  const paths: number[] = [0];
  const itemOf: number[] = [-1];
  const sizes: number[] = [0];
  const folders: number[] = [1];
  nodes[0] = 1;
  const missing: number[] = [];
  for (const { path, item, size, isFolder } of items) {
    for (let at = path; (nodes[at] ?? 0) === 0; at = table.parent(at)) missing.push(at);
    for (let at = missing.pop(); at !== undefined; at = missing.pop()) {
      nodes[at] = paths.push(at);
      itemOf.push(-1);
      sizes.push(0);
      folders.push(1);
    }
    const node = (nodes[path] ?? 1) - 1;
    itemOf[node] = item;
    sizes[node] = size;
    folders[node] = isFolder ? 1 : 0;
  }

  // Numbers anew, children side by side: where each parent's children start, then where each node goes.
  const count = paths.length;
  const childCount = new Int32Array(count);
  for (let node = 1; node < count; node++) {
    const parent = (nodes[table.parent(paths[node] ?? 0)] ?? 1) - 1;
    childCount[parent] = (childCount[parent] ?? 0) + 1;
  }
  const start = new Int32Array(count);
  let free = 1;
  for (let node = 0; node < count; node++) {
    start[node] = free;
    free += childCount[node] ?? 0;
  }
  const place = new Int32Array(count);
  const filled = start.slice();
  for (let node = 1; node < count; node++) {
    const parent = (nodes[table.parent(paths[node] ?? 0)] ?? 1) - 1;
    const slot = filled[parent] ?? 0;
    place[node] = slot;
    filled[parent] = slot + 1;
  }
  const path = new Int32Array(count);
  const item = new Int32Array(count);
  const first = new Int32Array(count);
  const children = new Int32Array(count);
  const size = new Float64Array(count);
  const isFolder = new Uint8Array(count);
  // Parents come before their children: from the end, each hands its bytes up.
  for (let node = count - 1; node >= 0; node--) {
    const slot = place[node] ?? 0;
    path[slot] = paths[node] ?? 0;
    item[slot] = itemOf[node] ?? -1;
    first[slot] = start[node] ?? 0;
    children[slot] = childCount[node] ?? 0;
    size[slot] = (size[slot] ?? 0) + (sizes[node] ?? 0);
    isFolder[slot] = (childCount[node] ?? 0) > 0 ? 1 : (folders[node] ?? 0);
    if (node === 0) continue;
    const parent = place[(nodes[table.parent(paths[node] ?? 0)] ?? 1) - 1] ?? 0;
    size[parent] = (size[parent] ?? 0) + (size[slot] ?? 0);
  }
  nodes = new Int32Array(0);
  return withLookup(table, { count, path, item, first, children, size, isFolder });
}

type Columns = Omit<FileTree, 'sortedChildren'>;

/** Apart from the building, so that nothing of it is kept alive. */
function withLookup(table: PathTable, columns: Columns): FileTree {
  const { path, first, children, isFolder } = columns;
  const sorted = new Map<number, Int32Array>();

  function sortedChildren(node: number): Int32Array {
    const known = sorted.get(node);
    if (known) return known;
    const start = first[node] ?? 0;
    const order = Int32Array.from({ length: children[node] ?? 0 }, (_, index) => start + index);
    order.sort(
      (a, b) => (isFolder[b] ?? 0) - (isFolder[a] ?? 0) || table.compareNames(path[a] ?? 0, path[b] ?? 0),
    );
    sorted.set(node, order);
    return order;
  }

  return { ...columns, sortedChildren };
}
