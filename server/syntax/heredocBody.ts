import { isBlank } from './characters.ts';
import { KEYWORDS } from './keywords.ts';
import type { Scanner } from './scanner.ts';
import type { Span } from './tree.ts';

export interface HeredocBody {
  readonly body: Span;
  /** Undefined when the text has none. */
  readonly terminator: Span | undefined;
}

/** Reads bodies one after the other; `onLine` is called once for each line of them. */
export type BodyReader = (name: string, chomp: boolean, onLine: () => void) => HeredocBody;

/**
 * A reader of the lines after the scanner's. It leaves the scanner on the terminator. Without a terminator BuildKit
 * gives up; here the body then ends before the next line that looks like an instruction.
 */
export function bodyReader(at: Scanner): BodyReader {
  /** Made at the first body without end, so that many of them do not each search to the end of the text. */
  let lastLines: ReadonlyMap<string, number> | undefined;

  return (name, chomp, onLine) => {
    const bodyStart = at.nextStart;
    const known = lastLines === undefined || (lastLines.get(key(name, chomp)) ?? -1) >= bodyStart;
    const terminator = known ? findTerminator(at, name, chomp) : undefined;
    if (known && !terminator) lastLines = indexLines(at.text, bodyStart);
    const end = terminator?.lineStart ?? guessEnd(at.text, bodyStart);
    while (at.nextStart < end && at.next()) onLine();
    if (!terminator) return { body: { start: bodyStart, end }, terminator: undefined };
    at.next();
    onLine();
    return { body: { start: bodyStart, end }, terminator: { start: terminator.start, end: at.end } };
  };
}

function findTerminator(
  { text, nextStart }: Scanner,
  name: string,
  chomp: boolean,
): { lineStart: number; start: number } | undefined {
  if (name.endsWith('\r') || (chomp && name.startsWith('\t'))) return undefined;
  // Hits of the name are few, so this is faster than going line by line.
  for (let hit = text.indexOf(name, nextStart); hit >= 0; hit = text.indexOf(name, hit + 1)) {
    let lineStart = hit;
    if (chomp) while (lineStart > nextStart && text[lineStart - 1] === '\t') lineStart--;
    if (lineStart > nextStart && text[lineStart - 1] !== '\n') continue;
    if (isLineEnd(text, hit + name.length)) return { lineStart, start: hit };
  }
  return undefined;
}

function isLineEnd(text: string, from: number): boolean {
  let at = from;
  while (text[at] === '\r') at++;
  return at === text.length || text[at] === '\n';
}

function indexLines(text: string, from: number): ReadonlyMap<string, number> {
  const lines = new Map<string, number>();
  for (let start = from; start < text.length; ) {
    const feed = text.indexOf('\n', start);
    let end = feed < 0 ? text.length : feed;
    while (end > start && text[end - 1] === '\r') end--;
    let inner = start;
    while (text[inner] === '\t') inner++;
    lines.set(key(text.slice(start, end), false), start);
    lines.set(key(text.slice(inner, end), true), start);
    start = feed < 0 ? text.length : feed + 1;
  }
  return lines;
}

const key = (line: string, chomp: boolean): string => (chomp ? '-' : ' ') + line;

/** Start of the first line from `from` on that begins with a keyword in upper case, else the end of the text. */
function guessEnd(text: string, from: number): number {
  for (let start = from; start < text.length; ) {
    const keyword = KEYWORDS.find(word => text.startsWith(word, start));
    const after = start + (keyword?.length ?? 0);
    if (keyword && (after === text.length || text[after] === '\n' || isBlank(text.charCodeAt(after))))
      return start;
    const feed = text.indexOf('\n', start);
    start = feed < 0 ? text.length : feed + 1;
  }
  return text.length;
}
