import type {
  Block,
  Command,
  Expression,
  List,
  Operator,
  Pipeline,
  Redirection,
  Statement,
  Word,
} from '../model.ts';
import { type Context, spanOf } from './context.ts';
import type { RawNode } from './tree.ts';
import { readParts, readWord } from './words.ts';

/** The statements among nodes and inside those that only hold others, in order. */
export function readStatements(context: Context, nodes: readonly RawNode[]): Statement[] {
  return nodes.flatMap(node => readStatement(context, node));
}

function readStatement(context: Context, node: RawNode): readonly Statement[] {
  switch (node.type) {
    case 'command':
      return [readCommand(context, node)];
    case 'pipeline_chain':
      return [readPipeline(context, node)];
    case 'pipeline':
      return readChain(context, node);
    case 'assignment_expression':
      return [readAssignment(context, node)];
    case 'flow_control_statement':
      return [readFlow(context, node)];
    case 'comment':
    case 'empty_statement':
      return [];
  }
  if (isHolder(node)) return readStatements(context, node.children);
  if (/_statement$/.test(node.type) && node.children.length > 0) return [readBlock(context, node)];
  return isExpression(node) ? [readExpression(context, node)] : [];
}

/** Nodes that stand between a script or block and its statements. */
const isHolder = ({ type }: RawNode): boolean =>
  /^(ERROR|program|statement_list|statement_block|script_block(_body|_expression)?|named_block(_list)?|block_name|param_block|.*_clauses?|switch_(body|condition)|while_condition|for_\w+)$/.test(
    type,
  );

const isExpression = ({ type, children }: RawNode): boolean =>
  children.length > 0 || /^(variable|braced_variable|string_literal|.*_literal)$/.test(type);

const bare = { background: false, redirections: [] as readonly Redirection[] };

/** `a && b || c`; mostly one pipeline alone. */
function readChain(context: Context, node: RawNode): readonly Statement[] {
  const items: Statement[] = [];
  const operators: Operator[] = [];
  for (const child of node.children) {
    if (child.type === 'pipeline_chain_tail') {
      const text = context.text.slice(child.start, child.end) === '||' ? '||' : '&&';
      operators.push({ ...spanOf(context, child), text });
    } else items.push(...readStatement(context, child));
  }
  if (operators.length === 0) return items;
  const list: List = { kind: 'list', ...bare, ...spanOf(context, node), items, operators };
  return [list];
}

function readPipeline(context: Context, node: RawNode): Statement {
  const stages: Statement[] = [];
  const operators: Operator[] = [];
  for (const child of node.children) {
    if (child.type === '|') operators.push({ ...spanOf(context, child), text: '|' });
    else stages.push(...readStatement(context, child));
  }
  const [only] = stages;
  if (only && stages.length === 1) return only;
  const pipeline: Pipeline = {
    kind: 'pipeline',
    ...bare,
    ...spanOf(context, node),
    negated: false,
    stages,
    operators,
  };
  return pipeline;
}

function readCommand(context: Context, node: RawNode): Command {
  let name: Word | undefined;
  const args: Word[] = [];
  const redirections: Redirection[] = [];
  const add = (child: RawNode): void => {
    if (child.type === 'command_elements') child.children.forEach(add);
    else if (child.type === 'redirection') redirections.push(readRedirection(context, child));
    else if (child.type === 'command_name_expr') name = readWord(context, child.children[0] ?? child);
    else if (child.type === 'command_name' || child.type === 'path_command_name')
      name = readWord(context, child);
    else if (!IGNORED.has(child.type)) args.push(readWord(context, child));
  };
  node.children.forEach(add);
  const last = args.at(-1) ?? name;
  const { start, end } = spanOf(context, node);
  const trimmed = redirections.length === 0 && last ? last.end : end;
  return { kind: 'command', ...bare, start, end: trimmed, redirections, assignments: [], name, args };
}

const IGNORED: ReadonlySet<string> = new Set([
  'command_argument_sep',
  'command_invokation_operator',
  'stop_parsing',
  'comment',
  'ERROR',
]);

function readRedirection(context: Context, node: RawNode): Redirection {
  const [operator, file] = node.children;
  const text = operator
    ? context.text.slice(operator.start, operator.end)
    : context.text.slice(node.start, node.end);
  const target = file?.children.find(({ type }) => type !== 'command_argument_sep') ?? file;
  return {
    ...spanOf(context, node),
    operator: text.replace(/^[0-9*]/, ''),
    fd: /^[0-9]/.test(text) ? Number(text.charAt(0)) : undefined,
    target: target && readWord(context, target),
    heredoc: undefined,
  };
}

/** `$a = …`, with the right side as its body. */
function readAssignment(context: Context, node: RawNode): Expression {
  const [left, , ...right] = node.children;
  return {
    kind: 'expression',
    ...bare,
    ...spanOf(context, node),
    text: context.text.slice(node.start, node.end),
    parts: left ? readParts(context, left) : [],
    body: readStatements(context, right),
  };
}

/** `exit 1`, `return $x`, `throw '…'` read like commands. */
function readFlow(context: Context, node: RawNode): Command {
  const [keyword, ...rest] = node.children;
  if (keyword) context.found.keywords.push(spanOf(context, keyword));
  return {
    kind: 'command',
    ...bare,
    ...spanOf(context, node),
    assignments: [],
    name: keyword && readWord(context, keyword),
    args: rest.map(child => readWord(context, child)),
  };
}

/** `if`, `foreach`, `try`, `function` … with all statements inside them, conditions too. */
function readBlock(context: Context, node: RawNode): Block {
  const body: Statement[] = [];
  const keywords: string[] = [];
  const open = [...node.children].reverse();
  for (let child = open.pop(); child; child = open.pop()) {
    const text = child.children.length === 0 ? context.text.slice(child.start, child.end) : '';
    if (KEYWORD.test(text) && text.toLowerCase() === child.type.toLowerCase()) {
      keywords.push(text.toLowerCase());
      context.found.keywords.push(spanOf(context, child));
    } else if (isHolder(child)) open.push(...[...child.children].reverse());
    else if (child.type === 'variable') readParts(context, child);
    else if (child.children.length > 0) body.push(...readStatement(context, child));
  }
  return { kind: 'block', ...bare, ...spanOf(context, node), keyword: keywords[0] ?? '', body };
}

const KEYWORD = /^[a-z]+$/i;

function readExpression(context: Context, node: RawNode): Expression {
  return {
    kind: 'expression',
    ...bare,
    ...spanOf(context, node),
    text: context.text.slice(node.start, node.end),
    parts: readParts(context, node),
    body: [],
  };
}
