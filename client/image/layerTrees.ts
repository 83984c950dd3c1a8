import type { FileRow } from '../../protocol/image.ts';
import { type AddItem, createFileTree, type FileTree } from './fileTree.ts';
import { DIRECTORY, type LayerIndex } from './layerIndex.ts';
import type { PathTable } from './pathTable.ts';
import { changeBit, changeName, fileKind, fileRow, kindBit, type RowSource } from './rows.ts';
import { REMOVED, type Squash, SUPERSEDED } from './squash.ts';

/** A tree that can say what each of its nodes is. */
export interface BrowsableTree {
  readonly tree: FileTree;
  row(node: number): FileRow;
  /** What a row is made from, without its words. */
  source(node: number): RowSource;
  /** What all nodes are, for filters; worked out when first asked for. */
  codes(): NodeCodes;
}

/** By node: two bytes each. */
export interface NodeCodes {
  /** As `kindBit`. */
  readonly kind: Uint8Array;
  /** As `changeBit`. */
  readonly change: Uint8Array;
}

/** Rows for the sources of a tree's nodes. */
export function browsable(
  table: PathTable,
  tree: FileTree,
  source: (node: number) => RowSource,
): BrowsableTree {
  let known: NodeCodes | undefined;
  return {
    tree,
    source,
    row: node => fileRow(table, tree, node, source(node)),
    codes: () => {
      known ??= codesOf(tree, source);
      return known;
    },
  };
}

function codesOf(tree: FileTree, source: (node: number) => RowSource): NodeCodes {
  const kind = new Uint8Array(tree.count);
  const change = new Uint8Array(tree.count);
  const folder = kindBit('folder');
  for (let node = 0; node < tree.count; node++) {
    const { entry, change: name } = source(node);
    kind[node] = tree.isFolder[node] === 1 ? folder : kindBit(fileKind(entry?.layer.kind[entry.index]));
    change[node] = changeBit(name);
  }
  return { kind, change };
}

/** What one layer holds and takes away; things hidden by an opaque folder count as taken away one by one. */
export function layerTree(
  table: PathTable,
  layers: readonly LayerIndex[],
  squashed: Squash,
  number: number,
): BrowsableTree {
  const layer = layers[number];
  const effect = squashed.effects[number];
  if (!layer || !effect) return emptyTree(table);
  const { change, below, hiddenPath, hiddenEntry } = effect;

  // Items: entries of the layer, then what it hides.
  function fill(add: AddItem): void {
    for (let at = 0; at < hiddenPath.length; at++)
      add(hiddenPath[at] ?? 0, change.length + at, 0, isFolderBelow(hiddenEntry[at] ?? -1));
    for (let index = 0; index < change.length; index++) {
      if (change[index] === SUPERSEDED) continue;
      const removed = change[index] === REMOVED;
      const path = (removed ? layer?.target[index] : layer?.path[index]) ?? 0;
      const isFolder = removed ? isFolderBelow(below[index] ?? -1) : layer?.kind[index] === DIRECTORY;
      add(path, index, removed ? 0 : (layer?.size[index] ?? 0), isFolder);
    }
  }

  function isFolderBelow(entry: number): boolean {
    const found = entryAt(layers, squashed, entry);
    return found !== undefined && found.layer.kind[found.index] === DIRECTORY;
  }

  function sourceOf(item: number): RowSource {
    if (item < 0) return { entry: undefined, change: 'unchanged' };
    if (item >= change.length) {
      return { entry: entryAt(layers, squashed, hiddenEntry[item - change.length] ?? -1), change: 'removed' };
    }
    const code = change[item] ?? SUPERSEDED;
    if (code === REMOVED) return { entry: entryAt(layers, squashed, below[item] ?? -1), change: 'removed' };
    return { entry: layer && { layer, index: item }, change: changeName(code) };
  }

  const tree = createFileTree(table, fill);
  return browsable(table, tree, node => sourceOf(tree.item[node] ?? -1));
}

/** All layers on each other; a row's change is that of the layer that put it there. */
export function finalTree(table: PathTable, layers: readonly LayerIndex[], squashed: Squash): BrowsableTree {
  const tree = createFileTree(table, add => {
    for (const path of squashed.live) {
      const owner = squashed.owner[path] ?? -1;
      if (owner < 0) {
        add(path, -1, 0, true);
        continue;
      }
      const found = entryAt(layers, squashed, owner);
      if (!found) continue;
      const isFolder = found.layer.kind[found.index] === DIRECTORY;
      add(path, owner, isFolder ? 0 : shownSize(layers, squashed, owner), isFolder);
    }
  });
  return browsable(table, tree, node => {
    const owner = tree.item[node] ?? -1;
    const entry = entryAt(layers, squashed, owner);
    if (!entry) return { entry, change: 'unchanged' };
    const code = squashed.effects[squashed.layerOf(owner)]?.change[entry.index] ?? 0;
    return { entry, change: changeName(code) };
  });
}

/** A hard link whose file lost its own path is where the bytes are now. */
export function shownSize(layers: readonly LayerIndex[], squashed: Squash, owner: number): number {
  const data = squashed.data[owner] ?? owner;
  const found = entryAt(layers, squashed, data);
  if (!found) return 0;
  const size = found.layer.size[found.index] ?? 0;
  if (data === owner) return size;
  return squashed.lostWhy[data] === 0 ? 0 : size;
}

export function entryAt(
  layers: readonly LayerIndex[],
  squashed: Squash,
  entry: number,
): { readonly layer: LayerIndex; readonly index: number } | undefined {
  if (entry < 0) return undefined;
  const number = squashed.layerOf(entry);
  const layer = layers[number];
  return layer && { layer, index: entry - (squashed.base[number] ?? 0) };
}

function emptyTree(table: PathTable): BrowsableTree {
  const tree = createFileTree(table, () => {});
  return browsable(table, tree, () => ({ entry: undefined, change: 'unchanged' }));
}
