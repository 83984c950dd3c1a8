import type { List, Operator, Pipeline, Statement } from '../model.ts';
import { skipToStatement } from './gaps.ts';
import { readHeredocBodies } from './heredocs.ts';
import {
  AMPERSAND,
  CLOSE,
  codeAt,
  GREATER,
  isBlank,
  PIPE,
  type Reader,
  report,
  SEMICOLON,
  skipBlanks,
  spanOf,
  takeKeyword,
} from './reader.ts';
import { reservedAt } from './reserved.ts';

const CLOSERS: ReadonlySet<string> = new Set(['then', 'elif', 'else', 'fi', 'do', 'done', 'esac', '}']);

/** See {@link import('./reader.ts').Grammar}. Never throws; each turn reads at least one character. */
export function readList(reader: Reader, closers: readonly string[]): Statement[] {
  const statements: Statement[] = [];
  reader.expected.push(closers);
  for (;;) {
    skipToStatement(reader);
    const start = reader.at;
    const code = codeAt(reader, start);
    if (code === -1) {
      readHeredocBodies(reader);
      break;
    }
    if (code === CLOSE) {
      if (reader.parens > 0) break;
      reject(reader, 1);
    } else if (code === SEMICOLON) {
      const double = codeAt(reader, start + 1) === SEMICOLON || codeAt(reader, start + 1) === AMPERSAND;
      if (double && reader.cases > 0) break;
      reject(reader, double ? 2 : 1);
    } else {
      const reserved = reservedAt(reader, start);
      if (CLOSERS.has(reserved)) {
        if (reader.expected.some(level => level.includes(reserved))) break;
        report(reader, 'unexpected-token', start, start + reserved.length);
        takeKeyword(reader, reserved.length);
        skipBlanks(reader);
        if (codeAt(reader, reader.at) === SEMICOLON) reader.at++;
        continue;
      }
      const statement = readAndOr(reader);
      if (!statement) {
        reject(reader, operatorLength(reader, reader.at));
        continue;
      }
      statements.push(readSeparator(reader, statement));
    }
  }
  reader.expected.pop();
  return statements;
}

/** Reads `;` or `&` behind a statement. */
function readSeparator(reader: Reader, statement: Statement): Statement {
  skipBlanks(reader);
  const code = codeAt(reader, reader.at);
  const next = codeAt(reader, reader.at + 1);
  if (code === SEMICOLON && next !== SEMICOLON && next !== AMPERSAND) reader.at++;
  else if (code === AMPERSAND && next !== AMPERSAND && next !== GREATER) {
    reader.at++;
    return { ...statement, background: true };
  }
  return statement;
}

function readAndOr(reader: Reader): Statement | undefined {
  const first = readPipeline(reader);
  if (!first) return undefined;
  let items: Statement[] | undefined;
  let operators: Operator[] | undefined;
  for (;;) {
    skipBlanks(reader);
    const at = reader.at;
    const code = codeAt(reader, at);
    if ((code !== AMPERSAND && code !== PIPE) || codeAt(reader, at + 1) !== code) break;
    operators ??= [];
    operators.push(takeOperator(reader, code === AMPERSAND ? '&&' : '||'));
    skipToStatement(reader);
    const next = readPipeline(reader);
    if (!next) {
      report(reader, 'missing-command', at, at + 2);
      break;
    }
    items ??= [first];
    items.push(next);
  }
  if (!operators) return first;
  const list: List = {
    kind: 'list',
    start: first.start,
    end: reader.positions.endOf(reader.last),
    background: false,
    redirections: [],
    items: items ?? [first],
    operators,
  };
  return list;
}

function readPipeline(reader: Reader): Statement | undefined {
  const start = reader.at;
  const negated = readPrefixes(reader);
  const prefixed = reader.at > start;
  const first = reader.grammar.command(reader);
  if (!first) {
    if (prefixed) report(reader, 'missing-command', start, reader.last);
    return undefined;
  }
  let stages: Statement[] | undefined;
  let operators: Operator[] | undefined;
  for (;;) {
    skipBlanks(reader);
    const at = reader.at;
    const next = codeAt(reader, at + 1);
    if (codeAt(reader, at) !== PIPE || next === PIPE) break;
    operators ??= [];
    operators.push(takeOperator(reader, next === AMPERSAND ? '|&' : '|'));
    skipToStatement(reader);
    const stage = reader.grammar.command(reader);
    if (!stage) {
      report(reader, 'missing-command', at, at + 1);
      break;
    }
    stages ??= [first];
    stages.push(stage);
  }
  if (!operators && !negated) return first;
  const pipeline: Pipeline = {
    kind: 'pipeline',
    ...spanOf(reader, start, reader.last),
    background: false,
    redirections: [],
    negated,
    stages: stages ?? [first],
    operators: operators ?? [],
  };
  return pipeline;
}

/** Reads `!` and `time` before a pipeline; true when an odd number of `!` was there. */
function readPrefixes(reader: Reader): boolean {
  let negated = false;
  for (;;) {
    skipBlanks(reader);
    const reserved = reservedAt(reader, reader.at);
    if (reserved === '!') negated = !negated;
    else if (reserved !== 'time' || !isBlank(codeAt(reader, reader.at + 4))) return negated;
    takeKeyword(reader, reserved.length);
    if (reserved === 'time') skipTimeOption(reader);
  }
}

function skipTimeOption(reader: Reader): void {
  skipBlanks(reader);
  if (reader.text.startsWith('-p', reader.at) && isBlank(codeAt(reader, reader.at + 2))) reader.at += 2;
}

function takeOperator(reader: Reader, text: Operator['text']): Operator {
  const span = spanOf(reader, reader.at, reader.at + text.length);
  reader.at += text.length;
  reader.last = reader.at;
  return { ...span, text };
}

function operatorLength(reader: Reader, at: number): number {
  const code = codeAt(reader, at);
  return (code === AMPERSAND || code === PIPE) && codeAt(reader, at + 1) === code ? 2 : 1;
}

function reject(reader: Reader, length: number): void {
  if (reader.at >= reader.end) return;
  report(reader, 'unexpected-token', reader.at, reader.at + length);
  reader.at += length;
}
