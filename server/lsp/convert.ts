import type { Position, Range, TextEdit } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { Span } from '../syntax/tree.ts';

/**
 * The only place where offsets and positions meet. Both count UTF-16 units; a position's lines end at `\n`,
 * `\r\n` and a lone `\r`, as the protocol has it, which BuildKit's do not.
 */
export function toOffset(document: TextDocument, position: Position): number {
  return document.offsetAt(position);
}

export function toRange(document: TextDocument, { start, end }: Span): Range {
  return { start: document.positionAt(start), end: document.positionAt(end) };
}

export function toSpan(document: TextDocument, { start, end }: Range): Span {
  return { start: document.offsetAt(start), end: document.offsetAt(end) };
}

export interface OffsetEdit {
  readonly span: Span;
  readonly newText: string;
}

/** The text in the document's own line ends, which an edit has to keep. */
export function toTextEdit(document: TextDocument, { span, newText }: OffsetEdit): TextEdit {
  return { range: toRange(document, span), newText };
}

/** Lines and characters of many ascending offsets: one pass, not one search each. */
export function ascendingPositions(text: string): (offset: number) => Position {
  let line = 0;
  let lineStart = 0;
  let next = nextLine(text, 0);
  return offset => {
    while (next <= offset && next > lineStart) {
      line++;
      lineStart = next;
      next = nextLine(text, lineStart);
    }
    return { line, character: offset - lineStart };
  };
}

/** Start of the line after `from`, or past the end when it is the last. */
function nextLine(text: string, from: number): number {
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x0a) return at + 1;
    if (code === 0x0d) return text.charCodeAt(at + 1) === 0x0a ? at + 2 : at + 1;
  }
  return Number.POSITIVE_INFINITY;
}
