import { lineAt } from '../lint/lines.ts';
import type { Span } from '../syntax/tree.ts';

/** 0-based line and UTF-16 character. */
export interface Position {
  readonly line: number;
  readonly character: number;
}

/** As in LSP: the end is exclusive. */
export interface Range {
  readonly start: Position;
  readonly end: Position;
}

/** Place of an offset, by the offsets at which lines start. */
export function positionAt(lineStarts: readonly number[], offset: number): Position {
  const line = lineAt(lineStarts, offset);
  return { line, character: offset - (lineStarts[line] ?? 0) };
}

export function rangeOf(lineStarts: readonly number[], span: Span): Range {
  return { start: positionAt(lineStarts, span.start), end: positionAt(lineStarts, span.end) };
}
