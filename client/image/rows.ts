import type { FileKind } from '../../protocol/browse.ts';
import type { Change, EntryType, FileRow } from '../../protocol/image.ts';
import type { FileTree } from './fileTree.ts';
import {
  BLOCK_DEVICE,
  CHARACTER,
  DIRECTORY,
  FIFO,
  FILE,
  HARDLINK,
  type LayerIndex,
  SYMLINK,
} from './layerIndex.ts';
import type { PathTable } from './pathTable.ts';
import { ADDED, CHANGED, REMOVED, UNCHANGED } from './squash.ts';

const TYPES: Readonly<Record<number, EntryType>> = {
  [FILE]: 'file',
  [DIRECTORY]: 'directory',
  [SYMLINK]: 'symlink',
  [HARDLINK]: 'hardlink',
  [CHARACTER]: 'character',
  [BLOCK_DEVICE]: 'block',
  [FIFO]: 'fifo',
};

const CHANGES: Readonly<Record<number, Change>> = {
  [ADDED]: 'added',
  [CHANGED]: 'changed',
  [REMOVED]: 'removed',
  [UNCHANGED]: 'unchanged',
};

export function entryType(kind: number | undefined): EntryType {
  return TYPES[kind ?? FILE] ?? 'file';
}

export function changeName(change: number): Change {
  return CHANGES[change] ?? 'unchanged';
}

/** A hard link is a file like any other. */
export function fileKind(kind: number = FILE): FileKind {
  if (kind === FILE || kind === HARDLINK) return 'file';
  if (kind === DIRECTORY) return 'folder';
  return kind === SYMLINK ? 'link' : 'other';
}

const KIND_BITS: Readonly<Record<FileKind, number>> = { file: 1, folder: 2, link: 4, other: 8 };
const CHANGE_BITS: Readonly<Record<Change, number>> = { added: 1, changed: 2, removed: 4, unchanged: 8 };

/** One bit for each, so that a filter for some of them is one number. */
export const kindBit = (kind: FileKind): number => KIND_BITS[kind];
export const changeBit = (change: Change): number => CHANGE_BITS[change];

/** What a row tells beside its place in the tree. */
export interface RowSource {
  /** Undefined for folders on the way and for what was removed without a trace of it below. */
  readonly entry: { readonly layer: LayerIndex; readonly index: number } | undefined;
  readonly change: Change;
}

export function fileRow(
  table: PathTable,
  tree: FileTree,
  node: number,
  { entry, change }: RowSource,
): FileRow {
  const path = tree.path[node] ?? 0;
  const children = tree.children[node] ?? 0;
  const own = entry && describeEntry(entry.layer, entry.index);
  const isFolder = tree.isFolder[node] === 1;
  return {
    path: table.text(path),
    name: table.name(path),
    // A removed folder is shown as one, though nothing is below it here.
    type: isFolder ? 'directory' : (own?.type ?? 'file'),
    change,
    size: tree.size[node] ?? 0,
    mode: own?.mode ?? (isFolder ? 0o755 : 0),
    uid: own?.uid ?? 0,
    gid: own?.gid ?? 0,
    mtime: own?.mtime ?? 0,
    link: own?.link,
    children,
  };
}

export interface EntryDescription {
  readonly type: EntryType;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly mtime: number;
  readonly link: string | undefined;
}

export function describeEntry(layer: LayerIndex, index: number): EntryDescription {
  return {
    type: entryType(layer.kind[index]),
    mode: layer.mode[index] ?? 0,
    uid: layer.uid[index] ?? 0,
    gid: layer.gid[index] ?? 0,
    mtime: layer.mtime[index] ?? 0,
    link: layer.linkText(index),
  };
}
