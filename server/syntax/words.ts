import { isBlank, isSpace, replaceInvalid } from './characters.ts';
import { type Stretch, tokenOf } from './lines.ts';
import type { Token } from './tree.ts';

/** Splits at runs of blanks. The stretch has none at its ends, and is not empty. */
export function blankWords({ line, start, end }: Stretch): Token[] {
  const { text } = line;
  const words: Token[] = [];
  let from = start;
  for (let at = start; at < end; at++) {
    if (!isBlank(text.charCodeAt(at))) continue;
    words.push(tokenOf(line, from, at));
    while (isBlank(text.charCodeAt(at + 1))) at++;
    from = at + 1;
  }
  words.push(tokenOf(line, from, end));
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
