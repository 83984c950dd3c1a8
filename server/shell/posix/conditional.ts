import type { Command, Word } from '../model.ts';
import { skipToStatement } from './gaps.ts';
import { AMPERSAND, codeAt, PIPE, type Reader, report, SEMICOLON, takeKeyword } from './reader.ts';
import { literalWord, readRegexWord, readWord } from './words.ts';

/** Reads `[[ … ]]` as a command named `[[`; its operators are words. */
export function readTest(reader: Reader): Command {
  const at = reader.at;
  const name = literalWord(reader, at, at + 2);
  takeKeyword(reader, 2);
  const args: Word[] = [];
  let closed = false;
  while (!closed) {
    skipToStatement(reader);
    const arg = readOperand(reader, args.at(-1)?.text === '=~');
    if (!arg) break;
    args.push(arg);
    closed = arg.text === ']]';
  }
  if (!closed) report(reader, 'unterminated-block', at, at + 2);
  return {
    kind: 'command',
    start: name.start,
    end: reader.positions.endOf(reader.last),
    background: false,
    redirections: [],
    assignments: [],
    name,
    args,
  };
}

function readOperand(reader: Reader, regex: boolean): Word | undefined {
  const start = reader.at;
  const code = codeAt(reader, start);
  if (code === -1) return undefined;
  const word = regex ? readRegexWord(reader) : readWord(reader);
  if (word) return word;
  const double = codeAt(reader, start + 1) === code;
  // A single `&` or `|`, and `;`, cannot stand here: the test was left open.
  if (code === SEMICOLON || ((code === AMPERSAND || code === PIPE) && !double)) return undefined;
  return takeLiteral(reader, start + (code === AMPERSAND || code === PIPE ? 2 : 1));
}

function takeLiteral(reader: Reader, end: number): Word {
  const word = literalWord(reader, reader.at, end);
  reader.at = end;
  reader.last = end;
  return word;
}
