import { decodeBinary, encodeBinary } from './bytes.ts';
import { isByteSpace, isSpace, skipByteSpace } from './characters.ts';
import { type Stretch, spanOf, subStretch, tokenOf } from './lines.ts';
import type { Flag, LogicalLine } from './tree.ts';

/** The words that start with `--` at the beginning of a stretch, and what follows them. */
export function readFlags(stretch: Stretch, escapeChar: string): { flags: readonly Flag[]; rest: Stretch } {
  const start = skipByteSpace(stretch.text, 0);
  if (!stretch.text.startsWith('--', start)) return { flags: [], rest: subStretch(stretch, start) };
  const scan = scanFlags(stretch.text, escapeChar, false);
  if (scan) {
    const flags = scan.words.map(word => flagOf(stretch, word, word));
    return { flags, rest: subStretch(stretch, scan.rest) };
  }
  return readFlagBytes(stretch, escapeChar);
}

interface Word {
  readonly start: number;
  readonly end: number;
  /** Without quotes and escapes. */
  readonly value: string;
  /** Where the first `=` of the value stands, -1 when there is none. */
  readonly equals: number;
}

/**
 * One pass over the flags. BuildKit goes byte by byte here, so text beyond ASCII comes out garbled: `undefined`
 * is returned on it, unless the text is already one character per byte.
 */
function scanFlags(
  text: string,
  escapeChar: string,
  bytes: boolean,
): { words: Word[]; rest: number } | undefined {
  const words: Word[] = [];
  const endsWord = bytes ? isSpace : isByteSpace;
  let at = 0;
  for (;;) {
    while (at < text.length && endsWord(text.charCodeAt(at))) at++;
    if (at >= text.length || text[at] !== '-' || text[at + 1] !== '-') break;
    const start = at;
    let end = at;
    let value = '';
    let equals = -1;
    let quoted = '';
    let hadQuote = false;
    for (; at < text.length; at++) {
      let character = text[at] ?? '';
      if (!bytes && character > '\x7f') return undefined;
      if (quoted === '' && isSpace(character.charCodeAt(0))) break;
      end = at + 1;
      if (quoted === '' ? character === '"' || character === "'" : character === quoted) {
        quoted = quoted === '' ? character : '';
        hadQuote = true;
        continue;
      }
      if (character === escapeChar) {
        if (at + 1 === text.length) continue;
        at++;
        character = text[at] ?? '';
        if (!bytes && character > '\x7f') return undefined;
        end = at + 1;
      }
      if (equals < 0 && character === '=') equals = at;
      value += character;
    }
    if (value === '--') break;
    if (hadQuote || value !== '') words.push({ start, end, value, equals });
  }
  return { words, rest: at };
}

function flagOf(stretch: Stretch, word: Word, at: { start: number; end: number }): Flag {
  const span = spanOf(stretch.line, stretch.from + at.start, stretch.from + at.end);
  const split = word.value.indexOf('=');
  const nameEnd = split < 0 ? at.end : word.equals;
  return {
    ...span,
    name: tokenOf(stretch, at.start + 2, nameEnd, word.value.slice(2, split < 0 ? undefined : split)),
    value: split < 0 ? undefined : tokenOf(stretch, word.equals + 1, at.end, word.value.slice(split + 1)),
  };
}

/** The same for flags with text beyond ASCII, byte by byte as BuildKit. */
function readFlagBytes(stretch: Stretch, escapeChar: string): { flags: readonly Flag[]; rest: Stretch } {
  const binary = encodeBinary(stretch.text);
  const { words, rest } = scanFlags(binary, escapeChar, true) ?? { words: [], rest: 0 };
  const offsets = unitOffsets(stretch.text, binary.length);
  const unit = (byte: number): number => offsets[byte] ?? stretch.text.length;
  const flags = words.map(word => {
    const moved = { start: unit(word.start), end: unit(word.end) };
    return flagOf(stretch, { ...word, equals: word.equals < 0 ? -1 : unit(word.equals) }, moved);
  });
  return { flags, rest: restOfBytes(stretch, binary, rest, offsets) };
}

/** What follows byte `rest`; it may start in the middle of a character, whose other bytes are then no UTF-8. */
export function restOfBytes(stretch: Stretch, binary: string, rest: number, offsets: Int32Array): Stretch {
  const from = offsets[rest] ?? stretch.text.length;
  if (rest === 0 || from !== offsets[rest - 1]) return subStretch(stretch, from);
  let next = rest;
  while (next < binary.length && offsets[next] === from) next++;
  const after = offsets[next] ?? stretch.text.length;
  const partial = decodeBinary(binary.slice(rest, next));
  const shift = stretch.from + after - partial.length;
  const line: LogicalLine = {
    text: partial + stretch.text.slice(after),
    toSource: offset => stretch.line.toSource(offset < partial.length ? stretch.from + from : shift + offset),
    toLogical: offset => Math.max(0, stretch.line.toLogical(offset) - shift),
  };
  return { line, from: 0, text: line.text };
}

/** For each byte of the text as UTF-8, and for its end, the UTF-16 offset of its character. */
export function unitOffsets(text: string, bytes: number): Int32Array {
  const offsets = new Int32Array(bytes + 1);
  let byte = 0;
  let unit = 0;
  for (const character of text) {
    const length = encodeBinary(character).length;
    offsets.fill(unit, byte, byte + length);
    byte += length;
    unit += character.length;
  }
  offsets[bytes] = text.length;
  return offsets;
}
