import { byteLength } from './bytes.ts';
import { isSpace, skipSpace } from './characters.ts';
import { type DirectiveReader, directiveReader } from './directives.ts';
import { type ErrorSink, errorSink, readErrors } from './errors.ts';
import { heredocMarkers } from './heredoc.ts';
import { type BodyReader, bodyReader } from './heredocBody.ts';
import { type Draft, type ReadContext, readInstruction } from './instruction.ts';
import { HEREDOC_KEYWORDS } from './keywords.ts';
import { joinedLine, type Line, singleLine, spanOf } from './lines.ts';
import { type Scanner, scanner } from './scanner.ts';
import { countUpTo } from './search.ts';
import type { Comment, Dockerfile, Heredoc, Instruction, SyntaxError as Problem } from './tree.ts';
import { validateCheckDirective } from './validate/checkDirective.ts';
import { validateInstructions } from './validate/validate.ts';

/**
 * Reads a Dockerfile as BuildKit's parser does, and goes on where that one stops at an error. Never throws, costs
 * time linear in the text. Bytes that are not UTF-8 may stand in the text as {@link decodeBytes} gives them.
 */
export function parseDockerfile(text: string): Dockerfile {
  const errors = errorSink();
  const directives = directiveReader(text, errors);
  const lines = scanner(text);
  const reading: Reading = {
    text,
    errors,
    directives,
    scanner: lines,
    readBody: bodyReader(lines),
    comments: [],
    instructions: [],
    emptyContinuationLines: [],
    escape: '\\',
    mayHaveHeredocs: text.includes('<<'),
    isCut: false,
  };
  while (reading.scanner.next()) readLine(reading);
  if (reading.instructions.length === 0 && errors.all.every(error => error.phase !== 'read')) {
    readErrors.noInstructions(errors, { start: 0, end: 0 });
  }
  const check = directives.directives.find(({ name }) => name === 'check');
  if (check) validateCheckDirective(check, errors);
  validateInstructions(reading.instructions, errors);
  return {
    text,
    escape: directives.escape(),
    directives: directives.directives,
    comments: reading.comments,
    instructions: reading.instructions,
    errors: inOrder(errors.all, reading.instructions),
    lineStarts: reading.scanner.lineStarts,
    emptyContinuationLines: reading.emptyContinuationLines,
  };
}

/** Errors by the instruction they are in; of one instruction, in the order in which they were found. */
function inOrder(errors: Problem[], instructions: readonly Instruction[]): readonly Problem[] {
  if (errors.length < 2) return errors;
  const owner = ({ start }: Problem) => countUpTo(instructions, instruction => instruction.start <= start);
  return errors
    .map(error => ({ error, index: owner(error) }))
    .sort((a, b) => a.index - b.index)
    .map(({ error }) => error);
}

/** BuildKit reads lines into a buffer of this many bytes, line end included. */
const MAX_LINE_BYTES = 65_536;

interface Reading {
  readonly text: string;
  readonly errors: ErrorSink;
  readonly directives: DirectiveReader;
  readonly scanner: Scanner;
  readonly readBody: BodyReader;
  readonly comments: Comment[];
  readonly instructions: Instruction[];
  readonly emptyContinuationLines: number[];
  /** As the directives say that were read so far. */
  escape: '\\' | '`';
  /** Files without are most: no line of one piece is then looked at. */
  readonly mayHaveHeredocs: boolean;
  /** A line of the instruction at hand was too long: what is wrong with its arguments was told already. */
  isCut: boolean;
}

const silent = (reading: Reading): ReadContext => ({ escape: reading.escape, errors: errorSink() });

/** A comment, a directive, an empty line, or an instruction with all that belongs to it. */
function readLine(reading: Reading): void {
  const { text, scanner: at, directives } = reading;
  if (isTooLong(reading)) tooLong(reading, 'first');
  const lineStart = at.line === 0 && text.charCodeAt(0) === 0xfeff ? 1 : at.start;
  const start = skipSpace(text, lineStart, at.end);
  if (directives.open()) {
    const isDirective = directives.read(lineStart, start, at.end);
    reading.escape = directives.escape();
    if (isDirective) return;
  }
  if (start === at.end) return;
  if (text.charCodeAt(start) === HASH) {
    reading.comments.push(comment(text, start, at.end, at.line));
    return;
  }
  const first = at.line;
  const line = readContinuations(reading, start);
  const lines = { first, last: at.line };
  const instruction = readInstruction(line, lines, reading.isCut ? silent(reading) : reading);
  reading.isCut = false;
  if (reading.mayHaveHeredocs || line.base < 0) addHeredocs(reading, instruction);
  reading.instructions.push(instruction);
}

/** Joins the line at hand, from `start`, with those it continues on. */
function readContinuations(reading: Reading, start: number): Line {
  const { text, scanner: at } = reading;
  const escapeCode = reading.escape.charCodeAt(0);
  let mark = continuationMark(text, start, at.end, escapeCode);
  if (mark < 0) return singleLine(text.slice(start, at.end), start);
  // A start and an end for each piece.
  const bounds = [start, mark];
  while (mark >= 0 && at.next()) {
    if (isTooLong(reading)) {
      // BuildKit reads no further, and complains first of what it has of the instruction by then.
      if (!reading.isCut)
        readInstruction(joinedLine(text, bounds), { first: at.line, last: at.line }, reading);
      tooLong(reading, 'continuation');
      reading.isCut = true;
    }
    const inner = skipSpace(text, at.start, at.end);
    if (inner === at.end) reading.emptyContinuationLines.push(at.line);
    else if (text.charCodeAt(inner) === HASH) reading.comments.push(comment(text, inner, at.end, at.line));
    else {
      mark = continuationMark(text, at.start, at.end, escapeCode);
      bounds.push(at.start, mark < 0 ? at.end : mark);
    }
  }
  return joinedLine(text, bounds);
}

const HASH = 0x23;

/** Offset of the escape character that continues the line [start, end), -1 when there is none. */
function continuationMark(text: string, start: number, end: number, escapeCode: number): number {
  let at = end - 1;
  while (at >= start && (text.charCodeAt(at) === 0x20 || text.charCodeAt(at) === 0x09)) at--;
  if (at < start || text.charCodeAt(at) !== escapeCode) return -1;
  return at === start || text.charCodeAt(at - 1) !== escapeCode ? at : -1;
}

function comment(text: string, start: number, end: number, line: number): Comment {
  const from = skipSpace(text, start + 1, end);
  let to = end;
  while (to > from && isSpace(text.charCodeAt(to - 1))) to--;
  return { start, end, text: text.slice(from, to), line };
}

/** Reads the bodies of the here-documents that the instruction, or the one below ONBUILD, announces. */
function addHeredocs(reading: Reading, instruction: Draft): void {
  const { logical, trigger } = instruction;
  if (trigger && instruction.name !== 'ONBUILD') return;
  const { name, form } = trigger ?? instruction;
  if (!HEREDOC_KEYWORDS.has(name) || form === 'exec' || !logical.text.includes('<<')) return;
  const { markers, error } = heredocMarkers(logical.text);
  if (error) readErrors.badHeredoc(reading.errors, spanOf(logical, error.start, error.end), error.message);
  if (markers.length === 0) return;
  const heredocs: Heredoc[] = [];
  const onLine = (): void => {
    if (isTooLong(reading)) tooLong(reading, 'heredoc');
  };
  let { end } = instruction;
  for (const { fd, name, expand, chomp, start: from, end: to } of markers) {
    const marker = spanOf(logical, from, to);
    const { body, terminator } = reading.readBody(name, chomp, onLine);
    if (!terminator) readErrors.unterminatedHeredoc(reading.errors, marker, name);
    heredocs.push({ fd, name, expand, chomp, marker, body, terminator });
    end = Math.max(end, terminator?.end ?? body.end);
  }
  const lines = { first: instruction.lines.first, last: reading.scanner.line };
  instruction.end = end;
  instruction.lines = lines;
  if (trigger) instruction.trigger = { ...trigger, end, lines, heredocs };
  else instruction.heredocs = heredocs;
}

/** Whether the line at hand is longer than BuildKit's buffer. */
function isTooLong({ text, scanner: { start, nextStart } }: Reading): boolean {
  if ((nextStart - start) * 3 < MAX_LINE_BYTES) return false;
  const unfinished = nextStart === text.length && text[nextStart - 1] !== '\n';
  return byteLength(text, start, nextStart) > MAX_LINE_BYTES - (unfinished ? 1 : 0);
}

/** Says so in the words that BuildKit uses there. */
function tooLong(
  { errors, instructions, scanner: { start, end } }: Reading,
  place: 'first' | 'continuation' | 'heredoc',
): void {
  const told =
    place === 'heredoc'
      ? 'unterminated heredoc'
      : place === 'first' && instructions.length === 0
        ? 'file with no instructions'
        : `dockerfile line greater than max allowed size of ${MAX_LINE_BYTES - 1}`;
  readErrors.lineTooLong(errors, { start, end }, MAX_LINE_BYTES - 1, told);
}
