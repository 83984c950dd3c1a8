import { isBlank } from './characters.ts';
import { type Line, tokenOf } from './lines.ts';
import type { Pair } from './tree.ts';
import { type QuotedWord, quotedWords } from './words.ts';

export interface Pairs {
  readonly pairs: readonly Pair[];
  /** The old `name value` form. */
  readonly legacy: boolean;
}

/** What ENV and LABEL hold. A pair without value is an error there: see the caller. */
export function readPairs(line: Line, start: number, end: number, escapeChar: string): Pairs {
  const words = quotedWords(line.text, escapeChar, start, end);
  const [first] = words;
  if (first && !first.value.includes('=')) return { pairs: [legacyPair(line, start, end)], legacy: true };
  return { pairs: words.map(word => pairOf(line, word)), legacy: false };
}

/** What ARG holds: `name` or `name=value`, several. */
export function readArguments(line: Line, start: number, end: number, escapeChar: string): readonly Pair[] {
  return quotedWords(line.text, escapeChar, start, end).map(word => pairOf(line, word));
}

function pairOf(line: Line, { start, end, value }: QuotedWord): Pair {
  const equals = value.indexOf('=');
  if (equals < 0) {
    const name = tokenOf(line, start, end, value);
    return { start: name.start, end: name.end, name, value: undefined };
  }
  const name = tokenOf(line, start, start + equals, value.slice(0, equals));
  const after = tokenOf(line, start + equals + 1, end, value.slice(equals + 1));
  return { start: name.start, end: Math.max(name.end + 1, after.end), name, value: after };
}

function legacyPair(line: Line, start: number, end: number): Pair {
  const { text } = line;
  let nameEnd = start;
  while (nameEnd < end && !isBlank(text.charCodeAt(nameEnd))) nameEnd++;
  let valueStart = nameEnd;
  while (valueStart < end && isBlank(text.charCodeAt(valueStart))) valueStart++;
  const name = tokenOf(line, start, nameEnd);
  const value = nameEnd < end ? tokenOf(line, valueStart, end) : undefined;
  return { start: name.start, end: value?.end ?? name.end, name, value };
}
