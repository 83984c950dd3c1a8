import type { Variable, Word, WordPart } from '../model.ts';
import {
  APOSTROPHE,
  BACKSLASH,
  BACKTICK,
  BRACE_CLOSE,
  BRACE_OPEN,
  CLOSE,
  codeAt,
  continuationLength,
  DOLLAR,
  exact,
  HASH,
  isDigit,
  isNamePart,
  isNameStart,
  nested,
  OPEN,
  QUOTE,
  type Reader,
  report,
  spanOf,
} from './reader.ts';
import { readBackticks, readSubstitution } from './substitutions.ts';

/** A stretch of text with its quotes and escapes undone. */
export interface Expanded {
  readonly value: string;
  readonly parts: readonly WordPart[];
}

/** How a stretch is read: what ends it and which signs are special. */
interface Mode {
  /** Character code that ends it, -1 for none. */
  readonly stop: number;
  readonly quotes: 'none' | 'double' | 'both';
  /** What a backslash takes its meaning from. */
  readonly escapes: 'all' | 'double';
  /** Bare names are variables, parentheses nest. */
  readonly arithmetic: boolean;
}

const DOUBLE: Mode = { stop: QUOTE, quotes: 'none', escapes: 'double', arithmetic: false };
const HEREDOC: Mode = { stop: -1, quotes: 'none', escapes: 'double', arithmetic: false };
const OPERAND: Mode = { stop: BRACE_CLOSE, quotes: 'both', escapes: 'all', arithmetic: false };
const QUOTED_OPERAND: Mode = { stop: BRACE_CLOSE, quotes: 'double', escapes: 'all', arithmetic: false };
const SUBSCRIPT: Mode = { stop: 93, quotes: 'both', escapes: 'all', arithmetic: false };
const ARITHMETIC: Mode = { stop: CLOSE, quotes: 'double', escapes: 'all', arithmetic: true };
const OLD_ARITHMETIC: Mode = { ...ARITHMETIC, stop: 93 };

/** Reads `"…"`; the reader stands on the quote and ends behind the other one. */
export function readDouble(reader: Reader): Expanded {
  const start = reader.at++;
  const inside = readStretch(reader, DOUBLE);
  if (codeAt(reader, reader.at) === QUOTE) reader.at++;
  else report(reader, 'unterminated-quote', start, start + 1);
  return inside;
}

/** Offset behind the `'` that ends the quote at `start`; the end of the text, and an error, without one. */
export function singleQuoteEnd(reader: Reader, start: number): number {
  const found = reader.text.indexOf("'", start + 1);
  if (found >= 0 && found < reader.end) return found + 1;
  report(reader, 'unterminated-quote', start, start + 1);
  return reader.end;
}

/** Reads to the end as the body of an unquoted heredoc. */
export function readExpandedText(reader: Reader): readonly WordPart[] {
  return readStretch(reader, HEREDOC).parts;
}

/** Reads the subscript of an array element, from `[` to behind `]`. */
export function readSubscript(reader: Reader): readonly WordPart[] {
  reader.at++;
  const { parts } = readStretch(reader, SUBSCRIPT);
  if (codeAt(reader, reader.at) === 93) reader.at++;
  return parts;
}

/** Reads what stands inside `(( … ))`; ends behind both closing signs. The opening ones were read. */
export function readArithmetic(reader: Reader, start: number): readonly WordPart[] {
  const inside = nested(reader, 0, () => readStretch(reader, ARITHMETIC));
  if (codeAt(reader, reader.at) === CLOSE && codeAt(reader, reader.at + 1) === CLOSE) reader.at += 2;
  else report(reader, 'unterminated-substitution', start, Math.min(start + 3, reader.end));
  return inside?.parts ?? [];
}

/** Reads what follows a `$` on which the reader stands; undefined when the `$` means itself. */
export function readDollar(reader: Reader, quoted: boolean): WordPart | undefined {
  const start = reader.at;
  const next = codeAt(reader, start + 1);
  if (next === OPEN) {
    if (codeAt(reader, start + 2) === OPEN && isArithmetic(reader, start + 3)) {
      reader.at += 3;
      const parts = readArithmetic(reader, start);
      return { kind: 'arithmetic-expansion', ...spanOf(reader, start, reader.at), parts };
    }
    return readSubstitution(reader, '$(');
  }
  if (next === BRACE_OPEN) return readBraced(reader, quoted);
  if (next === 91) {
    reader.at += 2;
    const inside = nested(reader, 0, () => readStretch(reader, OLD_ARITHMETIC));
    if (codeAt(reader, reader.at) === 93) reader.at++;
    else report(reader, 'unterminated-substitution', start, start + 2);
    return { kind: 'arithmetic-expansion', ...spanOf(reader, start, reader.at), parts: inside?.parts ?? [] };
  }
  const end = parameterEnd(reader, start + 1);
  if (end === start + 1) return undefined;
  reader.at = end;
  const variable: Variable = {
    kind: 'variable',
    ...spanOf(reader, start, end),
    name: reader.text.slice(start + 1, end),
    nameSpan: spanOf(reader, start + 1, end),
    operator: '',
    operand: undefined,
  };
  reader.found.variables.push(variable);
  return variable;
}

/** True when `((` before `from` is closed by `))`: otherwise it opens two subshells. */
export function isArithmetic(reader: Reader, from: number): boolean {
  // Far enough for any expression of people, and a bound for unclosed ones.
  const limit = Math.min(reader.end, from + 4096);
  let depth = 0;
  for (let at = from; at < limit; at++) {
    const code = reader.text.charCodeAt(at);
    if (code === BACKSLASH) at++;
    else if (code === OPEN) depth++;
    else if (code === CLOSE) {
      if (depth === 0) return codeAt(reader, at + 1) === CLOSE;
      depth--;
    }
  }
  return false;
}

/** Offset behind the parameter name at `at`: a name, one digit, or a special sign. */
function parameterEnd(reader: Reader, at: number): number {
  const code = codeAt(reader, at);
  if (isNameStart(code)) return nameEnd(reader, at);
  return isDigit(code) || isSpecial(code) ? at + 1 : at;
}

function nameEnd(reader: Reader, at: number): number {
  let end = at;
  while (isNamePart(codeAt(reader, end))) end++;
  return end;
}

/** `@ * # ? - $ !` */
const isSpecial = (code: number): boolean =>
  code === 64 || code === 42 || code === HASH || code === 63 || code === 45 || code === DOLLAR || code === 33;

const OPERATORS = /:[-=?+]|[-=?+]|##?|%%?|\/[/#%]?|\^\^?|,,?|@|:/y;

/** Reads `${…}`. */
function readBraced(reader: Reader, quoted: boolean): Variable {
  const start = reader.at;
  reader.at += 2;
  const first = codeAt(reader, reader.at);
  const second = codeAt(reader, reader.at + 1);
  let operator = '';
  // `${#x}` is a length; `${#}`, `${#-x}` and `${#:-x}` are about the parameter `#`.
  if (
    (first === HASH && (isNamePart(second) || second === 64 || second === 42)) ||
    (first === 33 && isNamePart(second))
  ) {
    operator = String.fromCharCode(first);
    reader.at++;
  }
  const nameStart = reader.at;
  reader.at = isDigit(codeAt(reader, nameStart))
    ? nameEnd(reader, nameStart)
    : parameterEnd(reader, nameStart);
  const variable = {
    kind: 'variable' as const,
    ...spanOf(reader, start, reader.at),
    name: reader.text.slice(nameStart, reader.at),
    nameSpan: spanOf(reader, nameStart, reader.at),
    operator,
    operand: undefined as Word | undefined,
  };
  reader.found.variables.push(variable);
  nested(reader, 0, () => {
    if (codeAt(reader, reader.at) === 91) readSubscript(reader);
    if (codeAt(reader, reader.at) === BRACE_CLOSE || reader.at >= reader.end) return;
    OPERATORS.lastIndex = reader.at;
    const sign = OPERATORS.exec(reader.text)?.[0] ?? '';
    reader.at += sign.length;
    if (sign !== '') variable.operator = sign;
    const from = reader.at;
    // Inside double quotes a `'` is only a quote where a pattern stands.
    const plain = quoted && /^:?[-=?+]$/.test(sign);
    const { value, parts } = readStretch(reader, plain ? QUOTED_OPERAND : OPERAND);
    const text = reader.text.slice(from, reader.at);
    variable.operand = {
      ...spanOf(reader, from, reader.at),
      text,
      value,
      isStatic: parts.every(part => part.kind === 'quoted' && part.parts.length === 0),
      parts,
    };
  });
  if (codeAt(reader, reader.at) === BRACE_CLOSE) reader.at++;
  else report(reader, 'unterminated-substitution', start, start + 2);
  variable.end = reader.positions.endOf(reader.at);
  return variable;
}

/** Reads up to the stop sign of the mode, which is left unread, or to the end. */
function readStretch(reader: Reader, mode: Mode): Expanded {
  const parts: WordPart[] = [];
  let value = '';
  let run = reader.at;
  let parens = 0;
  const add = (text: string): void => {
    value += text;
    run = reader.at;
  };
  const flush = (): void => {
    value += reader.text.slice(run, reader.at);
  };

  while (reader.at < reader.end) {
    const start = reader.at;
    const code = reader.text.charCodeAt(start);
    if (code === mode.stop && parens === 0) break;
    if (code === BACKSLASH) {
      flush();
      const skipped = continuationLength(reader, start);
      if (skipped > 0) {
        reader.at += skipped;
        add('');
      } else {
        const next = codeAt(reader, start + 1);
        const escapes = mode.escapes === 'all' || isDoubleEscape(next, mode.stop);
        reader.at = Math.min(start + 2, reader.end);
        add(reader.text.slice(escapes && next !== -1 ? start + 1 : start, reader.at));
      }
    } else if (code === DOLLAR) {
      flush();
      const part = readDollar(reader, mode.quotes === 'none');
      if (part) parts.push(part);
      else reader.at++;
      add(reader.text.slice(start, reader.at));
    } else if (code === BACKTICK) {
      flush();
      parts.push(readBackticks(reader, mode === DOUBLE));
      add(reader.text.slice(start, reader.at));
    } else if (code === QUOTE && mode.quotes !== 'none') {
      flush();
      const inside = readDouble(reader);
      parts.push({ kind: 'quoted', ...spanOf(reader, start, reader.at), quote: '"', parts: inside.parts });
      add(inside.value);
    } else if (code === APOSTROPHE && mode.quotes === 'both') {
      flush();
      reader.at = singleQuoteEnd(reader, start);
      parts.push({ kind: 'quoted', ...spanOf(reader, start, reader.at), quote: "'", parts: [] });
      add(reader.text.slice(start + 1, Math.max(start + 1, reader.at - 1)));
    } else if (mode.arithmetic && isNameStart(code) && !isNamePart(codeAt(reader, start - 1))) {
      reader.at = nameEnd(reader, start);
      parts.push(bareVariable(reader, start));
    } else {
      if (mode.arithmetic && code === OPEN) parens++;
      else if (mode.arithmetic && code === CLOSE && parens > 0) parens--;
      reader.at++;
    }
  }
  flush();
  return { value, parts: exact(parts) };
}

/** A name in an arithmetic expression. */
function bareVariable(reader: Reader, start: number): Variable {
  const span = spanOf(reader, start, reader.at);
  const variable: Variable = {
    kind: 'variable',
    ...span,
    name: reader.text.slice(start, reader.at),
    nameSpan: span,
    operator: '',
    operand: undefined,
  };
  reader.found.variables.push(variable);
  return variable;
}

const isDoubleEscape = (code: number, stop: number): boolean =>
  code === DOLLAR || code === BACKTICK || code === BACKSLASH || (code === QUOTE && stop === QUOTE);
