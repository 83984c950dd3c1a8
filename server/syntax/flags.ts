import { decodeBinary, encodeBinary } from './bytes.ts';
import { isBlank, isByteSpace, isSpace, skipByteSpace } from './characters.ts';
import { type Line, type Stretch, textOf, tokenOf } from './lines.ts';
import type { Flag } from './tree.ts';

const DASH = 0x2d;

/** Whether there are flags to read at an offset that has no white space: mostly there are none. */
export function startsWithFlag(text: string, at: number): boolean {
  return text.charCodeAt(at) === DASH && text.charCodeAt(at + 1) === DASH;
}

/** The words that start with `--` at the beginning of a stretch that {@link startsWithFlag}, and what follows. */
export function readFlags(stretch: Stretch, escapeChar: string): Flags {
  const plain = readPlainFlags(stretch, escapeChar.charCodeAt(0));
  if (plain) return plain;
  const { line, end } = stretch;
  const text = textOf(stretch);
  const scan = scanFlags(text, escapeChar, false);
  if (!scan) return readFlagBytes(stretch, text, escapeChar);
  const from = stretch.start;
  const flags = scan.words.map(word => flagOf(line, from, word));
  return { flags, rest: { line, start: from + scan.rest, end } };
}

interface Flags {
  readonly flags: readonly Flag[];
  readonly rest: Stretch;
}

/** The quick road for flags as nearly all are: without quotes, escapes and text beyond ASCII. Else undefined. */
function readPlainFlags({ line, start, end }: Stretch, escapeCode: number): Flags | undefined {
  const { text } = line;
  const flags: Flag[] = [];
  let at = start;
  while (at + 1 < end && startsWithFlag(text, at)) {
    const from = at + 2;
    let equals = -1;
    for (at = from; at < end; at++) {
      const code = text.charCodeAt(at);
      if (isBlank(code) || code === 0x0a) break;
      if (code > 0x7f || code === 0x22 || code === 0x27 || code === escapeCode) return undefined;
      if (code === 0x3d && equals < 0) equals = at;
    }
    // Two dashes alone end the flags.
    if (at === from) break;
    const name = tokenOf(line, from, equals < 0 ? at : equals);
    const value = equals < 0 ? undefined : tokenOf(line, equals + 1, at);
    flags.push({ start: line.toSource(from - 2), end: line.toSource(at - 1) + 1, name, value });
    at = skipByteSpace(text, at, end);
  }
  // What was pushed to has room for more, and these are kept.
  return { flags: flags.slice(), rest: { line, start: at, end } };
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
    if (at >= text.length || text.charCodeAt(at) !== DASH || text.charCodeAt(at + 1) !== DASH) break;
    const start = at;
    let end = at;
    let value = '';
    let from = at;
    let equals = -1;
    let quoted = 0;
    let hadQuote = false;
    for (; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (!bytes && code > 0x7f) return undefined;
      if (quoted === 0 && isSpace(code)) break;
      end = at + 1;
      if (quoted === 0 ? code === 0x22 || code === 0x27 : code === quoted) {
        quoted = quoted === 0 ? code : 0;
        hadQuote = true;
        value += text.slice(from, at);
        from = at + 1;
      } else if (text[at] === escapeChar) {
        value += text.slice(from, at);
        from = at + 1;
        if (at + 1 === text.length) continue;
        at++;
        if (!bytes && text.charCodeAt(at) > 0x7f) return undefined;
        if (equals < 0 && text[at] === '=') equals = at;
        end = at + 1;
      } else if (equals < 0 && code === 0x3d) equals = at;
    }
    value += text.slice(from, at);
    if (value === '--') break;
    if (hadQuote || value !== '') words.push({ start, end, value, equals });
  }
  return { words, rest: at };
}

/** The flag of a word whose offsets count from `from`. */
function flagOf(line: Line, from: number, { start, end, value, equals }: Word): Flag {
  const split = equals < 0 ? -1 : value.indexOf('=');
  const nameEnd = equals < 0 ? end : equals;
  const name = tokenOf(line, from + start + 2, from + nameEnd, value.slice(2, split < 0 ? undefined : split));
  const after = equals < 0 ? undefined : tokenOf(line, from + equals + 1, from + end, value.slice(split + 1));
  const last =
    after && after.end > after.start ? after.end : equals < 0 ? name.end : line.toSource(from + equals) + 1;
  return { start: line.toSource(from + start), end: last, name, value: after };
}

/** The same for flags with text beyond ASCII, byte by byte as BuildKit. */
function readFlagBytes(stretch: Stretch, text: string, escapeChar: string): Flags {
  const binary = encodeBinary(text);
  const { words, rest } = scanFlags(binary, escapeChar, true) ?? { words: [], rest: 0 };
  const offsets = unitOffsets(text, binary.length);
  const unit = (byte: number): number => offsets[byte] ?? text.length;
  const flags = words.map(({ start, end, value, equals }) => {
    const moved = { start: unit(start), end: unit(end), value, equals: equals < 0 ? -1 : unit(equals) };
    return flagOf(stretch.line, stretch.start, moved);
  });
  return { flags, rest: restOfBytes(stretch, binary, rest, offsets) };
}

/** What follows byte `rest`; it may start in the middle of a character, whose other bytes are then no UTF-8. */
export function restOfBytes(stretch: Stretch, binary: string, rest: number, offsets: Int32Array): Stretch {
  const { line, end } = stretch;
  const start = stretch.start + (offsets[rest] ?? end - stretch.start);
  if (rest === 0 || offsets[rest] !== offsets[rest - 1]) return { line, start, end };
  let next = rest;
  while (next < binary.length && offsets[next] === offsets[rest]) next++;
  const after = stretch.start + (offsets[next] ?? 0);
  const partial = decodeBinary(binary.slice(rest, next));
  const shift = after - partial.length;
  const text = partial + line.text.slice(after, end);
  const moved: Line = {
    text,
    base: -1,
    toSource: offset => line.toSource(offset < partial.length ? start : shift + offset),
    toLogical: offset => Math.max(0, line.toLogical(offset) - shift),
  };
  return { line: moved, start: 0, end: text.length };
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
