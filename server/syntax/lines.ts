import { decodeBinary, encodeBinary } from './bytes.ts';
import type { LogicalLine, Span, Token } from './tree.ts';

/** A stretch [from, from + text.length) of a logical line; what the argument readers work on. */
export interface Stretch {
  readonly line: LogicalLine;
  readonly from: number;
  readonly text: string;
}

/** A logical line that is one piece of the source starting at `base`. */
export function singleLine(text: string, base: number): LogicalLine {
  return {
    text,
    toSource: offset => base + clamp(offset, text.length),
    toLogical: offset => clamp(offset - base, text.length),
  };
}

/** Several pieces of the source joined with nothing between; empty pieces count only for the place they hold. */
export function joinedLine(source: string, pieces: readonly Span[]): LogicalLine {
  const [first = { start: 0, end: 0 }] = pieces;
  if (pieces.length <= 1) return singleLine(source.slice(first.start, first.end), first.start);
  const kept = pieces.filter(piece => piece.end > piece.start);
  if (kept.length === 0) return singleLine('', first.start);
  const parts: string[] = [];
  const starts: number[] = [];
  let length = 0;
  for (const piece of kept) {
    parts.push(source.slice(piece.start, piece.end));
    starts.push(length);
    length += piece.end - piece.start;
  }
  const text = parts.join('');
  if (text.length > 0 && kept.some((piece, index) => splitsCharacter(source, piece, kept[index + 1]))) {
    return rejoinedLine(text, kept);
  }
  return {
    text,
    toSource(offset) {
      const index = lastAtOrBefore(starts, clamp(offset, length));
      return (kept[index]?.start ?? 0) + clamp(offset, length) - (starts[index] ?? 0);
    },
    toLogical(offset) {
      let low = 0;
      let high = kept.length;
      while (low < high) {
        const middle = (low + high) >> 1;
        if ((kept[middle]?.end ?? 0) <= offset) low = middle + 1;
        else high = middle;
      }
      if (low === kept.length) return length;
      return (starts[low] ?? 0) + Math.max(0, offset - (kept[low]?.start ?? 0));
    },
  };
}

/** Whether a continuation stands between the bytes of what is one character when they are joined. */
function splitsCharacter(source: string, piece: Span, next: Span | undefined): boolean {
  if (!next) return false;
  return isByte(source.charCodeAt(piece.end - 1)) && isByte(source.charCodeAt(next.start));
}

const isByte = (code: number): boolean => code >= 0xdc80 && code <= 0xdcff;

/** A joined line in which bytes from several pieces make up characters again. */
function rejoinedLine(joined: string, pieces: readonly Span[]): LogicalLine {
  const places = pieces.flatMap(({ start, end }) =>
    Array.from({ length: end - start }, (_, at) => start + at),
  );
  const text = decodeBinary(encodeBinary(joined));
  const sources: number[] = [];
  let from = 0;
  for (const character of text) {
    for (let unit = 0; unit < character.length; unit++) sources.push(places[from + unit] ?? 0);
    // A character either stands in the joined text or took the place of its bytes there.
    from += joined.startsWith(character, from) ? character.length : encodeBinary(character).length;
  }
  sources.push(pieces.at(-1)?.end ?? 0);
  return {
    text,
    toSource: offset => sources[clamp(offset, text.length)] ?? 0,
    toLogical(offset) {
      let at = 0;
      while (at < text.length && (sources[at] ?? 0) < offset) at++;
      return at;
    },
  };
}

/** Part [from, to) of a logical line as a logical line of its own. */
export function subLine(line: LogicalLine, from: number, to: number): LogicalLine {
  const length = to - from;
  return {
    text: line.text.slice(from, to),
    toSource: offset => sourceOf(line, from, to, clamp(offset, length)),
    toLogical: offset => clamp(line.toLogical(offset) - from, length),
  };
}

/** Source span of [from, to) of a logical line; it never reaches into the dropped text after its last character. */
export function spanOf(line: LogicalLine, from: number, to: number): Span {
  const start = line.toSource(from);
  return { start, end: to > from ? line.toSource(to - 1) + 1 : start };
}

/** The token [from, to) of a stretch, with what BuildKit reads there when that is not the text itself. */
export function tokenOf(stretch: Stretch, from: number, to: number, value?: string): Token {
  const start = stretch.line.toSource(stretch.from + from);
  const end = to > from ? stretch.line.toSource(stretch.from + to - 1) + 1 : start;
  return { start, end, value: value ?? stretch.text.slice(from, to) };
}

/** Part [from, to) of a stretch. */
export function subStretch(stretch: Stretch, from: number, to = stretch.text.length): Stretch {
  return { line: stretch.line, from: stretch.from + from, text: stretch.text.slice(from, to) };
}

function sourceOf(line: LogicalLine, from: number, to: number, offset: number): number {
  // The end of a part is after its last character, not where the next kept character stands.
  if (offset === to - from && offset > 0) return line.toSource(to - 1) + 1;
  return line.toSource(from + offset);
}

function lastAtOrBefore(starts: readonly number[], offset: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}

const clamp = (offset: number, length: number): number => Math.max(0, Math.min(offset, length));
