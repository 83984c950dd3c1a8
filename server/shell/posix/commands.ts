import type { Assignment, Command, Redirection, Statement, Word } from '../model.ts';
import { readCompound } from './compounds.ts';
import { readSubscript } from './expansions.ts';
import { readParenthesizedFunction } from './functions.ts';
import { skipComment } from './gaps.ts';
import {
  AMPERSAND,
  codeAt,
  exact,
  GREATER,
  HASH,
  isDigit,
  LESS,
  OPEN,
  type Reader,
  report,
  skipBlanks,
  spanOf,
} from './reader.ts';
import { assignmentEnd, literalWord, readArray, readWord } from './words.ts';

const NO_REDIRECTIONS: readonly Redirection[] = [];

/** See {@link import('./reader.ts').Grammar}. */
export function readCommand(reader: Reader): Statement | undefined {
  skipBlanks(reader);
  const compound = readCompound(reader);
  if (!compound) return readSimple(reader);
  const redirections = readRedirections(reader);
  return redirections.length > 0
    ? { ...compound, redirections, end: reader.positions.endOf(reader.last) }
    : compound;
}

function readSimple(reader: Reader): Statement | undefined {
  const start = reader.at;
  const assignments: Assignment[] = [];
  const args: Word[] = [];
  let name: Word | undefined;
  let redirections: Redirection[] | undefined;
  for (;;) {
    skipBlanks(reader);
    const code = codeAt(reader, reader.at);
    if (code === -1) break;
    if (code === HASH) {
      skipComment(reader);
      break;
    }
    const redirection = readRedirection(reader, code);
    if (redirection) {
      if (redirections) redirections.push(redirection);
      else redirections = [redirection];
      continue;
    }
    const valueStart = name ? -1 : assignmentEnd(reader, reader.at);
    if (valueStart >= 0) {
      assignments.push(readAssignment(reader, valueStart));
      continue;
    }
    const word = readWord(reader);
    if (!word) break;
    if (name) args.push(word);
    else {
      name = word;
      if (assignments.length === 0 && !redirections) {
        const definition = readParenthesizedFunction(reader, word);
        if (definition) return definition;
      }
    }
  }
  if (!name && assignments.length === 0 && !redirections) return undefined;
  if (codeAt(reader, reader.at) === OPEN) report(reader, 'unexpected-token', reader.at, reader.at + 1);
  const command: Command = {
    kind: 'command',
    ...spanOf(reader, start, reader.last),
    background: false,
    redirections: redirections ?? NO_REDIRECTIONS,
    assignments: exact(assignments),
    name,
    args: exact(args),
  };
  return command;
}

function readAssignment(reader: Reader, valueStart: number): Assignment {
  const start = reader.at;
  const { text } = reader;
  const append = text.charCodeAt(valueStart - 2) === 43;
  let nameEnd = valueStart - (append ? 2 : 1);
  const bracket = text.indexOf('[', start);
  if (bracket >= 0 && bracket < nameEnd) {
    nameEnd = bracket;
    reader.at = bracket;
    readSubscript(reader);
  }
  reader.at = valueStart;
  reader.last = valueStart;
  const value =
    codeAt(reader, valueStart) === OPEN
      ? arrayWord(reader)
      : (readWord(reader) ?? literalWord(reader, valueStart, valueStart));
  return {
    ...spanOf(reader, start, reader.last),
    name: text.slice(start, nameEnd),
    nameSpan: spanOf(reader, start, nameEnd),
    append,
    value,
  };
}

function arrayWord(reader: Reader): Word {
  const start = reader.at;
  const parts = [readArray(reader)];
  const text = reader.text.slice(start, reader.at);
  return { ...spanOf(reader, start, reader.at), text, value: text, isStatic: false, parts };
}

/** Reads the redirections behind a compound command. */
function readRedirections(reader: Reader): Redirection[] {
  const redirections: Redirection[] = [];
  for (;;) {
    const behind = reader.at;
    skipBlanks(reader);
    const redirection = readRedirection(reader, codeAt(reader, reader.at));
    if (!redirection) {
      reader.at = behind;
      return redirections;
    }
    redirections.push(redirection);
  }
}

const OPERATOR = /<<<|<<-|<<|<&|<>|<|>>|>&|>\||>|&>>|&>/y;

/** Reads one redirection; `code` is the character here. Undefined, and nothing read, when none starts here. */
function readRedirection(reader: Reader, code: number): Redirection | undefined {
  const start = reader.at;
  let at = start;
  if (isDigit(code)) {
    while (isDigit(codeAt(reader, at))) at++;
    if (codeAt(reader, at) !== LESS && codeAt(reader, at) !== GREATER) return undefined;
  } else if (code === AMPERSAND) {
    if (codeAt(reader, at + 1) !== GREATER) return undefined;
  } else if (code !== LESS && code !== GREATER) return undefined;
  // `<(` and `>(` are words.
  if (codeAt(reader, at) !== AMPERSAND && codeAt(reader, at + 1) === OPEN) return undefined;
  OPERATOR.lastIndex = at;
  const operator = OPERATOR.exec(reader.text)?.[0] ?? '';
  reader.at = at + operator.length;
  reader.last = reader.at;
  skipBlanks(reader);
  const target = readWord(reader);
  if (!target) report(reader, 'missing-word', start, reader.last);
  const heredoc =
    operator === '<<' || operator === '<<-' ? pendHeredoc(reader, start, operator, target) : undefined;
  return {
    ...spanOf(reader, start, reader.last),
    operator,
    fd: at > start ? Number(reader.text.slice(start, at)) : undefined,
    target,
    heredoc,
  };
}

function pendHeredoc(reader: Reader, at: number, operator: string, target: Word | undefined) {
  if (!target) return undefined;
  const place = reader.positions.endOf(reader.end);
  const body = {
    start: place,
    end: place,
    text: '',
    expand: target.text === target.value,
    parts: [],
    terminator: undefined,
  };
  reader.pending.push({ delimiter: target.value, stripTabs: operator === '<<-', at, body });
  return body;
}
