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

/** A logical line that is joined from several pieces of the source. */
interface JoinedLine extends Line {
  /** Two numbers for each piece: where it starts in the source, and where in the line. One list is lighter than objects. */
  readonly places: readonly number[];
}

/**
 * The pieces of the source at `bounds`, a start and an end for each, joined with nothing between. Empty pieces
 * count only for the place they hold.
 */
export function joinedLine(source: string, bounds: readonly number[]): Line {
  const places: number[] = [];
  let text = '';
  let lastEnd = -1;
  let splits = false;
  for (let index = 0; index < bounds.length; index += 2) {
    const start = bounds[index] ?? 0;
    const end = bounds[index + 1] ?? 0;
    if (start === end) continue;
    if (lastEnd >= 0 && splitsCharacter(source, lastEnd, start)) splits = true;
    places.push(start, text.length);
    text += source.slice(start, end);
    lastEnd = end;
  }
  if (places.length <= 2) return singleLine(text, places[0] ?? bounds[0] ?? 0);
  if (splits) return rejoinedLine(text, places);
  // What was pushed to has room for more, and lines are many.
  const line: JoinedLine = {
    text,
    base: -1,
    places: places.slice(),
    toSource: joinedToSource,
    toLogical: joinedToLogical,
  };
  return line;
}

function joinedToSource(this: JoinedLine, offset: number): number {
  const at = clamp(offset, this.text.length);
  const piece = lastPiece(this.places, 1, at);
  return (this.places[piece] ?? 0) + at - (this.places[piece + 1] ?? 0);
}

function joinedToLogical(this: JoinedLine, offset: number): number {
  const { places, text } = this;
  const piece = lastPiece(places, 0, offset);
  const start = places[piece + 1] ?? 0;
  // What is dropped after a piece counts as the start of the next.
  const end = places[piece + 3] ?? text.length;
  return Math.min(start + Math.max(0, offset - (places[piece] ?? 0)), end);
}

/** Index of the last piece whose first (`side` 0) or second (1) number is not above an offset; 0 when all are. */
function lastPiece(places: readonly number[], side: 0 | 1, offset: number): number {
  let low = 0;
  let high = places.length / 2 - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((places[middle * 2 + side] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low * 2;
}

/** Whether a continuation from `end` to `next` stands between the bytes of what is one character when they are joined. */
function splitsCharacter(source: string, end: number, next: number): boolean {
  return isByte(source.charCodeAt(end - 1)) && isByte(source.charCodeAt(next));
}

const isByte = (code: number): boolean => code >= 0xdc80 && code <= 0xdcff;

/** A joined line in which bytes from several pieces make up characters again. */
function rejoinedLine(joined: string, pieces: readonly number[]): Line {
  const places: number[] = [];
  for (let index = 0; index < pieces.length; index += 2) {
    const from = pieces[index + 1] ?? 0;
    const to = pieces[index + 3] ?? joined.length;
    for (let at = from; at < to; at++) places.push((pieces[index] ?? 0) + at - from);
  }
  const text = decodeBinary(encodeBinary(joined));
  const sources: number[] = [];
  let from = 0;
  for (const character of text) {
    for (let unit = 0; unit < character.length; unit++) sources.push(places[from + unit] ?? 0);
    // A character either stands in the joined text or took the place of its bytes there.
    from += joined.startsWith(character, from) ? character.length : encodeBinary(character).length;
  }
  sources.push((places.at(-1) ?? 0) + 1);
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

const clamp = (offset: number, length: number): number => Math.max(0, Math.min(offset, length));
