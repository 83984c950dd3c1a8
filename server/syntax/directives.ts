import { isSpace } from './characters.ts';
import { type ErrorSink, readErrors } from './errors.ts';
import type { Directive, Token } from './tree.ts';

/** What the reader of the top comment block has found so far. */
export interface DirectiveReader {
  /** True while the next line can still be a directive. */
  readonly open: () => boolean;
  /**
   * Looks at a line, [start, end) without the white space before it and the line end after it. True when the
   * line is a directive that BuildKit honours.
   */
  readonly read: (lineStart: number, start: number, end: number) => boolean;
  readonly directives: readonly Directive[];
  readonly escape: () => '\\' | '`';
}

/**
 * Directives are read twice by BuildKit. Its parser wants `escape`, may have blanks before the `#`, and complains
 * of doubled and of bad ones. Its frontend wants `syntax` and `check`, allows a `#!` line first, and no blanks.
 */
export function directiveReader(text: string, errors: ErrorSink): DirectiveReader {
  const directives: Directive[] = [];
  // At most three.
  const seen: string[] = [];
  let forParser = true;
  let forFrontend = true;
  let escapeChar: '\\' | '`' = '\\';
  let first = true;

  function read(lineStart: number, start: number, end: number): boolean {
    const wasFirst = first;
    first = false;
    if (text[start] !== '#') return close();
    if (wasFirst && text[start + 1] === '!') {
      forParser = false;
      return false;
    }
    const found = matchDirective(text, start, end);
    if (!found) return close();
    if (start > lineStart) forFrontend = false;
    const { name, nameSpan, value } = found;
    if (seen.includes(name)) {
      if (forParser) readErrors.duplicateDirective(errors, { start, end }, name);
      return false;
    }
    seen.push(name);
    const directive: Directive = { start, end: value.end, name, nameSpan, value };
    if (name === 'escape') {
      if (!forParser) return false;
      if (value.value === '\\' || value.value === '`') escapeChar = value.value;
      else readErrors.invalidEscape(errors, value);
    } else if (!forFrontend) return false;
    directives.push(directive);
    return true;
  }

  function close(): false {
    forParser = false;
    forFrontend = false;
    return false;
  }

  return { open: () => forParser || forFrontend, read, directives, escape: () => escapeChar };
}

function matchDirective(
  text: string,
  start: number,
  end: number,
): { name: Directive['name']; nameSpan: { start: number; end: number }; value: Token } | undefined {
  const nameStart = skipAsciiSpace(text, start + 1, end);
  let nameEnd = nameStart;
  while (nameEnd < end && isNameCharacter(text.charCodeAt(nameEnd), nameEnd > nameStart)) nameEnd++;
  const equals = skipAsciiSpace(text, nameEnd, end);
  if (nameEnd === nameStart || text[equals] !== '=' || equals >= end) return undefined;
  let valueStart = skipAsciiSpace(text, equals + 1, end);
  let valueEnd = end;
  while (valueEnd > valueStart && isAsciiSpace(text.charCodeAt(valueEnd - 1))) valueEnd--;
  if (valueEnd === valueStart) {
    // With nothing but blanks after the sign, BuildKit takes the last of them for the value.
    if (end === equals + 1) return undefined;
    valueStart = end - 1;
    valueEnd = end;
  }
  const name = text.slice(nameStart, nameEnd).toLowerCase();
  if (name !== 'syntax' && name !== 'escape' && name !== 'check') return undefined;
  const value = { start: valueStart, end: valueEnd, value: text.slice(valueStart, valueEnd) };
  return { name, nameSpan: { start: nameStart, end: nameEnd }, value };
}

function isNameCharacter(code: number, digits: boolean): boolean {
  if (code >= 0x30 && code <= 0x39) return digits;
  return (code >= 0x41 && code <= 0x5a) || (code >= 0x61 && code <= 0x7a);
}

function skipAsciiSpace(text: string, from: number, to: number): number {
  let at = from;
  while (at < to && isAsciiSpace(text.charCodeAt(at))) at++;
  return at;
}

/** `\s` of Go's regular expressions: no vertical tab. */
const isAsciiSpace = (code: number): boolean => code < 0x80 && code !== 0x0b && isSpace(code);
