import { isBlank, isSpace, replaceInvalid } from './characters.ts';
import { type Stretch, tokenOf } from './lines.ts';
import type { Token } from './tree.ts';

/** Splits at runs of blanks. The stretch has none at its ends. */
export function blankWords(stretch: Stretch): Token[] {
  const { text } = stretch;
  const words: Token[] = [];
  let start = 0;
  for (let at = 0; at <= text.length; at++) {
    if (at < text.length && !isBlank(text.charCodeAt(at))) continue;
    words.push(tokenOf(stretch, start, at));
    while (at < text.length && isBlank(text.charCodeAt(at + 1))) at++;
    start = at + 1;
  }
  return text === '' ? [] : words;
}

/** A word of {@link quotedWords}: offsets in the stretch and what BuildKit keeps of it, quotes and escapes included. */
export interface QuotedWord {
  readonly start: number;
  readonly end: number;
  readonly value: string;
}

/**
 * Splits at white space outside quotes and escapes. Quotes and escapes stay; only an escape that is the very last
 * character is dropped. Bytes that are not UTF-8 become U+FFFD.
 */
export function quotedWords(text: string, escapeChar: string): QuotedWord[] {
  const words: QuotedWord[] = [];
  const escapeCode = escapeChar.charCodeAt(0);
  let at = 0;
  while (at < text.length) {
    if (isSpace(text.charCodeAt(at))) {
      at++;
      continue;
    }
    const start = at;
    let keptEnd = at;
    let quoted = 0;
    for (; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (quoted === 0 && isSpace(code)) break;
      if (code === escapeCode && quoted !== SINGLE) {
        if (at + 1 === text.length) {
          at++;
          break;
        }
        at++;
      } else if (quoted === 0 && (code === SINGLE || code === DOUBLE)) quoted = code;
      else if (code === quoted) quoted = 0;
      keptEnd = at + 1;
    }
    if (keptEnd > start) words.push({ start, end: at, value: replaceInvalid(text.slice(start, keptEnd)) });
  }
  return words;
}

const SINGLE = 0x27;
const DOUBLE = 0x22;
