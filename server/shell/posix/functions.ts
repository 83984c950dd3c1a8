import type { FunctionDefinition, Word } from '../model.ts';
import { skipToStatement } from './gaps.ts';
import { CLOSE, codeAt, deeper, OPEN, type Reader, report, skipBlanks, takeKeyword } from './reader.ts';
import { literalWord, readWord } from './words.ts';

/** Reads `( )` and the body behind a function's name; undefined, and nothing read, for anything else. */
export function readParenthesizedFunction(reader: Reader, name: Word): FunctionDefinition | undefined {
  return takeParens(reader) ? readBody(reader, name.start, name) : undefined;
}

/** Reads `function name`, with or without `( )`; the reader stands on the reserved word. */
export function readKeywordFunction(reader: Reader): FunctionDefinition {
  const { start } = takeKeyword(reader, 'function'.length);
  skipBlanks(reader);
  const at = reader.at;
  const name = readWord(reader);
  if (!name) report(reader, 'missing-word', at, Math.min(at + 1, reader.end));
  takeParens(reader);
  return readBody(reader, start, name ?? literalWord(reader, at, at));
}

function readBody(reader: Reader, start: number, name: Word): FunctionDefinition {
  const head = reader.at;
  reader.last = head;
  skipToStatement(reader);
  const body = deeper(reader, () => reader.grammar.command(reader));
  if (!body) report(reader, 'missing-command', head - 1, head);
  return {
    kind: 'function',
    start,
    end: reader.positions.endOf(reader.last),
    background: false,
    redirections: [],
    name,
    body: body ? [body] : [],
  };
}

function takeParens(reader: Reader): boolean {
  const behind = reader.at;
  skipBlanks(reader);
  if (codeAt(reader, reader.at) === OPEN) {
    reader.at++;
    skipBlanks(reader);
    if (codeAt(reader, reader.at) === CLOSE) {
      reader.at++;
      return true;
    }
  }
  reader.at = behind;
  return false;
}
