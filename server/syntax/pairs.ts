import { isBlank } from './characters.ts';
import { type Stretch, tokenOf } from './lines.ts';
import type { Pair } from './tree.ts';
import { quotedWords } from './words.ts';

export interface Pairs {
  readonly pairs: readonly Pair[];
  /** The old `name value` form. */
  readonly legacy: boolean;
}

/** What ENV and LABEL hold. A pair without value is an error there: see the caller. */
export function readPairs(stretch: Stretch, escapeChar: string): Pairs {
  const words = quotedWords(stretch.text, escapeChar);
  const [first] = words;
  if (first && !first.value.includes('=')) return { pairs: [legacyPair(stretch)], legacy: true };
  return { pairs: words.map(word => pairOf(stretch, word)), legacy: false };
}

/** What ARG holds: `name` or `name=value`, several. */
export function readArguments(stretch: Stretch, escapeChar: string): readonly Pair[] {
  return quotedWords(stretch.text, escapeChar).map(word => pairOf(stretch, word));
}

function pairOf(
  stretch: Stretch,
  { start, end, value }: { start: number; end: number; value: string },
): Pair {
  const equals = value.indexOf('=');
  const span = tokenOf(stretch, start, end);
  if (equals < 0) return { start: span.start, end: span.end, name: { ...span, value }, value: undefined };
  return {
    start: span.start,
    end: span.end,
    name: tokenOf(stretch, start, start + equals, value.slice(0, equals)),
    value: tokenOf(stretch, start + equals + 1, end, value.slice(equals + 1)),
  };
}

function legacyPair(stretch: Stretch): Pair {
  const { text } = stretch;
  let nameEnd = 0;
  while (nameEnd < text.length && !isBlank(text.charCodeAt(nameEnd))) nameEnd++;
  let valueStart = nameEnd;
  while (valueStart < text.length && isBlank(text.charCodeAt(valueStart))) valueStart++;
  const { start, end } = tokenOf(stretch, 0, text.length);
  return {
    start,
    end,
    name: tokenOf(stretch, 0, nameEnd),
    value: nameEnd < text.length ? tokenOf(stretch, valueStart, text.length) : undefined,
  };
}
