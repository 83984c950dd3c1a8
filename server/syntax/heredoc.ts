import { lexShell } from './shellLexer.ts';

/** A here-document that an instruction's line announces: offsets of `3<<-EOF` in the logical line. */
export interface HeredocMarker {
  readonly fd: number;
  readonly name: string;
  readonly expand: boolean;
  readonly chomp: boolean;
  readonly start: number;
  readonly end: number;
}

export interface HeredocMarkers {
  readonly markers: readonly HeredocMarker[];
  /** BuildKit's words, at [start, end) of the line, when it cannot read a delimiter. */
  readonly error: { readonly message: string; readonly start: number; readonly end: number } | undefined;
}

/**
 * The here-documents of a logical line. The line is split as a shell would, with backslash as escape whatever the
 * directive says; a quote or brace that stays open means none at all.
 */
export function heredocMarkers(line: string): HeredocMarkers {
  const { words } = lexShell(line, {
    escape: '\\',
    get: unset,
    rawQuotes: true,
    rawEscapes: true,
    skipUnset: true,
  });
  const markers: HeredocMarker[] = [];
  for (const { value, start, end } of words) {
    const match = MARKER.exec(value);
    if (!match) continue;
    const [, fd = '', dash = '', rest = ''] = match;
    const delimiter = readDelimiter(rest);
    if (typeof delimiter === 'string') return { markers, error: { message: delimiter, start, end } };
    if (delimiter) markers.push({ fd: Number(fd), ...delimiter, chomp: dash === '-', start, end });
  }
  return { markers, error: undefined };
}

/** What one word of COPY or ADD announces; undefined when it is a path. */
export function readHeredocWord(word: string): Pick<HeredocMarker, 'name' | 'expand' | 'chomp'> | undefined {
  const match = word.includes('<<') ? MARKER.exec(word) : null;
  const delimiter = match ? readDelimiter(match[3] ?? '') : undefined;
  return typeof delimiter === 'object' ? { ...delimiter, chomp: match?.[2] === '-' } : undefined;
}

/** Whether a word of COPY or ADD is a here-document and no path. */
export const isHeredocWord = (word: string): boolean => readHeredocWord(word) !== undefined;

/** Blanks as in Go's regular expressions: no vertical tab. */
const MARKER = /^([0-9]*)<<(-?)[\t\n\f\r ]*([^<]*)$/;
const unset = (): undefined => undefined;

/** Name and quoting of the delimiter, undefined when it is not exactly one word, BuildKit's error as a string. */
function readDelimiter(rest: string): { name: string; expand: boolean } | string | undefined {
  if (rest === '') return undefined;
  const cooked = lexShell(rest, { escape: '\\', get: unset, skipUnset: true });
  if (cooked.error !== undefined) return cooked.error;
  const [word] = cooked.words;
  if (!word || cooked.words.length !== 1) return undefined;
  const raw = lexShell(rest, { escape: '\\', get: unset, skipUnset: true, rawQuotes: true });
  if (raw.error !== undefined) return raw.error;
  if (raw.words.length !== 1) return `internal lexing of heredoc produced inconsistent results: ${rest}`;
  return { name: word.value, expand: countQuotes(word.value) === countQuotes(raw.words[0]?.value ?? '') };
}

const countQuotes = (text: string): number => text.split(/['"]/).length - 1;
