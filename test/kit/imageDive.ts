import type { TarSpec } from './tarBuilder.ts';

/** dive's figures the way dive gets them: all trees stacked anew for each whiteout, names as strings. */
export function naiveDive(layers: readonly (readonly TarSpec[])[]): {
  efficiency: number;
  wastedBytes: number;
} {
  const trees = layers.map(treeOf);
  const seen = new Map<string, { total: number; least: number; visits: number }>();
  for (const [number, tree] of trees.entries()) {
    try {
      visit(tree, node => {
        if (node.children.size > 0) return;
        const path = pathOf(node);
        const data = seen.get(path) ?? { total: 0, least: -1, visits: 0 };
        seen.set(path, data);
        let size = node.size;
        if (isWhiteout(node)) {
          size = 0;
          const previous = find(stackUpTo(trees, number - 1), path);
          if (!previous) throw new GiveUp();
          if (previous.isFolder) {
            visit(previous, below => {
              size += below.size;
            });
          }
        }
        data.total += size;
        if (data.least < 0 || size < data.least) data.least = size;
        data.visits++;
      });
    } catch (error) {
      if (!(error instanceof GiveUp)) throw error;
    }
  }
  const all = [...seen.values()];
  const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
  const total = sum(all.map(data => data.total));
  return {
    efficiency: total === 0 ? 1 : sum(all.map(data => data.least)) / total,
    wastedBytes: sum(all.filter(data => data.visits >= 2).map(data => data.total)),
  };
}

class GiveUp extends Error {}

interface Node {
  readonly name: string;
  readonly parent: Node | undefined;
  readonly children: Map<string, Node>;
  size: number;
  isFolder: boolean;
}

const node = (name: string, parent?: Node): Node => ({
  name,
  parent,
  children: new Map(),
  size: 0,
  isFolder: false,
});
const isWhiteout = ({ name }: Node): boolean => name.startsWith('.wh.');

function treeOf(entries: readonly TarSpec[]): Node {
  const root = node('');
  for (const entry of entries) {
    const path = goClean(String(entry.name));
    if (path === '.') continue;
    const type = entry.type ?? 'file';
    const size = entry.size ?? String(entry.body ?? '').length;
    add(root, path, size, type === 'directory' || ((entry.mode ?? 0) & 0o170000) === 0o040000);
  }
  return root;
}

function add(root: Node, path: string, size: number, isFolder: boolean): void {
  let at = root;
  const names = goClean(path)
    .replace(/^\/+|\/+$/g, '')
    .split('/');
  for (const [index, name] of names.entries()) {
    if (name === '') continue;
    let child = at.children.get(name);
    if (!child) {
      if (name.startsWith('.wh..wh..')) return;
      child = node(name, at);
      at.children.set(name, child);
    }
    at = child;
    if (index === names.length - 1) {
      at.size = size;
      at.isFolder = isFolder;
    }
  }
}

function find(root: Node, path: string): Node | undefined {
  let at: Node | undefined = root;
  for (const name of path.split('/')) if (name !== '') at = at?.children.get(name);
  return at;
}

function pathOf(of: Node): string {
  const names: string[] = [];
  for (let at: Node | undefined = of; at?.parent; at = at.parent) {
    names.unshift(at === of && isWhiteout(at) ? at.name.slice(4) : at.name);
  }
  return `/${names.join('/')}`.replaceAll('//', '/');
}

/** Children first, by the bytes of their names; never the root. */
function visit(at: Node, visitor: (node: Node) => void): void {
  const names = [...at.children.keys()].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  for (const name of names) {
    const child = at.children.get(name);
    if (child) visit(child, visitor);
  }
  if (at.parent) visitor(at);
}

function stackUpTo(trees: readonly Node[], last: number): Node {
  const tree = copy(trees[0] ?? node(''));
  for (let index = 0; index <= last; index++) {
    visit(trees[index] ?? node(''), upper => {
      const path = pathOf(upper);
      if (isWhiteout(upper)) {
        const found = find(tree, path);
        found?.parent?.children.delete(found.name);
      } else add(tree, path, upper.size, upper.isFolder);
    });
  }
  return tree;
}

function copy(of: Node, parent?: Node): Node {
  const made: Node = { ...of, parent, children: new Map() };
  for (const [name, child] of of.children) made.children.set(name, copy(child, made));
  return made;
}

/** Go's path.Clean. */
function goClean(path: string): string {
  const rooted = path.startsWith('/');
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..') parts.pop();
    else if (part !== '..' || !rooted) parts.push(part);
  }
  return (rooted ? '/' : '') + parts.join('/') || '.';
}
