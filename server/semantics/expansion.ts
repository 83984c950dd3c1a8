import { valuePositions } from '../syntax/positions.ts';
import { lexShell } from '../syntax/shellLexer.ts';
import type { LogicalLine, Span, Token } from '../syntax/tree.ts';

/** A value may not grow beyond this many UTF-16 units: `ENV A=$A$A` doubles on each line. */
const MAX_VALUE = 65_536;

export interface Expansion {
  /** Undefined when there is an error. */
  readonly value: string | undefined;
  /** Names that were asked for and have no value, each once. */
  readonly unset: readonly string[];
  /** Names that have a value, each once. */
  readonly used: readonly string[];
  /** BuildKit's words. */
  readonly error: string | undefined;
}

/** Expands a word as BuildKit does before it runs an instruction: variables put in, quotes and escapes taken out. */
export function expandWord(
  word: string,
  escapeChar: '\\' | '`',
  get: (name: string) => string | undefined,
): Expansion {
  if (!SPECIAL.test(word)) return { value: word, unset: [], used: [], error: undefined };
  const { result, variables, error } = lexShell(word, { escape: escapeChar, get, limit: MAX_VALUE });
  const names = (set: boolean) => [...new Set(variables.filter(use => use.set === set).map(use => use.name))];
  return { value: error === undefined ? result : undefined, unset: names(false), used: names(true), error };
}

const SPECIAL = /[$'"\\`]|^\ufeff|[\ud800-\udfff]/;

/** A variable in the source: `$name`, `${name}` or `${name…}`. */
export interface VariableUse {
  readonly name: string;
  /** The whole expression. */
  readonly span: Span;
  readonly nameSpan: Span;
  /** `:-`, `+`, `#`, `//` and so on; empty when there is none. */
  readonly modifier: string;
}

/** How the words of a place are read: `raw` is a here-document's body, where quotes mean nothing. */
export interface UseOptions {
  readonly escape: '\\' | '`';
  readonly raw: boolean;
}

/** The variables that stand in a token, inner ones of `${a:-$b}` too. None after a syntax error in it. */
export function variableUses(
  line: LogicalLine,
  token: Token,
  { escape: escapeChar, raw }: UseOptions,
): readonly VariableUse[] {
  if (!token.value.includes('$')) return [];
  const { variables } = lexShell(token.value, {
    escape: raw ? '\\' : escapeChar,
    skipQuotes: raw,
    // Any value that is set and not empty: no `?` fails, and every branch is read.
    get: () => 'x',
  });
  const span = raw
    ? (from: number, to: number) => ({ start: token.start + from, end: token.start + to })
    : valuePositions(line, token);
  return variables
    .map(({ name, start, end, nameStart, modifier }) => ({
      name,
      span: span(start, end),
      nameSpan: span(nameStart, nameStart + name.length),
      modifier,
    }))
    .sort((a, b) => a.span.start - b.span.start);
}

/** A token whose variables BuildKit expands, and how. */
export interface Expandable {
  readonly token: Token;
  readonly raw: boolean;
}
