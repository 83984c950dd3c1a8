import type { FileRow } from '../../protocol/image.ts';
import { createFileTree, type FileTree, type TreeItem } from './fileTree.ts';
import { DIRECTORY, type LayerIndex } from './layerIndex.ts';
import type { PathTable } from './pathTable.ts';
import { changeName, fileRow, type RowSource } from './rows.ts';
import { REMOVED, type Squash, SUPERSEDED } from './squash.ts';

/** A tree that can say what each of its nodes is. */
export interface BrowsableTree {
  readonly tree: FileTree;
  row(node: number): FileRow;
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
  function* items(): Generator<TreeItem> {
    for (let at = 0; at < hiddenPath.length; at++) {
      yield {
        path: hiddenPath[at] ?? 0,
        item: change.length + at,
        size: 0,
        isFolder: isFolderBelow(hiddenEntry[at] ?? -1),
      };
    }
    for (let index = 0; index < change.length; index++) {
      if (change[index] === SUPERSEDED) continue;
      const removed = change[index] === REMOVED;
      const path = (removed ? layer?.target[index] : layer?.path[index]) ?? 0;
      const isFolder = removed ? isFolderBelow(below[index] ?? -1) : layer?.kind[index] === DIRECTORY;
      yield { path, item: index, size: removed ? 0 : (layer?.size[index] ?? 0), isFolder };
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

  const tree = createFileTree(table, items());
  return { tree, row: node => fileRow(table, tree, node, sourceOf(tree.item[node] ?? -1)) };
}

/** All layers on each other; a row's change is that of the layer that put it there. */
export function finalTree(table: PathTable, layers: readonly LayerIndex[], squashed: Squash): BrowsableTree {
  function* items(): Generator<TreeItem> {
    for (const path of squashed.live) {
      const owner = squashed.owner[path] ?? -1;
      if (owner < 0) {
        yield { path, item: -1, size: 0, isFolder: true };
        continue;
      }
      const found = entryAt(layers, squashed, owner);
      if (!found) continue;
      yield {
        path,
        item: owner,
        size: shownSize(layers, squashed, owner),
        isFolder: found.layer.kind[found.index] === DIRECTORY,
      };
    }
  }
  const tree = createFileTree(table, items());
  return {
    tree,
    row: node => {
      const owner = tree.item[node] ?? -1;
      const entry = entryAt(layers, squashed, owner);
      if (!entry) return fileRow(table, tree, node, { entry, change: 'unchanged' });
      const code = squashed.effects[squashed.layerOf(owner)]?.change[entry.index] ?? 0;
      return fileRow(table, tree, node, { entry, change: changeName(code) });
    },
  };
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
  const tree = createFileTree(table, []);
  return { tree, row: node => fileRow(table, tree, node, { entry: undefined, change: 'unchanged' }) };
}
