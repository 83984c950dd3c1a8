import { decodeBinary, encodeBinary } from './bytes.ts';
import { isBlank, isSpace, skipByteSpace, skipSpace, trimSpaceEnd } from './characters.ts';
import { type ErrorSink, readErrors } from './errors.ts';
import { readFlags, restOfBytes, startsWithFlag, unitOffsets } from './flags.ts';
import { parseJsonArray } from './json.ts';
import { keywordAt, keywordName, READINGS } from './keywords.ts';
import { type Line, type Stretch, subLine, tokenOf } from './lines.ts';
import { readArguments, readPairs } from './pairs.ts';
import type { Form, Instruction, LogicalLine, Pair, Token } from './tree.ts';
import { blankWords } from './words.ts';

/** What the reader of one instruction must know of the file. */
export interface ReadContext {
  readonly escape: '\\' | '`';
  readonly errors: ErrorSink;
}

/** An instruction while it is read. It is made once and filled in: files have many, and each copy would cost. */
export type Draft = { -readonly [Key in keyof Instruction]: Instruction[Key] };

/** Reads a joined line as an instruction, all but the bodies of its here-documents. Never fails. */
export function readInstruction(line: Line, lines: Instruction['lines'], context: ReadContext): Draft {
  return readPart(line, 0, line.text.length, line, lines, context, 0);
}

/** Reads [from, to) of a line; `depth` is how many ONBUILD stand before it. */
function readPart(
  line: Line,
  from: number,
  to: number,
  logical: LogicalLine,
  lines: Instruction['lines'],
  context: ReadContext,
  depth: number,
): Draft {
  const { text } = line;
  const start = skipSpace(text, from, to);
  const end = trimSpaceEnd(text, start, to);
  let keywordEnd = start;
  while (keywordEnd < end && !isBlank(text.charCodeAt(keywordEnd))) keywordEnd++;
  // Nearly all are in upper case: one text for all of them is kept instead of a piece of each line.
  const known = keywordAt(text, start, keywordEnd);
  const written = known ?? text.slice(start, keywordEnd);
  const keyword = tokenOf(line, start, keywordEnd, written);
  const draft: Draft = {
    start: keyword.start,
    end: end > start ? line.toSource(end - 1) + 1 : keyword.start,
    keyword,
    name: known ?? keywordName(written),
    lines,
    logical,
    flags: NO_FLAGS,
    form: 'none',
    args: NO_TOKENS,
    pairs: NO_PAIRS,
    legacyPair: false,
    heredocs: NO_HEREDOCS,
    trigger: undefined,
  };
  let after = keywordEnd;
  while (after < end && isBlank(text.charCodeAt(after))) after++;
  // BuildKit looks for flags byte by byte, also behind what only single bytes make white space.
  after = skipByteSpace(text, after, end);
  if (startsWithFlag(text, after)) {
    const { flags, rest } = readFlags({ line, start: after, end }, context.escape);
    draft.flags = flags;
    readTrimmed(draft, rest.line, rest.start, rest.end, context, depth);
  } else readTrimmed(draft, line, after, end, context, depth);
  return draft;
}

const NO_FLAGS: Instruction['flags'] = [];
const NO_TOKENS: readonly Token[] = [];
const NO_PAIRS: readonly Pair[] = [];
const NO_HEREDOCS: Instruction['heredocs'] = [];
const MAX_TRIGGERS = 64;

/** Reads the arguments at [from, to), without the white space at its ends. */
function readTrimmed(
  draft: Draft,
  line: Line,
  from: number,
  to: number,
  context: ReadContext,
  depth: number,
): void {
  const start = skipSpace(line.text, from, to);
  const end = trimSpaceEnd(line.text, start, to);
  if (start === end) return;
  switch (READINGS.get(draft.name)) {
    case 'words':
      setArguments(draft, 'words', blankWords(line, start, end));
      break;
    case 'jsonOrText':
      if (!readJson(draft, line, start, end, context)) setText(draft, line, start, end);
      break;
    case 'jsonOrWords':
      if (!readJson(draft, line, start, end, context)) {
        setArguments(draft, 'words', blankWords(line, start, end));
      }
      break;
    case 'pairs': {
      const { pairs, legacy } = readPairs(line, start, end, context.escape);
      checkPairs(draft.name, pairs, legacy, context.errors);
      setPairs(draft, pairs, legacy);
      break;
    }
    case 'arguments':
      setPairs(draft, readArguments(line, start, end, context.escape), false);
      break;
    case 'healthcheck':
      readHealthcheck(draft, { line, start, end }, context);
      break;
    case 'trigger': {
      // ONBUILD of ONBUILD is refused anyway; the limit only keeps a hostile chain from growing a deep tree.
      if (depth === MAX_TRIGGERS) setText(draft, line, start, end);
      else {
        const logical = subLine({ line, start, end });
        draft.trigger = readPart(line, start, end, logical, draft.lines, context, depth + 1);
      }
      break;
    }
    default:
      setText(draft, line, start, end);
  }
}

function setArguments(draft: Draft, form: Form, args: readonly Token[]): void {
  draft.form = form;
  draft.args = args;
}

function setText(draft: Draft, line: Line, start: number, end: number): void {
  setArguments(draft, 'shell', [tokenOf(line, start, end)]);
}

function setPairs(draft: Draft, pairs: readonly Pair[], legacy: boolean): void {
  draft.form = pairs.length > 0 ? 'pairs' : 'none';
  draft.pairs = pairs;
  draft.legacyPair = legacy;
}

/** Reads the exec form; false when [from, end) is not JSON as BuildKit wants it. */
function readJson(draft: Draft, line: Line, from: number, end: number, { errors }: ReadContext): boolean {
  // White space beyond ASCII can still stand before the array of HEALTHCHECK.
  const start = skipSpace(line.text, from, end);
  if (line.text.charCodeAt(start) !== OPEN_BRACKET) return false;
  const { base, text } = line;
  const array = parseJsonArray(text.slice(start, end), base < 0 ? start : base + start);
  if (array.kind === 'strings') {
    // In a line of one piece they stand where they are in the source.
    const args =
      base < 0 ? array.strings.map(each => tokenOf(line, each.start, each.end, each.value)) : array.strings;
    setArguments(draft, 'exec', args);
    return true;
  }
  if (array.kind === 'mixed') {
    const { offender } = array;
    readErrors.notStrings(errors, tokenOf(line, start + offender.start, start + offender.end));
  }
  return false;
}

const OPEN_BRACKET = 0x5b;

function checkPairs(keyword: string, pairs: readonly Pair[], legacy: boolean, errors: ErrorSink): void {
  for (const pair of pairs) {
    if (pair.value) continue;
    if (legacy) readErrors.missingValue(errors, pair, keyword, pair.name.value);
    else readErrors.missingEquals(errors, pair, keyword, pair.name.value);
    return;
  }
}

/** The type word ends at white space found byte by byte, which can be inside a character beyond ASCII. */
function readHealthcheck(draft: Draft, rest: Stretch, context: ReadContext): void {
  const { line, start, end } = rest;
  const { text } = line;
  let typeEnd = start;
  while (typeEnd < end && text.charCodeAt(typeEnd) < 0x80 && !isSpace(text.charCodeAt(typeEnd))) typeEnd++;
  let type = tokenOf(line, start, typeEnd);
  let command: Stretch = { line, start: skipByteSpace(text, typeEnd, end), end };
  if (typeEnd < end && text.charCodeAt(typeEnd) >= 0x80) {
    const whole = text.slice(start, end);
    const binary = encodeBinary(whole);
    const offsets = unitOffsets(whole, binary.length);
    let last = 0;
    while (last < binary.length && !isSpace(binary.charCodeAt(last))) last++;
    let next = last;
    while (next < binary.length && isSpace(binary.charCodeAt(next))) next++;
    type = tokenOf(line, start, start + (offsets[last] ?? 0), decodeBinary(binary.slice(0, last)));
    command = restOfBytes(rest, binary, next, offsets);
  }
  if (type.value === '') return;
  if (command.start >= command.end) {
    setArguments(draft, 'words', [type]);
    return;
  }
  if (!readJson(draft, command.line, command.start, command.end, context)) {
    setText(draft, command.line, command.start, command.end);
  }
  draft.args = [type, ...draft.args];
}
