import type { Span } from '../../syntax/tree.ts';
import type { ScriptError, ScriptErrorCode, Statement, Variable } from '../model.ts';
import type { Positions } from '../source.ts';
import type { PendingHeredoc } from './heredocs.ts';

/** Where reading stands. Offsets are of `text`; nodes get Dockerfile offsets through `positions`. */
export interface Reader {
  readonly text: string;
  readonly positions: Positions;
  /** Nothing at or behind this offset is read. */
  readonly end: number;
  at: number;
  /** Behind the last token that was read: where a statement ends. */
  last: number;
  depth: number;
  /** Enclosing `( … )` that a `)` can close. */
  parens: number;
  /** Enclosing `case` items that `;;` can close. */
  cases: number;
  /** Reserved words that can end what encloses the place, innermost last. */
  expected: (readonly string[])[];
  pending: PendingHeredoc[];
  readonly found: Findings;
  readonly grammar: Grammar;
}

export interface Findings {
  readonly comments: Span[];
  readonly keywords: Span[];
  readonly variables: Variable[];
  readonly errors: ScriptError[];
}

/** The readers that words and compound commands need of those above them. */
export interface Grammar {
  /** Statements up to a closing parenthesis, one of `closers`, or the end; the closer is not read. */
  list(reader: Reader, closers: readonly string[]): Statement[];
  command(reader: Reader): Statement | undefined;
}

/** Deeper nesting is left unread: no script of people has it, and the stack is finite. */
export const MAX_DEPTH = 100;

/** A reader of the same text that ends earlier; what it finds goes to the same place. */
export function subReader(reader: Reader, at: number, end: number): Reader {
  return { ...reader, at, last: at, end, parens: 0, cases: 0, expected: [], pending: [] };
}

/** Runs `read` one level deeper; undefined, with the rest left unread, when that is too deep. */
export function deeper<T>(reader: Reader, read: () => T): T | undefined {
  if (reader.depth >= MAX_DEPTH) {
    report(reader, 'too-deep', reader.at, Math.min(reader.at + 1, reader.end));
    reader.at = reader.end;
    return undefined;
  }
  reader.depth++;
  const result = read();
  reader.depth--;
  return result;
}

/** As {@link deeper}, where `parens` of `( … )` are open and nothing else outside can be closed. */
export function nested<T>(reader: Reader, parens: number, read: () => T): T | undefined {
  const { parens: outerParens, cases, expected } = reader;
  reader.parens = parens;
  reader.cases = 0;
  reader.expected = [];
  const result = deeper(reader, read);
  reader.parens = outerParens;
  reader.cases = cases;
  reader.expected = expected;
  return result;
}

export function report(reader: Reader, code: ScriptErrorCode, start: number, end: number): void {
  reader.found.errors.push({ code, ...spanOf(reader, start, end) });
}

export function spanOf(reader: Reader, start: number, end: number): Span {
  return { start: reader.positions.startOf(start), end: reader.positions.endOf(Math.max(start, end)) };
}

/** Notes `text[start, end)` as a reserved word and goes behind it. */
export function takeKeyword(reader: Reader, length: number): Span {
  const span = spanOf(reader, reader.at, reader.at + length);
  reader.found.keywords.push(span);
  reader.at += length;
  reader.last = reader.at;
  return span;
}

/**
 * A list at its exact length, and one for all that are empty: a list that grew keeps room for more than most words and
 * commands will ever have, and scripts of many lines are kept whole.
 */
export function exact<T>(list: readonly T[]): readonly T[] {
  return list.length === 0 ? NONE : list.slice();
}

const NONE: readonly never[] = [];

/** Character code at an offset, -1 at the end. */
export function codeAt(reader: Reader, offset: number): number {
  return offset < reader.end ? reader.text.charCodeAt(offset) : -1;
}

export const NEWLINE = 10;
export const QUOTE = 34;
export const HASH = 35;
export const DOLLAR = 36;
export const AMPERSAND = 38;
export const APOSTROPHE = 39;
export const OPEN = 40;
export const CLOSE = 41;
export const SEMICOLON = 59;
export const LESS = 60;
export const EQUALS = 61;
export const GREATER = 62;
export const BACKSLASH = 92;
export const BACKTICK = 96;
export const BRACE_OPEN = 123;
export const PIPE = 124;
export const BRACE_CLOSE = 125;

export const isDigit = (code: number): boolean => code >= 48 && code <= 57;
export const isNameStart = (code: number): boolean =>
  (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95;
export const isNamePart = (code: number): boolean => isNameStart(code) || isDigit(code);

/** Space, tab, and the CR of a CRLF that a heredoc kept. */
export const isBlank = (code: number): boolean => code === 32 || code === 9 || code === 13;

/** True for what ends an unquoted word, the end of the text included. */
export const endsWord = (code: number): boolean =>
  code <= 124 &&
  (code === 32 ||
    code === -1 ||
    (code >= 9 && code <= 13 && code !== 11 && code !== 12) ||
    code === SEMICOLON ||
    code === AMPERSAND ||
    code === PIPE ||
    code === OPEN ||
    code === CLOSE ||
    code === LESS ||
    code === GREATER);

/** Goes over blanks and line continuations. */
export function skipBlanks(reader: Reader): void {
  for (;;) {
    const code = codeAt(reader, reader.at);
    if (isBlank(code)) reader.at++;
    else {
      const length = code === BACKSLASH ? continuationLength(reader, reader.at) : 0;
      if (length === 0) return;
      reader.at += length;
    }
  }
}

/** Length of `\` and a line end at an offset, else 0. */
export function continuationLength(reader: Reader, at: number): number {
  const next = codeAt(reader, at + 1);
  if (next === NEWLINE) return 2;
  return next === 13 && codeAt(reader, at + 2) === NEWLINE ? 3 : 0;
}
