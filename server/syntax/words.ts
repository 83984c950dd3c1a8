import { isBlank, isSpace, replaceInvalid } from './characters.ts';
import { type Line, tokenOf } from './lines.ts';
import type { Token } from './tree.ts';

/** Splits [start, end) of a line, which is not empty and has no blanks at its ends, at runs of blanks. */
export function blankWords(line: Line, start: number, end: number): Token[] {
  const { text } = line;
  // Counted first: a list that grows keeps room for more, and there is one for nearly every instruction.
  let count = 1;
  for (let at = start; at < end; at++) {
    if (isBlank(text.charCodeAt(at)) && !isBlank(text.charCodeAt(at + 1))) count++;
  }
  const words = new Array<Token>(count);
  let from = start;
  for (let index = 0; index < count; index++) {
    let to = from;
    while (to < end && !isBlank(text.charCodeAt(to))) to++;
    words[index] = tokenOf(line, from, to);
    from = to;
    while (isBlank(text.charCodeAt(from))) from++;
  }
  return words;
}

/** A word of {@link quotedWords}: offsets in the text and what BuildKit keeps of it, quotes and escapes included. */
export interface QuotedWord {
  readonly start: number;
  readonly end: number;
  readonly value: string;
}

/**
 * Splits [start, end) at white space outside quotes and escapes. Quotes and escapes stay; only an escape that is the very last
 * character is dropped. Bytes that are not UTF-8 become U+FFFD.
 */
export function quotedWords(text: string, escapeChar: string, start = 0, end = text.length): QuotedWord[] {
  const words: QuotedWord[] = [];
  const escapeCode = escapeChar.charCodeAt(0);
  let at = start;
  while (at < end) {
    if (isSpace(text.charCodeAt(at))) {
      at++;
      continue;
    }
    const from = at;
    let keptEnd = at;
    let quoted = 0;
    for (; at < end; at++) {
      const code = text.charCodeAt(at);
      if (quoted === 0 && isSpace(code)) break;
      if (code === escapeCode && quoted !== SINGLE) {
        if (at + 1 === end) {
          at++;
          break;
        }
        at++;
      } else if (quoted === 0 && (code === SINGLE || code === DOUBLE)) quoted = code;
      else if (code === quoted) quoted = 0;
      keptEnd = at + 1;
    }
    if (keptEnd > from)
      words.push({ start: from, end: at, value: replaceInvalid(text.slice(from, keptEnd)) });
  }
  return words;
}

const SINGLE = 0x27;
const DOUBLE = 0x22;
