import { SYMLINK } from '../layerIndex.ts';
import type { BrowsableTree } from '../layerTrees.ts';
import type { PathTable } from '../pathTable.ts';
import { childAt } from './folders.ts';

const MAX_LINKS = 40;

/**
 * The node that a path leads to, symbolic links followed as in a container: they never lead out of the root.
 * -1 when there is nothing, or links go round in circles.
 */
export function followPath(table: PathTable, { tree, source }: BrowsableTree, path: string): number {
  const parts = path.split('/').reverse();
  const way = [0];
  let links = 0;
  for (let part = parts.pop(); part !== undefined; part = parts.pop()) {
    if (part === '' || part === '.') continue;
    if (part === '..') {
      if (way.length > 1) way.pop();
      continue;
    }
    const child = childAt(table, tree, way.at(-1) ?? 0, part);
    if (child < 0) return -1;
    const { entry } = source(child);
    const link = tree.isFolder[child] === 1 ? undefined : entry?.layer.linkText(entry.index);
    if (link === undefined || !entry || !isSymlink(entry)) {
      way.push(child);
      continue;
    }
    if (++links > MAX_LINKS) return -1;
    if (link.startsWith('/')) way.length = 1;
    parts.push(...link.split('/').reverse());
  }
  return way.at(-1) ?? 0;
}

function isSymlink({ layer, index }: NonNullable<ReturnType<BrowsableTree['source']>['entry']>): boolean {
  return layer.kind[index] === SYMLINK;
}
