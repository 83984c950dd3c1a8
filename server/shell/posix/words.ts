import type { Word, WordPart } from '../model.ts';
import { ansiText } from './ansi.ts';
import { readDollar, readDouble, singleQuoteEnd } from './expansions.ts';
import { skipToStatement } from './gaps.ts';
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
  EQUALS,
  endsWord,
  exact,
  GREATER,
  isNamePart,
  isNameStart,
  LESS,
  NEWLINE,
  nested,
  OPEN,
  PIPE,
  QUOTE,
  type Reader,
  report,
  spanOf,
} from './reader.ts';
import { readBackticks, readSubstitution } from './substitutions.ts';

const NO_PARTS: readonly WordPart[] = [];

/** Reads a word; undefined, and nothing read, when none starts here. */
export function readWord(reader: Reader): Word | undefined {
  const start = reader.at;
  let at = start;
  while (at < reader.end && isPlain(reader.text.charCodeAt(at))) at++;
  const code = codeAt(reader, at);
  const opensMore = (code === LESS || code === GREATER || code === OPEN) && continues(reader, start, at);
  if (!endsWord(code) || opensMore) return readMixedWord(reader);
  if (at === start) return undefined;
  const text = reader.text.slice(start, at);
  reader.at = at;
  reader.last = at;
  return { ...spanOf(reader, start, at), text, value: text, isStatic: true, parts: NO_PARTS };
}

/** Reads the right side of `=~`, in which parentheses nest and `|`, `<` and `>` are plain. */
export function readRegexWord(reader: Reader): Word | undefined {
  return readMixedWord(reader, true);
}

/** `text[start, end)` as a word that means itself: operators of `[[`, and words that are missing. */
export function literalWord(reader: Reader, start: number, end: number): Word {
  const text = reader.text.slice(start, end);
  return { ...spanOf(reader, start, end), text, value: text, isStatic: true, parts: NO_PARTS };
}

/** Offset behind `name=`, `name+=` or `name[…]=` at `start`, or -1. */
export function assignmentEnd(reader: Reader, start: number): number {
  if (!isNameStart(codeAt(reader, start))) return -1;
  let at = start + 1;
  while (isNamePart(codeAt(reader, at))) at++;
  if (codeAt(reader, at) === 91) {
    at = subscriptEnd(reader, at);
    if (at < 0) return -1;
  }
  if (codeAt(reader, at) === 43) at++;
  return codeAt(reader, at) === EQUALS ? at + 1 : -1;
}

/** Offset behind the `]` of a subscript, or -1; a bound keeps unclosed ones cheap. */
function subscriptEnd(reader: Reader, open: number): number {
  const limit = Math.min(reader.end, open + 256);
  let quote = 0;
  for (let at = open + 1; at < limit; at++) {
    const code = reader.text.charCodeAt(at);
    if (code === NEWLINE) return -1;
    if (quote !== 0) quote = code === quote ? 0 : quote;
    else if (code === QUOTE || code === APOSTROPHE) quote = code;
    else if (code === 93) return at + 1;
  }
  return -1;
}

/** Reads `( … )` of an array assignment. */
export function readArray(reader: Reader): WordPart {
  const start = reader.at++;
  const elements: Word[] = [];
  nested(reader, 0, () => {
    for (;;) {
      skipToStatement(reader);
      const word = readWord(reader);
      if (!word) break;
      elements.push(word);
    }
  });
  if (codeAt(reader, reader.at) === CLOSE) reader.at++;
  else report(reader, 'unterminated-block', start, start + 1);
  reader.last = reader.at;
  return { kind: 'array', ...spanOf(reader, start, reader.at), elements };
}

/** A character that neither ends a word nor means anything but itself in one. */
function isPlain(code: number): boolean {
  if (code >= 128) return true;
  return PLAIN[code] === 1;
}

const PLAIN = new Uint8Array(128);
for (let code = 0; code < 128; code++) {
  PLAIN[code] = endsWord(code) || '\\\'"$`*?[]{}~'.includes(String.fromCharCode(code)) ? 0 : 1;
}

/** True when the sign that usually ends a word is a part of it: `<(`, `name=(`, `@(`. */
function continues(reader: Reader, start: number, at: number): boolean {
  const code = codeAt(reader, at);
  if (code !== OPEN) return codeAt(reader, at + 1) === OPEN;
  if (at === start) return false;
  const before = reader.text.charCodeAt(at - 1);
  return before === EQUALS ? assignmentEnd(reader, start) === at : isGlobPrefix(before) && at - 1 >= start;
}

/** `? * + @ !` before `(` make an extended pattern. */
const isGlobPrefix = (code: number): boolean =>
  code === 63 || code === 42 || code === 43 || code === 64 || code === 33;

/** The general case of {@link readWord}. */
function readMixedWord(reader: Reader, regex = false): Word | undefined {
  const start = reader.at;
  const parts: WordPart[] = [];
  let value = '';
  let run = start;
  let isStatic = codeAt(reader, start) !== 126;
  let braceAt = -1;
  let bracketAt = -1;
  let parens = 0;
  const flush = (): void => {
    value += reader.text.slice(run, reader.at);
  };

  for (;;) {
    const at = reader.at;
    const code = codeAt(reader, at);
    if (code === -1) break;
    if (endsWord(code)) {
      if (parens > 0 && code !== NEWLINE) {
        if (code === OPEN) parens++;
        else if (code === CLOSE) parens--;
        reader.at++;
        continue;
      }
      if (regex && (code === OPEN || code === PIPE || code === LESS || code === GREATER)) {
        if (code === OPEN) parens++;
        isStatic = false;
        reader.at++;
        continue;
      }
      if ((code !== LESS && code !== GREATER && code !== OPEN) || !continues(reader, start, at)) break;
      if (code === OPEN && reader.text.charCodeAt(at - 1) !== EQUALS) {
        isStatic = false;
        parens = 1;
        reader.at++;
        continue;
      }
      flush();
      isStatic = false;
      parts.push(code === OPEN ? readArray(reader) : readSubstitution(reader, code === LESS ? '<(' : '>('));
      value += reader.text.slice(at, reader.at);
      run = reader.at;
    } else if (code === BACKSLASH) {
      flush();
      const skipped = continuationLength(reader, at);
      if (skipped > 0) {
        reader.at += skipped;
      } else {
        reader.at = Math.min(at + 2, reader.end);
        value += reader.text.slice(at + 1 < reader.end ? at + 1 : at, reader.at);
      }
      run = reader.at;
    } else if (code === APOSTROPHE) {
      flush();
      reader.at = singleQuoteEnd(reader, at);
      parts.push({ kind: 'quoted', ...spanOf(reader, at, reader.at), quote: "'", parts: NO_PARTS });
      const closed = reader.text.charCodeAt(reader.at - 1) === APOSTROPHE && reader.at > at + 1;
      value += reader.text.slice(at + 1, closed ? reader.at - 1 : reader.at);
      run = reader.at;
    } else if (code === QUOTE) {
      flush();
      const inside = readDouble(reader);
      parts.push({ kind: 'quoted', ...spanOf(reader, at, reader.at), quote: '"', parts: inside.parts });
      if (inside.parts.length > 0) isStatic = false;
      value += inside.value;
      run = reader.at;
    } else if (code === DOLLAR) {
      flush();
      const next = codeAt(reader, at + 1);
      if (next === APOSTROPHE) {
        const { end, value: text } = ansiText(reader.text, at + 2, reader.end);
        reader.at = end;
        if (codeAt(reader, end - 1) !== APOSTROPHE || end === at + 2) {
          report(reader, 'unterminated-quote', at, at + 2);
        }
        parts.push({ kind: 'quoted', ...spanOf(reader, at, end), quote: "$'", parts: NO_PARTS });
        value += text;
      } else if (next === QUOTE) {
        // A translated string: the dollar goes, the quotes are read next.
        reader.at++;
      } else {
        const part = readDollar(reader, false);
        if (part) {
          parts.push(part);
          isStatic = false;
        } else reader.at++;
        value += reader.text.slice(at, reader.at);
      }
      run = reader.at;
    } else if (code === BACKTICK) {
      flush();
      parts.push(readBackticks(reader, false));
      isStatic = false;
      value += reader.text.slice(at, reader.at);
      run = reader.at;
    } else {
      if (code === 42 || code === 63) isStatic = false;
      else if (code === 91) bracketAt = at;
      else if (code === 93 && bracketAt >= 0 && at > bracketAt + 1) isStatic = false;
      else if (code === BRACE_OPEN) braceAt = at;
      else if (code === BRACE_CLOSE && braceAt >= 0 && isBraceList(reader.text, braceAt, at))
        isStatic = false;
      if (code === BRACE_CLOSE) braceAt = -1;
      reader.at++;
    }
  }
  if (reader.at === start) return undefined;
  if (parens > 0) report(reader, 'unterminated-block', start, reader.at);
  flush();
  reader.last = reader.at;
  const text = reader.text.slice(start, reader.at);
  return { ...spanOf(reader, start, reader.at), text, value, isStatic, parts: exact(parts) };
}

/** `{a,b}` or `{1..3}`. */
function isBraceList(text: string, open: number, close: number): boolean {
  const inside = text.slice(open + 1, close);
  return inside.includes(',') || inside.includes('..');
}
