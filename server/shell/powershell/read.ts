import type { Script } from '../model.ts';
import type { ShellParser } from '../parser.ts';
import type { ScriptSource } from '../source.ts';
import { type Context, spanOf } from './context.ts';
import { readStatements } from './statements.ts';
import { copyTree, type RawNode } from './tree.ts';

/** Reads a PowerShell script; undefined when the grammar gave up. */
export function readPowerShellScript(source: ScriptSource, parser: ShellParser): Script | undefined {
  const tree = parser.parse(source.text);
  if (!tree) return undefined;
  let root: RawNode;
  try {
    root = copyTree(tree, KEPT);
  } finally {
    tree.delete();
  }
  const found: Context['found'] = { comments: [], keywords: [], variables: [], errors: [] };
  const context: Context = { text: source.text, positions: source.positions, found };
  const statements = readStatements(context, root.children);
  noteRest(context, root);
  return { source, statements, ...found };
}

/** Wrappers that mean something by themselves. */
const KEPT: ReadonlySet<string> = new Set([
  'program',
  'statement_list',
  'pipeline_chain',
  'pipeline_chain_tail',
  'command',
  'command_elements',
  'command_name_expr',
  'command_argument_sep',
  'command_invokation_operator',
  'redirection',
  'redirected_file_name',
  'variable',
  'string_literal',
  'flow_control_statement',
  'ERROR',
]);

/** Comments, and what the grammar could not read. */
function noteRest(context: Context, root: RawNode): void {
  const open = [root];
  for (let node = open.pop(); node; node = open.pop()) {
    if (node.type === 'comment') context.found.comments.push(spanOf(context, node));
    if (node.type === 'ERROR') {
      const { start } = node;
      const end = Math.max(Math.min(node.end, start + 1), start);
      context.found.errors.push({ code: 'unreadable', ...spanOf(context, { start, end }) });
    }
    for (let index = node.children.length - 1; index >= 0; index--) {
      const child = node.children[index];
      if (child) open.push(child);
    }
  }
}
