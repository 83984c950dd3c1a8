import { type AddItem, createFileTree } from '../fileTree.ts';
import { AUFS, DIRECTORY, type LayerIndex, WHITEOUT } from '../layerIndex.ts';
import { type BrowsableTree, browsable, entryAt } from '../layerTrees.ts';
import type { PathTable } from '../pathTable.ts';
import { changeName } from '../rows.ts';
import { REMOVED, type Squash } from '../squash.ts';

/**
 * The layers up to one put on each other, with what that one does: its additions and changes are marked, and what
 * it takes away is still there, as removed. Read off the squash of all layers: an entry stands until the layer
 * that took its path. Folders that never had an entry and have nothing left in them are not shown.
 */
export function upToTree(
  table: PathTable,
  layers: readonly LayerIndex[],
  squashed: Squash,
  upTo: number,
): BrowsableTree {
  const { base, effects, lostBy, data } = squashed;
  // Items: entries that stand, then what the last layer took away.
  const gone = removals(layers, squashed, upTo);
  const total = base[base.length - 1] ?? 0;

  const stands = (entry: number): boolean => {
    const by = lostBy[entry] ?? -1;
    return by < 0 || by > upTo;
  };

  function fill(add: AddItem): void {
    const leaves = new Uint8Array(table.count());
    for (let number = 0; number <= upTo && number < layers.length; number++) {
      const layer = layers[number];
      const effect = effects[number];
      if (!layer || !effect) continue;
      const start = base[number] ?? 0;
      for (let index = 0; index < layer.count; index++) {
        const kind = layer.kind[index] ?? AUFS;
        const entry = start + index;
        const path = effect.place[index] ?? 0;
        if (kind >= WHITEOUT || path === 0 || !stands(entry)) continue;
        if (kind !== DIRECTORY) leaves[path] = 1;
        add(path, entry, shown(layer, index, entry), kind === DIRECTORY);
      }
    }
    const isUnderLeaf = (path: number): boolean => {
      for (let up = path; up !== 0; up = table.parent(up)) if (leaves[up] === 1) return true;
      return false;
    };
    for (const [at, { path, entry }] of gone.entries()) {
      // Where a file took the place of a folder, nothing can be shown below it.
      if (isUnderLeaf(path)) continue;
      const below = entryAt(layers, squashed, entry);
      const isFolder = below === undefined || below.layer.kind[below.index] === DIRECTORY;
      add(path, total + at, 0, isFolder);
    }
  }

  /** A hard link stands for the bytes once the file they came with has gone. */
  function shown(layer: LayerIndex, index: number, entry: number): number {
    const source = data[entry] ?? entry;
    if (source === entry) return layer.size[index] ?? 0;
    if (source < 0 || stands(source)) return 0;
    const found = entryAt(layers, squashed, source);
    return found?.layer.size[found.index] ?? 0;
  }

  const tree = createFileTree(table, fill);
  const first = base[upTo] ?? 0;
  const codes = effects[upTo]?.change;
  return browsable(table, tree, node => {
    const item = tree.item[node] ?? -1;
    if (item >= total) {
      return { entry: entryAt(layers, squashed, gone[item - total]?.entry ?? -1), change: 'removed' };
    }
    const change = item >= first ? changeName(codes?.[item - first] ?? 0) : 'unchanged';
    return { entry: entryAt(layers, squashed, item), change };
  });
}

/** What a layer takes away, by whiteouts of their own or without: where, and the entry that stood there. */
export function removals(
  layers: readonly LayerIndex[],
  squashed: Squash,
  number: number,
): readonly { readonly path: number; readonly entry: number }[] {
  const effect = squashed.effects[number];
  const count = layers[number]?.count ?? 0;
  if (!effect) return [];
  const gone: { path: number; entry: number }[] = [];
  for (let index = 0; index < count; index++) {
    if (effect.change[index] === REMOVED)
      gone.push({ path: effect.place[index] ?? 0, entry: effect.below[index] ?? -1 });
  }
  for (const [at, path] of effect.hiddenPath.entries())
    gone.push({ path, entry: effect.hiddenEntry[at] ?? -1 });
  return gone;
}
