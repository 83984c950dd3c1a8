import type { Case, Word } from '../model.ts';
import { skipToStatement } from './gaps.ts';
import {
  AMPERSAND,
  CLOSE,
  codeAt,
  OPEN,
  PIPE,
  type Reader,
  report,
  SEMICOLON,
  skipBlanks,
  takeKeyword,
} from './reader.ts';
import { reservedAt } from './reserved.ts';
import { readWord } from './words.ts';

/** Reads `case … esac`; the reader stands on the reserved word. */
export function readCase(reader: Reader): Case {
  const open = takeKeyword(reader, 4);
  skipBlanks(reader);
  const subject = readWord(reader);
  skipToStatement(reader);
  const items: Case['items'][number][] = [];
  let closed = false;
  if (reservedAt(reader, reader.at) === 'in') {
    takeKeyword(reader, 2);
    for (;;) {
      skipToStatement(reader);
      if (reservedAt(reader, reader.at) === 'esac') {
        takeKeyword(reader, 4);
        closed = true;
        break;
      }
      const item = readItem(reader);
      if (!item) break;
      items.push(item);
    }
  }
  if (!closed) reader.found.errors.push({ code: 'unterminated-block', ...open });
  return {
    kind: 'case',
    start: open.start,
    end: reader.positions.endOf(reader.last),
    background: false,
    redirections: [],
    subject,
    items,
  };
}

/** Reads `pattern | pattern ) statements ;;`; undefined when no pattern starts here. */
function readItem(reader: Reader): Case['items'][number] | undefined {
  const start = reader.at;
  if (codeAt(reader, reader.at) === OPEN) reader.at++;
  const patterns: Word[] = [];
  for (;;) {
    skipBlanks(reader);
    const pattern = readWord(reader);
    if (!pattern) break;
    patterns.push(pattern);
    skipBlanks(reader);
    if (codeAt(reader, reader.at) !== PIPE) break;
    reader.at++;
  }
  if (codeAt(reader, reader.at) !== CLOSE) {
    if (reader.at < reader.end) report(reader, 'unexpected-token', reader.at, reader.at + 1);
    return patterns.length > 0 && reader.at > start ? { patterns, body: [] } : undefined;
  }
  reader.at++;
  reader.last = reader.at;
  reader.cases++;
  const body = reader.grammar.list(reader, ['esac']);
  reader.cases--;
  if (codeAt(reader, reader.at) === SEMICOLON) {
    reader.at += 2;
    if (codeAt(reader, reader.at) === AMPERSAND) reader.at++;
    reader.last = reader.at;
  }
  return { patterns, body };
}
