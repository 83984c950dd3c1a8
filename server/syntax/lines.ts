import { decodeBinary, encodeBinary } from './bytes.ts';
import type { LogicalLine, Span, Token } from './tree.ts';

/** A logical line as the reader itself uses it. */
export interface Line extends LogicalLine {
  /** Source offset of the first character when the line is one piece of the source, else -1. */
  readonly base: number;
}

/** A part [start, end) of a logical line; what the readers of arguments work on. */
export interface Stretch {
  readonly line: Line;
  readonly start: number;
  readonly end: number;
}

/** A logical line that is one piece of the source starting at `base`. */
export function singleLine(text: string, base: number): Line {
  // One function for all lines: most files have nothing but such lines.
  return { text, base, toSource: singleToSource, toLogical: singleToLogical };
}

function singleToSource(this: Line, offset: number): number {
  return this.base + clamp(offset, this.text.length);
}

function singleToLogical(this: Line, offset: number): number {
  return clamp(offset - this.base, this.text.length);
}

/** Several pieces of the source joined with nothing between; empty pieces count only for the place they hold. */
export function joinedLine(source: string, pieces: readonly Span[]): Line {
  const [first = { start: 0, end: 0 }] = pieces;
  if (pieces.length <= 1) return singleLine(source.slice(first.start, first.end), first.start);
  const kept = pieces.filter(piece => piece.end > piece.start);
  if (kept.length === 0) return singleLine('', first.start);
  const starts: number[] = [];
  let text = '';
  for (const piece of kept) {
    starts.push(text.length);
    text += source.slice(piece.start, piece.end);
  }
  if (kept.some((piece, index) => splitsCharacter(source, piece, kept[index + 1]))) {
    return rejoinedLine(text, kept);
  }
  return {
    text,
    base: -1,
    toSource(offset) {
      const index = lastAtOrBefore(starts, clamp(offset, text.length));
      return (kept[index]?.start ?? 0) + clamp(offset, text.length) - (starts[index] ?? 0);
    },
    toLogical(offset) {
      let low = 0;
      let high = kept.length;
      while (low < high) {
        const middle = (low + high) >> 1;
        if ((kept[middle]?.end ?? 0) <= offset) low = middle + 1;
        else high = middle;
      }
      if (low === kept.length) return text.length;
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
function rejoinedLine(joined: string, pieces: readonly Span[]): Line {
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
    base: -1,
    toSource: offset => sources[clamp(offset, text.length)] ?? 0,
    toLogical(offset) {
      let at = 0;
      while (at < text.length && (sources[at] ?? 0) < offset) at++;
      return at;
    },
  };
}

/** A stretch as a logical line of its own. */
export function subLine({ line, start, end }: Stretch): LogicalLine {
  const text = line.text.slice(start, end);
  if (line.base >= 0) return singleLine(text, line.base + start);
  return {
    text,
    toSource(offset) {
      const at = start + clamp(offset, text.length);
      // The end of a part is after its last character, not where the next kept character stands.
      return at === end && end > start ? line.toSource(end - 1) + 1 : line.toSource(at);
    },
    toLogical: offset => clamp(line.toLogical(offset) - start, text.length),
  };
}

/** Source span of [from, to) of a logical line; it never reaches into the dropped text after its last character. */
export function spanOf(line: LogicalLine, from: number, to: number): Span {
  const start = line.toSource(from);
  return { start, end: to > from ? line.toSource(to - 1) + 1 : start };
}

/** The token [from, to) of a line, with what BuildKit reads there when that is not the text itself. */
export function tokenOf(line: Line, from: number, to: number, value = line.text.slice(from, to)): Token {
  const { base } = line;
  if (base >= 0) return { start: base + from, end: base + to, value };
  const start = line.toSource(from);
  return { start, end: to > from ? line.toSource(to - 1) + 1 : start, value };
}

/** The text of a stretch. */
export const textOf = ({ line, start, end }: Stretch): string => line.text.slice(start, end);

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
