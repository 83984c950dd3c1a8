import type { Dockerfile, Instruction } from '../syntax/tree.ts';
import { once } from './memo.ts';

/** A comment line as BuildKit keeps it for the next instruction. */
export interface CommentLine {
  /** 0-based. */
  readonly line: number;
  /** Without the first character of the line, trimmed: an indented comment keeps its `#`. */
  readonly text: string;
  /** Offset of the text. */
  readonly start: number;
}

/**
 * Each instruction with the comment lines since the one before, without directives. Empty lines do not part
 * them; an empty comment forgets those above it. Comments within an instruction belong to none.
 */
export const commentsBefore = once((file: Dockerfile): readonly Commented[] => readComments(file));

export interface Commented {
  readonly instruction: Instruction;
  readonly comments: readonly CommentLine[];
}

function readComments(file: Dockerfile): readonly Commented[] {
  const found: Commented[] = [];
  if (file.comments.length === 0) return found;
  const lines = commentLines(file);
  let next = 0;
  for (const instruction of file.instructions) {
    let comments: CommentLine[] = [];
    for (let at = lines[next]; at && at.line < instruction.lines.first; at = lines[++next]) {
      if (at.text === '') comments = [];
      else comments.push(at);
    }
    if (comments.length > 0) found.push({ instruction, comments });
    if (next >= lines.length) break;
    while ((lines[next]?.line ?? Number.POSITIVE_INFINITY) <= instruction.lines.last) next++;
  }
  return found;
}

function commentLines({ text, comments, lineStarts }: Dockerfile): readonly CommentLine[] {
  return comments.map(({ line, end }) => {
    const from = (lineStarts[line] ?? 0) + 1;
    const raw = text.slice(from, end);
    const start = from + raw.length - raw.trimStart().length;
    return { line, text: raw.trim(), start };
  });
}
