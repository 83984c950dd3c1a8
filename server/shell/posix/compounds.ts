import type { Span } from '../../syntax/tree.ts';
import type { Arithmetic, For, Group, If, Loop, Statement, Word } from '../model.ts';
import { readCase } from './case.ts';
import { readTest } from './conditional.ts';
import { isArithmetic, readArithmetic } from './expansions.ts';
import { readKeywordFunction } from './functions.ts';
import { skipToStatement } from './gaps.ts';
import {
  CLOSE,
  codeAt,
  deeper,
  nested,
  OPEN,
  type Reader,
  report,
  SEMICOLON,
  skipBlanks,
  takeKeyword,
} from './reader.ts';
import { reservedAt } from './reserved.ts';
import { readWord } from './words.ts';

/** Reads a compound command; undefined, and nothing read, when none starts here. */
export function readCompound(reader: Reader): Statement | undefined {
  if (codeAt(reader, reader.at) === OPEN) {
    const arithmetic = codeAt(reader, reader.at + 1) === OPEN && isArithmetic(reader, reader.at + 2);
    return arithmetic ? readArithmeticCommand(reader) : readSubshell(reader);
  }
  const reserved = reservedAt(reader, reader.at);
  const read = READERS[reserved];
  return read && deeper(reader, () => read(reader));
}

const READERS: Readonly<Record<string, (reader: Reader) => Statement>> = {
  '{': readBraces,
  '[[': readTest,
  if: readIf,
  while: readLoop,
  until: readLoop,
  for: readFor,
  select: readFor,
  case: readCase,
  function: readKeywordFunction,
};

function readSubshell(reader: Reader): Group {
  const start = reader.at++;
  reader.last = reader.at;
  const body = nested(reader, 1, () => reader.grammar.list(reader, [])) ?? [];
  if (codeAt(reader, reader.at) === CLOSE) {
    reader.at++;
    reader.last = reader.at;
  } else report(reader, 'unterminated-block', start, start + 1);
  return { ...base(reader, reader.positions.startOf(start)), kind: 'group', subshell: true, body };
}

function readArithmeticCommand(reader: Reader): Arithmetic {
  const start = reader.at;
  reader.at += 2;
  const parts = readArithmetic(reader, start);
  reader.last = reader.at;
  return { ...base(reader, reader.positions.startOf(start)), kind: 'arithmetic', parts };
}

function readBraces(reader: Reader): Group {
  const open: Opener = takeKeyword(reader, 1);
  const body = reader.grammar.list(reader, ['}']);
  takeExpected(reader, '}', open);
  return { ...base(reader, open.start), kind: 'group', subshell: false, body };
}

function readIf(reader: Reader): If {
  const open: Opener = takeKeyword(reader, 2);
  const branches: If['branches'][number][] = [];
  let otherwise: Statement[] | undefined;
  for (;;) {
    const condition = reader.grammar.list(reader, ['then', 'elif', 'else', 'fi']);
    const body = takeExpected(reader, 'then', open)
      ? reader.grammar.list(reader, ['elif', 'else', 'fi'])
      : [];
    branches.push({ condition, body });
    if (reservedAt(reader, reader.at) !== 'elif') break;
    takeKeyword(reader, 4);
  }
  if (reservedAt(reader, reader.at) === 'else') {
    takeKeyword(reader, 4);
    otherwise = reader.grammar.list(reader, ['fi']);
  }
  takeExpected(reader, 'fi', open);
  return { ...base(reader, open.start), kind: 'if', branches, otherwise };
}

function readLoop(reader: Reader): Loop {
  const until = reservedAt(reader, reader.at) === 'until';
  const open: Opener = takeKeyword(reader, 5);
  const condition = reader.grammar.list(reader, ['do', 'done']);
  const body = readDo(reader, open);
  return { ...base(reader, open.start), kind: 'loop', until, condition, body };
}

function readFor(reader: Reader): For {
  const open: Opener = takeKeyword(reader, reservedAt(reader, reader.at).length);
  skipBlanks(reader);
  let variable: Word | undefined;
  let words: Word[] | undefined;
  let header: Arithmetic | undefined;
  if (codeAt(reader, reader.at) === OPEN && codeAt(reader, reader.at + 1) === OPEN) {
    header = readArithmeticCommand(reader);
  } else {
    variable = readWord(reader);
    if (!variable) report(reader, 'missing-word', reader.at, Math.min(reader.at + 1, reader.end));
    skipToStatement(reader);
    if (reservedAt(reader, reader.at) === 'in') {
      takeKeyword(reader, 2);
      words = readWords(reader);
    }
  }
  skipBlanks(reader);
  if (codeAt(reader, reader.at) === SEMICOLON && codeAt(reader, reader.at + 1) !== SEMICOLON) reader.at++;
  skipToStatement(reader);
  const body = reservedAt(reader, reader.at) === '{' ? [readBraces(reader)] : readDo(reader, open);
  return { ...base(reader, open.start), kind: 'for', variable, words, header, body };
}

function readWords(reader: Reader): Word[] {
  const words: Word[] = [];
  for (;;) {
    skipBlanks(reader);
    const word = codeAt(reader, reader.at) === 35 ? undefined : readWord(reader);
    if (!word) return words;
    words.push(word);
  }
}

/** Reads `do … done`. */
function readDo(reader: Reader, open: Opener): Statement[] {
  if (!takeExpected(reader, 'do', open)) return [];
  const body = reader.grammar.list(reader, ['done']);
  takeExpected(reader, 'done', open);
  return body;
}

/** Reads a reserved word, or notes that the block opened at `open` has no end. */
function takeExpected(reader: Reader, reserved: string, open: Opener): boolean {
  if (reservedAt(reader, reader.at) === reserved) {
    takeKeyword(reader, reserved.length);
    return true;
  }
  if (!open.reported) {
    open.reported = true;
    reader.found.errors.push({ code: 'unterminated-block', start: open.start, end: open.end });
  }
  return false;
}

/** The reserved word that begins a block; a block without its end is noted once. */
interface Opener extends Span {
  reported?: boolean;
}

function base(reader: Reader, start: number) {
  return { start, end: reader.positions.endOf(reader.last), background: false, redirections: [] };
}
