import { skipSpace } from '../../syntax/characters.ts';
import type { Dockerfile, Span } from '../../syntax/tree.ts';

/** One line of the file, from its first character to before its line end. */
export interface PhysicalLine extends Span {
  /** Start of the next line. */
  readonly next: number;
  readonly kind: 'text' | 'comment' | 'blank';
  /** Behind the spaces and tabs at the start. */
  readonly contentStart: number;
  /** Before the spaces and tabs at the end; without the escape character of a continuation. */
  readonly contentEnd: number;
  /** The escape character with which a text line continues, -1 when it does not. */
  readonly mark: number;
}

/** How many lines there are; an empty rest after the last line end is none. */
export function lineCount({ lineStarts, text }: Dockerfile): number {
  return lineStarts.at(-1) === text.length ? lineStarts.length - 1 : lineStarts.length;
}

/** The line with a 0-based number, as it is read outside of here-documents. */
export function physicalLine({ text, lineStarts, escape: sign }: Dockerfile, index: number): PhysicalLine {
  const start = index === 0 && text.charCodeAt(0) === 0xfeff ? 1 : (lineStarts[index] ?? text.length);
  const next = lineStarts[index + 1] ?? text.length;
  let end = text[next - 1] === '\n' && next > start ? next - 1 : next;
  while (end > start && text[end - 1] === '\r') end--;
  const contentStart = skipBlanks(text, start, end);
  let contentEnd = trimBlanks(text, contentStart, end);
  const inner = skipSpace(text, contentStart, end);
  const kind = inner === end ? 'blank' : text[inner] === '#' ? 'comment' : 'text';
  let mark = -1;
  if (kind === 'text' && text[contentEnd - 1] === sign) {
    const at = contentEnd - 1;
    if (at === start || text[at - 1] !== sign) {
      mark = at;
      contentEnd = trimBlanks(text, contentStart, at);
    }
  }
  return { start, end, next, kind, contentStart, contentEnd, mark };
}

/** The spaces and tabs at the start of a line. */
export function indentOf(text: string, { start, contentStart }: PhysicalLine): string {
  return text.slice(start, contentStart);
}

/** Nothing but spaces and tabs in [start, end). */
export function isBlanks(text: string, start: number, end: number): boolean {
  return skipBlanks(text, start, end) === end;
}

function skipBlanks(text: string, start: number, end: number): number {
  let at = start;
  while (at < end && (text[at] === ' ' || text[at] === '\t')) at++;
  return at;
}

function trimBlanks(text: string, start: number, end: number): number {
  let at = end;
  while (at > start && (text[at - 1] === ' ' || text[at - 1] === '\t')) at--;
  return at;
}
