import type { Dockerfile, Instruction } from '../../syntax/tree.ts';
import { indentOf, type PhysicalLine } from './physicalLine.ts';
import { endsInEscape, type Piece } from './pieces.ts';

/**
 * The indentation that each line of an instruction shall have. A line keeps its own. One without gets that of its
 * neighbours where BuildKit does not see it: between two pieces. A comment goes with the text line below it.
 */
export function indentsOf(
  { text }: Dockerfile,
  instruction: Instruction,
  lines: readonly PhysicalLine[],
  pieces: readonly Piece[],
  unit: string,
): readonly string[] {
  const free = lines.map(isBetween(text, pieces));
  const flush = isShellText(instruction) && lines.some((line, index) => isFlush(line, index) && !free[index]);
  const below = ownBelow(text, lines);
  const indents: string[] = [];
  let above = '';
  for (const [index, line] of lines.entries()) {
    let indent = indentOf(text, line);
    if (free[index] && isFlush(line, index) && text[line.start] !== ']' && !flush) {
      indent = above || below[index] || unit;
    }
    if (index > 0 && line.kind === 'text' && indent !== '') above = indent;
    indents.push(indent);
  }
  let following: string | undefined;
  for (let index = lines.length - 1; index > 0; index--) {
    if (lines[index]?.kind === 'text') following = indents[index];
    else if (lines[index]?.kind === 'comment') indents[index] = following ?? indents[index] ?? '';
  }
  return indents;
}

/** A line that begins in its first column. */
function isFlush({ kind, start, contentStart }: PhysicalLine, index: number): boolean {
  return index > 0 && kind === 'text' && start === contentStart;
}

/**
 * Says of ascending lines whether a piece starts there, or nothing stands there but the escape character; and the
 * text line above ends with a piece, too.
 */
function isBetween(text: string, pieces: readonly Piece[]): (line: PhysicalLine, index: number) => boolean {
  let at = 0;
  let ended = false;
  return ({ kind, start, next, contentStart, contentEnd, mark }, index) => {
    if (kind !== 'text') return false;
    while ((pieces[at]?.end ?? next) <= start) at++;
    const piece = pieces[at];
    const before = pieces[at - 1];
    const isEmpty = mark === contentStart;
    const starts = piece !== undefined && (piece.start === contentStart || (piece.start >= next && isEmpty));
    const free = index > 0 && starts && ended && !(before && endsInEscape(text, before));
    let last = at;
    while ((pieces[last + 1]?.start ?? next) < next) last++;
    ended = pieces[last]?.end === contentEnd || (isEmpty && ended);
    return free;
  };
}

/** A shell gets the text with the indentation of its lines. */
function isShellText(instruction: Instruction): boolean {
  let inner = instruction;
  while (inner.trigger) inner = inner.trigger;
  return inner.form === 'shell';
}

/** For each line the indentation of the nearest line below that has one, empty when there is none. */
function ownBelow(text: string, lines: readonly PhysicalLine[]): readonly string[] {
  const found: string[] = new Array(lines.length).fill('');
  let nearest = '';
  for (let index = lines.length - 1; index > 0; index--) {
    const line = lines[index];
    found[index] = nearest;
    if (line?.kind === 'text' && line.contentStart > line.start) nearest = indentOf(text, line);
  }
  return found;
}
