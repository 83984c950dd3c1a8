import type { TreemapNode } from '../../../protocol/browse.ts';
import type { FileTree } from '../fileTree.ts';
import type { PathTable } from '../pathTable.ts';

/**
 * The largest parts of a folder as a tree: the biggest known part is opened next, until there are about `limit`
 * of them. What is left of a folder is its rest.
 */
export function treemapOf(table: PathTable, tree: FileTree, root: number, limit: number): TreemapNode {
  const bytesOf = (node: number): number => tree.size[node] ?? 0;
  const shown = new Map<number, readonly number[]>();
  const least = bytesOf(root) / (limit * 4);
  const waiting = createQueue(bytesOf);
  waiting.push(root);
  let count = 1;
  for (let node = waiting.pop(); node !== undefined && count < limit; node = waiting.pop()) {
    const first = tree.first[node] ?? 0;
    const children: number[] = [];
    for (let child = first; child < first + (tree.children[node] ?? 0); child++) {
      if (bytesOf(child) > least) children.push(child);
    }
    children.sort((a, b) => bytesOf(b) - bytesOf(a));
    children.length = Math.min(children.length, limit - count);
    shown.set(node, children);
    count += children.length;
    for (const child of children) if ((tree.children[child] ?? 0) > 0) waiting.push(child);
  }

  function describe(node: number): TreemapNode {
    const path = tree.path[node] ?? 0;
    const children = (shown.get(node) ?? []).map(describe);
    const seen = children.reduce((sum, child) => sum + child.bytes, 0);
    return {
      path: table.text(path),
      name: table.name(path),
      bytes: bytesOf(node),
      folder: tree.isFolder[node] === 1,
      children,
      restBytes: shown.has(node) ? Math.max(0, bytesOf(node) - seen) : 0,
      restCount: shown.has(node) ? (tree.children[node] ?? 0) - children.length : 0,
    };
  }
  return describe(root);
}

/** A heap: the one with most bytes comes first. */
function createQueue(bytesOf: (node: number) => number): {
  push(node: number): void;
  pop(): number | undefined;
} {
  const heap: number[] = [];
  const at = (index: number): number => heap[index] ?? 0;
  const swap = (a: number, b: number): void => {
    [heap[a], heap[b]] = [at(b), at(a)];
  };
  return {
    push: node => {
      let index = heap.push(node) - 1;
      while (index > 0) {
        const parent = (index - 1) >> 1;
        if (bytesOf(at(parent)) >= bytesOf(at(index))) break;
        swap(parent, index);
        index = parent;
      }
    },
    pop: () => {
      const top = heap[0];
      const last = heap.pop();
      if (heap.length === 0 || last === undefined) return top;
      heap[0] = last;
      for (let index = 0; ; ) {
        const left = 2 * index + 1;
        let largest = index;
        for (const child of [left, left + 1]) {
          if (child < heap.length && bytesOf(at(child)) > bytesOf(at(largest))) largest = child;
        }
        if (largest === index) return top;
        swap(largest, index);
        index = largest;
      }
    },
  };
}
