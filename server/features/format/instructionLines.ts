import type { Edit } from '../../lint/diagnostic.ts';
import { isAscii } from '../../syntax/characters.ts';
import type { Dockerfile, Instruction, Token } from '../../syntax/tree.ts';
import { indentsOf } from './indents.ts';
import type { FormatOptions } from './options.ts';
import { isBlanks, type PhysicalLine } from './physicalLine.ts';
import { endsInEscape, type Piece, separator } from './pieces.ts';

/** Collects an edit unless it would change nothing. */
export type Replace = (start: number, end: number, newText: string) => void;

export function replacer(text: string, into: Edit[]): Replace {
  return (start, end, newText) => {
    if (text.slice(start, end) !== newText) into.push({ span: { start, end }, newText });
  };
}

/**
 * The edits for the lines of an instruction above the bodies of its here-documents, line by line, without the
 * removal of empty lines: that is up to `removeBlank`, which answers whether it did so.
 */
export function layInstruction(
  file: Dockerfile,
  instruction: Instruction,
  lines: readonly PhysicalLine[],
  pieces: readonly Piece[],
  options: FormatOptions,
  replace: Replace,
  removeBlank: (line: PhysicalLine) => boolean,
): void {
  const indents = indentsOf(file, instruction, lines, pieces, options.indent);
  let at = 0;
  for (const [index, line] of lines.entries()) {
    if (removeBlank(line)) continue;
    if (line.kind === 'blank') {
      trimEnd(file.text, line, options, replace);
      continue;
    }
    const indent = index === 0 ? '' : (indents[index] ?? '');
    replace(line.start, line.contentStart, indent);
    if (line.kind === 'text') {
      while ((pieces[at]?.end ?? line.next) <= line.start) at++;
      at = layPieces(file.text, line, pieces, at, blankFollows(lines, index), options, replace);
    }
    trimEnd(file.text, line, options, replace);
  }
}

/**
 * Keywords and blanks on one line. `follows`: what comes after it is parted by blanks of its own. Gives the index of
 * the last piece that was looked at.
 */
function layPieces(
  text: string,
  line: PhysicalLine,
  pieces: readonly Piece[],
  from: number,
  follows: boolean,
  { keywordCase }: FormatOptions,
  replace: Replace,
): number {
  let at = from;
  for (; ; at++) {
    const piece = pieces[at];
    if (!piece || piece.start >= line.next) break;
    if (piece.keyword) replace(piece.start, piece.end, keywordText(piece.keyword, keywordCase));
    if (endsInEscape(text, piece)) continue;
    const next = pieces[at + 1];
    if (next && next.start < line.next) {
      const gap = separator(piece, next);
      const comma = piece.sign === ',' && piece.end === next.start;
      if (comma || (next.start > piece.end && isBlanks(text, piece.end, next.start))) {
        replace(piece.end, next.start, gap);
      }
    } else if (piece.end === line.contentEnd && line.mark >= 0) {
      const apart = line.mark > piece.end || piece.sign || (next && (next.sign || follows));
      if (apart) replace(piece.end, line.mark, ' ');
    }
  }
  return Math.max(from, at - 1);
}

/** Blanks at the start of the next line part the words by themselves. */
function blankFollows(lines: readonly PhysicalLine[], index: number): boolean {
  let at = index + 1;
  while (lines[at] && lines[at]?.kind !== 'text') at++;
  const next = lines[at];
  return next !== undefined && next.contentStart > next.start && next.mark !== next.contentStart;
}

function keywordText({ value }: Token, keywordCase: FormatOptions['keywordCase']): string {
  if (keywordCase === 'preserve' || !isAscii(value)) return value;
  return keywordCase === 'upper' ? value.toUpperCase() : value.toLowerCase();
}

/** Blanks behind the text, or behind the escape character that ends it. */
export function trimEnd(
  text: string,
  line: PhysicalLine,
  { trimTrailingWhitespace }: FormatOptions,
  replace: Replace,
): void {
  if (!trimTrailingWhitespace) return;
  const { start, end, kind, mark, contentEnd } = line;
  if (kind === 'blank') {
    if (isBlanks(text, start, end)) replace(start, end, '');
  } else if (mark >= 0) replace(mark + 1, end, '');
  // Behind a carriage return the blanks are a part of the text, and keep the return from being a line end.
  else if (text[contentEnd - 1] !== '\r' && !endsInEscape(text, { start, end: contentEnd })) {
    replace(contentEnd, end, '');
  }
}
