import { takeLineEnd } from './heredocs.ts';
import { codeAt, HASH, NEWLINE, type Reader, skipBlanks, spanOf } from './reader.ts';

/** Goes over blanks, line ends, with the heredocs that wait for them, and comments. */
export function skipToStatement(reader: Reader): void {
  for (;;) {
    skipBlanks(reader);
    const code = codeAt(reader, reader.at);
    if (code === NEWLINE) takeLineEnd(reader);
    else if (code === HASH) skipComment(reader);
    else return;
  }
}

/** Notes the comment that starts here and goes to the end of its line. */
export function skipComment(reader: Reader): void {
  const start = reader.at;
  const found = reader.text.indexOf('\n', start);
  reader.at = found < 0 || found > reader.end ? reader.end : found;
  const end = codeAt(reader, reader.at - 1) === 13 ? reader.at - 1 : reader.at;
  reader.found.comments.push(spanOf(reader, start, end));
}
