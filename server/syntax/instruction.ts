import { decodeBinary, encodeBinary } from './bytes.ts';
import { isBlank, isSpace, lowerCase, skipByteSpace, skipSpace, trimSpaceEnd } from './characters.ts';
import { type ErrorSink, readErrors } from './errors.ts';
import { readFlags, restOfBytes, unitOffsets } from './flags.ts';
import { parseJsonArray } from './json.ts';
import { READINGS } from './keywords.ts';
import { type Stretch, spanOf, subLine, subStretch, tokenOf } from './lines.ts';
import { readArguments, readPairs } from './pairs.ts';
import type { Form, Instruction, LogicalLine, Pair, Token } from './tree.ts';
import { blankWords } from './words.ts';

/** What the reader of one instruction must know of the file. */
export interface ReadContext {
  readonly escape: '\\' | '`';
  readonly lines: Instruction['lines'];
  readonly errors: ErrorSink;
}

const MAX_TRIGGERS = 64;

type Arguments = Pick<Instruction, 'form' | 'args' | 'pairs' | 'legacyPair' | 'trigger'>;

/** Reads a joined line as an instruction, all but the bodies of its here-documents. Never fails. */
export function readInstruction(line: LogicalLine, context: ReadContext): Instruction {
  return readStretch({ line, from: 0, text: line.text }, line, context, 0);
}

function readStretch(whole: Stretch, logical: LogicalLine, context: ReadContext, depth: number): Instruction {
  const { text } = whole;
  const start = skipSpace(text, 0, text.length);
  const end = trimSpaceEnd(text, start, text.length);
  let keywordEnd = start;
  while (keywordEnd < end && !isBlank(text.charCodeAt(keywordEnd))) keywordEnd++;
  const keyword = tokenOf(whole, start, keywordEnd);
  const name = lowerCase(keyword.value).toUpperCase();
  let after = keywordEnd;
  while (after < end && isBlank(text.charCodeAt(after))) after++;
  const { flags, rest } = readFlags(subStretch(whole, after, end), context.escape);
  const span = spanOf(whole.line, whole.from + start, whole.from + end);
  return {
    start: span.start,
    end: span.end,
    keyword,
    name,
    lines: context.lines,
    logical,
    flags,
    ...readArgumentsOf(name, trimmed(rest), context, depth),
    heredocs: [],
  };
}

/** The stretch without white space at its ends. */
function trimmed(stretch: Stretch): Stretch {
  const { text } = stretch;
  const start = skipSpace(text, 0, text.length);
  const end = trimSpaceEnd(text, start, text.length);
  return start === 0 && end === text.length ? stretch : subStretch(stretch, start, end);
}

function readArgumentsOf(name: string, rest: Stretch, context: ReadContext, depth: number): Arguments {
  if (rest.text === '') return NOTHING;
  switch (READINGS.get(name)) {
    case 'words':
      return listed('words', blankWords(rest));
    case 'jsonOrText':
      return jsonOrElse(rest, context, asText);
    case 'jsonOrWords':
      return jsonOrElse(rest, context, stretch => listed('words', blankWords(stretch)));
    case 'pairs': {
      const { pairs, legacy } = readPairs(rest, context.escape);
      checkPairs(name, pairs, legacy, context.errors);
      return { ...NOTHING, form: pairs.length > 0 ? 'pairs' : 'none', pairs, legacyPair: legacy };
    }
    case 'arguments': {
      const pairs = readArguments(rest, context.escape);
      return { ...NOTHING, form: pairs.length > 0 ? 'pairs' : 'none', pairs };
    }
    case 'healthcheck':
      return readHealthcheck(rest, context);
    case 'trigger':
      // ONBUILD of ONBUILD is refused anyway; the limit only keeps a hostile chain from growing a deep tree.
      if (depth === MAX_TRIGGERS) return asText(rest);
      return { ...NOTHING, trigger: readTrigger(rest, context, depth + 1) };
    default:
      return asText(rest);
  }
}

const NOTHING: Arguments = { form: 'none', args: [], pairs: [], legacyPair: false, trigger: undefined };

const listed = (form: Form, args: readonly Token[]): Arguments => ({ ...NOTHING, form, args });
const asText = (rest: Stretch): Arguments => listed('shell', [tokenOf(rest, 0, rest.text.length)]);

function jsonOrElse(
  rest: Stretch,
  { errors }: ReadContext,
  otherwise: (rest: Stretch) => Arguments,
): Arguments {
  if (rest.text[0] !== '[') return otherwise(rest);
  const array = parseJsonArray(rest.text);
  if (array.kind === 'invalid') return otherwise(rest);
  if (array.kind === 'mixed') {
    readErrors.notStrings(errors, tokenOf(rest, array.offender.start, array.offender.end));
    return otherwise(rest);
  }
  return listed(
    'exec',
    array.strings.map(({ start, end, value }) => tokenOf(rest, start, end, value)),
  );
}

function checkPairs(keyword: string, pairs: readonly Pair[], legacy: boolean, errors: ErrorSink): void {
  const broken = pairs.find(pair => !pair.value);
  if (!broken) return;
  if (legacy) readErrors.missingValue(errors, broken, keyword, broken.name.value);
  else readErrors.missingEquals(errors, broken, keyword, broken.name.value);
}

function readTrigger(rest: Stretch, context: ReadContext, depth: number): Instruction {
  const logical = subLine(rest.line, rest.from, rest.from + rest.text.length);
  return readStretch(rest, logical, context, depth);
}

/** The type word ends at white space found byte by byte, which can be inside a character beyond ASCII. */
function readHealthcheck(rest: Stretch, context: ReadContext): Arguments {
  const { text } = rest;
  let typeEnd = 0;
  while (typeEnd < text.length && text.charCodeAt(typeEnd) < 0x80 && !isSpace(text.charCodeAt(typeEnd))) {
    typeEnd++;
  }
  let type = tokenOf(rest, 0, typeEnd);
  let command = subStretch(rest, skipByteSpace(text, typeEnd));
  if (typeEnd < text.length && text.charCodeAt(typeEnd) >= 0x80) {
    const binary = encodeBinary(text);
    const offsets = unitOffsets(text, binary.length);
    let end = 0;
    while (end < binary.length && !isSpace(binary.charCodeAt(end))) end++;
    let next = end;
    while (next < binary.length && isSpace(binary.charCodeAt(next))) next++;
    type = tokenOf(rest, 0, offsets[end] ?? 0, decodeBinary(binary.slice(0, end)));
    command = restOfBytes(rest, binary, next, offsets);
  }
  if (type.value === '') return NOTHING;
  const read = command.text === '' ? listed('words', []) : jsonOrElse(command, context, asText);
  return { ...read, args: [type, ...read.args] };
}
