import type { Quoted, Variable, Word, WordPart } from '../model.ts';
import { type Context, spanOf } from './context.ts';
import { readStatements } from './statements.ts';
import type { RawNode } from './tree.ts';

/** An argument, a name, or a value as a word. */
export function readWord(context: Context, node: RawNode): Word {
  const text = context.text.slice(node.start, node.end);
  const parts = readParts(context, node);
  const [only] = parts;
  const isString = only?.kind === 'quoted' && parts.length === 1 && node.type === 'string_literal';
  return {
    ...spanOf(context, node),
    text,
    value: isString ? unquoted(text) : parts.length === 0 ? text.replace(/`(?=.)/g, '') : text,
    isStatic: parts.every(part => part.kind === 'quoted' && part.parts.length === 0),
    parts,
  };
}

/** Strings, variables and nested statements inside a node, in order. */
export function readParts(context: Context, node: RawNode): WordPart[] {
  const part = readPart(context, node);
  return part ? [part] : node.children.flatMap(child => readParts(context, child));
}

function readPart(context: Context, node: RawNode): WordPart | undefined {
  const open = OPENERS[node.type];
  if (open)
    return {
      kind: 'substitution',
      ...spanOf(context, node),
      open,
      body: readStatements(context, node.children),
    };
  if (node.type === 'variable' || node.type === 'braced_variable') return readVariable(context, node);
  if (node.type !== 'string_literal') return undefined;
  const quote: Quoted['quote'] = /^@?"/.test(context.text.slice(node.start, node.start + 2)) ? '"' : "'";
  const parts = node.children.flatMap(child => readParts(context, child));
  return { kind: 'quoted', ...spanOf(context, node), quote, parts };
}

const OPENERS: Readonly<Record<string, '(' | '$(' | '@(' | '{' | undefined>> = {
  parenthesized_expression: '(',
  sub_expression: '$(',
  array_expression: '@(',
  script_block_expression: '{',
};

/** `$name`, `$scope:name` or `${name}`. */
function readVariable(context: Context, node: RawNode): Variable {
  const braced = context.text.charAt(node.start + 1) === '{';
  const start = node.start + (braced ? 2 : 1);
  const end = node.end - (braced ? 1 : 0);
  const variable: Variable = {
    kind: 'variable',
    ...spanOf(context, node),
    name: context.text.slice(start, end),
    nameSpan: spanOf(context, { start, end }),
    operator: '',
    operand: undefined,
  };
  context.found.variables.push(variable);
  return variable;
}

/** What a string literal stands for; expansions in it stay as they are written. */
function unquoted(text: string): string {
  const here = /^@(['"])\r?\n([\s\S]*?)\r?\n?\1@$/.exec(text);
  if (here) return here[2] ?? '';
  const inside = text.slice(1, text.length > 1 && text.at(-1) === text.charAt(0) ? -1 : undefined);
  return text.startsWith("'")
    ? inside.replaceAll("''", "'")
    : inside.replace(/`(.)|""/g, (_, sign?: string) => sign ?? '"');
}
