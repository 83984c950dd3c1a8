import type { FileOrder } from '../../../protocol/browse.ts';
import { noFilter } from '../../../protocol/browse.ts';
import type { FileRow, Page } from '../../../protocol/image.ts';
import type { FileTree } from '../fileTree.ts';
import type { OpenedImage } from '../openImage.ts';
import type { PathTable } from '../pathTable.ts';
import { createTreeView, type TreeView } from './treeView.ts';

export interface ChildrenRequest {
  readonly layer: number | 'final';
  /** '' is the root. */
  readonly path: string;
  readonly offset: number;
  readonly limit: number;
}

/** Some direct children of a folder, folders first, then by name. A folder that is not there has none. */
export function childrenOf(image: OpenedImage, { layer, ...range }: ChildrenRequest): Page<FileRow> {
  return childrenPage(image.table, createTreeView(image.tree(layer), noFilter, undefined), range);
}

/** The same of a view. */
export function childrenPage(
  table: PathTable,
  view: TreeView,
  {
    path,
    offset,
    limit,
    order = 'name',
  }: Omit<ChildrenRequest, 'layer'> & { readonly order?: FileOrder | undefined },
): Page<FileRow> {
  const node = nodeAt(table, view.browsable.tree, path);
  if (node < 0) return { total: 0, offset, items: [] };
  const all = view.children(node, order);
  const start = Math.max(0, Math.floor(offset));
  const end = Math.min(all.length, start + Math.max(0, Math.floor(limit)));
  const items: FileRow[] = [];
  for (let at = start; at < end; at++) items.push(view.row(all[at] ?? 0));
  return { total: all.length, offset, items };
}

/** Where a path stands among its siblings, from the root down; empty when the view does not show it. */
export function placesOf(
  table: PathTable,
  view: TreeView,
  path: string,
  order: FileOrder,
): readonly number[] {
  const { tree } = view.browsable;
  const places: number[] = [];
  let node = 0;
  for (const part of path.split('/').filter(part => part !== '')) {
    const child = childAt(table, tree, node, part);
    if (child < 0 || !view.has(child)) return [];
    places.push(view.children(node, order).indexOf(child));
    node = child;
  }
  return places;
}

const encoder = new TextEncoder();

/** The node of a path as rows give it, -1 when there is none. */
export function nodeAt(table: PathTable, tree: FileTree, path: string): number {
  let node = 0;
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    node = childAt(table, tree, node, part);
    if (node < 0) return -1;
  }
  return node;
}

export function childAt(table: PathTable, tree: FileTree, node: number, name: string): number {
  const bytes = encoder.encode(name);
  const named = table.find(tree.path[node] ?? 0, bytes, 0, bytes.length);
  const start = tree.first[node] ?? 0;
  const children = tree.path.subarray(start, start + (tree.children[node] ?? 0));
  let at = children.indexOf(named);
  // A name that is not UTF-8 is shown with this sign, and comes back with it.
  if (at < 0 && name.includes('\ufffd')) at = children.findIndex(child => table.name(child) === name);
  return at < 0 ? -1 : start + at;
}
