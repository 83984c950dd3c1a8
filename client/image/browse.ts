import type { DocumentKind, FileRow, Page } from '../../protocol/image.ts';
import { failure, type Outcome, success } from '../../protocol/result.ts';
import { type Json, pretty } from './documents.ts';
import type { FileTree } from './fileTree.ts';
import type { OpenedImage } from './openImage.ts';
import type { PathTable } from './pathTable.ts';

export interface ChildrenRequest {
  readonly layer: number | 'final';
  /** '' is the root. */
  readonly path: string;
  readonly offset: number;
  readonly limit: number;
}

/** Some direct children of a folder, folders first, then by name. A folder that is not there has none. */
export function childrenOf(
  image: OpenedImage,
  { layer, path, offset, limit }: ChildrenRequest,
): Page<FileRow> {
  const browsable = image.tree(layer);
  const node = nodeAt(image.table, browsable.tree, path);
  if (node < 0) return { total: 0, offset, items: [] };
  const all = browsable.tree.sortedChildren(node);
  const start = Math.max(0, Math.floor(offset));
  const end = Math.min(all.length, start + Math.max(0, Math.floor(limit)));
  const items: FileRow[] = [];
  for (let at = start; at < end; at++) items.push(browsable.row(all[at] ?? 0));
  return { total: all.length, offset, items };
}

const encoder = new TextEncoder();

/** The node of a path as rows give it, -1 when there is none. */
function nodeAt(table: PathTable, tree: FileTree, path: string): number {
  let node = 0;
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    const bytes = encoder.encode(part);
    const named = table.find(tree.path[node] ?? 0, bytes, 0, bytes.length);
    const start = tree.first[node] ?? 0;
    const children = tree.path.subarray(start, start + (tree.children[node] ?? 0));
    let at = children.indexOf(named);
    // A name that is not UTF-8 is shown with this sign, and comes back with it.
    if (at < 0 && part.includes('\ufffd')) at = children.findIndex(child => table.name(child) === part);
    if (at < 0) return -1;
    node = start + at;
  }
  return node;
}

/** One of the image's documents as readable JSON. */
export function documentText(image: OpenedImage, kind: DocumentKind): Outcome<string> {
  const value = documentOf(image, kind);
  return value === undefined
    ? failure('archive-invalid', { path: image.name }, `it has no ${kind}`)
    : success(pretty(value));
}

function documentOf({ source }: OpenedImage, kind: DocumentKind): Json | undefined {
  switch (kind) {
    case 'manifest':
      return source.manifest;
    case 'index':
      return source.index;
    case 'config':
      return source.config;
    case 'history':
      return source.config.history ?? [];
    case 'inspect':
      // Only an engine can tell.
      return undefined;
  }
}
