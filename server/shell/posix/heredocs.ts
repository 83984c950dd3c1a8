import type { Span } from '../../syntax/tree.ts';
import type { WordPart } from '../model.ts';
import { readExpandedText } from './expansions.ts';
import { codeAt, NEWLINE, type Reader, report, spanOf, subReader } from './reader.ts';

/** A heredoc whose body has not come yet; `body` is filled in place once it has. */
export interface PendingHeredoc {
  readonly delimiter: string;
  readonly stripTabs: boolean;
  readonly at: number;
  readonly body: OpenBody;
}

/** A {@link import('../model.ts').HeredocBody} while it is being read. */
export interface OpenBody {
  start: number;
  end: number;
  text: string;
  readonly expand: boolean;
  parts: readonly WordPart[];
  terminator: Span | undefined;
}

/** Reads the bodies of all pending heredocs; the reader stands behind a line end, or at the end. */
export function readHeredocBodies(reader: Reader): void {
  const pending = reader.pending;
  reader.pending = [];
  for (const heredoc of pending) readBody(reader, heredoc);
}

function readBody(reader: Reader, heredoc: PendingHeredoc): void {
  const { body } = heredoc;
  const start = reader.at;
  let lineStart = start;
  let end = reader.end;
  let closed = false;
  while (lineStart < reader.end) {
    const found = reader.text.indexOf('\n', lineStart);
    const lineEnd = found < 0 || found > reader.end ? reader.end : found;
    const name = delimiterStart(reader, heredoc, lineStart, lineEnd);
    if (name >= 0) {
      end = lineStart;
      closed = true;
      body.terminator = spanOf(reader, name, name + heredoc.delimiter.length);
      reader.at = Math.min(lineEnd + 1, reader.end);
      break;
    }
    lineStart = lineEnd + 1;
  }
  if (!closed) {
    reader.at = reader.end;
    report(reader, 'unterminated-heredoc', heredoc.at, heredoc.at + 2);
  }
  Object.assign(body, spanOf(reader, start, end));
  body.text = reader.text.slice(start, end);
  if (body.expand) body.parts = readExpandedText(subReader(reader, start, end));
}

/** Offset of the delimiter when the line is nothing else, or -1. */
function delimiterStart(reader: Reader, heredoc: PendingHeredoc, lineStart: number, lineEnd: number): number {
  let from = lineStart;
  while (heredoc.stripTabs && codeAt(reader, from) === 9) from++;
  const to = lineEnd > from && codeAt(reader, lineEnd - 1) === 13 ? lineEnd - 1 : lineEnd;
  const { delimiter } = heredoc;
  return to - from === delimiter.length && reader.text.startsWith(delimiter, from) ? from : -1;
}

/** Goes over a line end and reads the heredocs that were waiting for it. */
export function takeLineEnd(reader: Reader): void {
  if (codeAt(reader, reader.at) === NEWLINE) reader.at++;
  if (reader.pending.length > 0) readHeredocBodies(reader);
}
