import type { Tree } from '@vscode/tree-sitter-wasm';

/** What is kept of a node of the grammar's tree. Offsets are of the script. */
export interface RawNode {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly children: readonly RawNode[];
}

interface OpenNode extends RawNode {
  readonly children: OpenNode[];
}

/** Deeper nodes are left out: scripts of people do not nest so, and the readers recurse. */
const MAX_DEPTH = 600;

/**
 * Copies a tree in one walk, so that nothing of it is needed any more. A node that only wraps another of the same
 * extent is left out when its type is not in `kept`: the grammar has a dozen of them around every expression.
 */
export function copyTree(tree: Tree, kept: ReadonlySet<string>): RawNode {
  const cursor = tree.walk();
  const root = openNode(cursor);
  const path: OpenNode[] = [root];
  try {
    for (;;) {
      if (path.length < MAX_DEPTH && cursor.gotoFirstChild()) path.push(openNode(cursor));
      else {
        // Up until a node has a next sibling.
        for (;;) {
          const node = path.pop();
          const parent = path.at(-1);
          if (!node || !parent) return root;
          parent.children.push(collapse(node, kept));
          if (cursor.gotoNextSibling()) break;
          if (!cursor.gotoParent()) return root;
        }
        path.push(openNode(cursor));
      }
    }
  } finally {
    cursor.delete();
  }
}

function openNode(cursor: { nodeType: string; startIndex: number; endIndex: number }): OpenNode {
  return { type: cursor.nodeType, start: cursor.startIndex, end: cursor.endIndex, children: [] };
}

function collapse(node: OpenNode, kept: ReadonlySet<string>): OpenNode {
  const [only] = node.children;
  const wraps = only && node.children.length === 1 && only.start === node.start && only.end === node.end;
  return wraps && !kept.has(node.type) ? only : node;
}
