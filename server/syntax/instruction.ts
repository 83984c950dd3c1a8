import { decodeBinary, encodeBinary } from './bytes.ts';
import { isBlank, isSpace, skipByteSpace, skipSpace, trimSpaceEnd } from './characters.ts';
import { type ErrorSink, readErrors } from './errors.ts';
import { readFlags, restOfBytes, startsWithFlag, unitOffsets } from './flags.ts';
import { parseJsonArray } from './json.ts';
import { keywordName, READINGS } from './keywords.ts';
import { type Line, type Stretch, subLine, textOf, tokenOf } from './lines.ts';
import { readArguments, readPairs } from './pairs.ts';
import type { Form, Instruction, LogicalLine, Pair, Token } from './tree.ts';
import { blankWords } from './words.ts';

/** What the reader of one instruction must know of the file. */
export interface ReadContext {
  readonly escape: '\\' | '`';
  readonly lines: Instruction['lines'];
  readonly errors: ErrorSink;
}

/** Reads a joined line as an instruction, all but the bodies of its here-documents. Never fails. */
export function readInstruction(line: Line, context: ReadContext): Instruction {
  return readStretch({ line, start: 0, end: line.text.length }, line, context, 0);
}

function readStretch(whole: Stretch, logical: LogicalLine, context: ReadContext, depth: number): Instruction {
  const { line } = whole;
  const { text } = line;
  const start = skipSpace(text, whole.start, whole.end);
  const end = trimSpaceEnd(text, start, whole.end);
  let keywordEnd = start;
  while (keywordEnd < end && !isBlank(text.charCodeAt(keywordEnd))) keywordEnd++;
  const written = text.slice(start, keywordEnd);
  const name = keywordName(written);
  // Nearly all are in upper case: one text for all of them is kept instead of a piece of each line.
  const keyword = tokenOf(line, start, keywordEnd, written === name ? name : written);
  let after = keywordEnd;
  while (after < end && isBlank(text.charCodeAt(after))) after++;
  // BuildKit looks for flags byte by byte, also behind what only single bytes make white space.
  const behind: Stretch = { line, start: skipByteSpace(text, after, end), end };
  const flagged = startsWithFlag(behind) ? readFlags(behind, context.escape) : undefined;
  const flags = flagged?.flags ?? NO_FLAGS;
  const { form, args, pairs, legacyPair, trigger } = readArgumentsOf(
    name,
    trimmed(flagged?.rest ?? behind),
    context,
    depth,
  );
  return {
    start: keyword.start,
    end: end > start ? line.toSource(end - 1) + 1 : keyword.start,
    keyword,
    name,
    lines: context.lines,
    logical,
    flags,
    form,
    args,
    pairs,
    legacyPair,
    heredocs: NO_HEREDOCS,
    trigger,
  };
}

const NO_FLAGS: Instruction['flags'] = [];
const NO_HEREDOCS: Instruction['heredocs'] = [];
const MAX_TRIGGERS = 64;

type Arguments = Pick<Instruction, 'form' | 'args' | 'pairs' | 'legacyPair' | 'trigger'>;

/** The stretch without white space at its ends. */
function trimmed(stretch: Stretch): Stretch {
  const { line } = stretch;
  const start = skipSpace(line.text, stretch.start, stretch.end);
  const end = trimSpaceEnd(line.text, start, stretch.end);
  return start === stretch.start && end === stretch.end ? stretch : { line, start, end };
}

function readArgumentsOf(name: string, rest: Stretch, context: ReadContext, depth: number): Arguments {
  if (rest.start === rest.end) return NOTHING;
  switch (READINGS.get(name)) {
    case 'words':
      return listed('words', blankWords(rest));
    case 'jsonOrText':
      return readJson(rest, context) ?? asText(rest);
    case 'jsonOrWords':
      return readJson(rest, context) ?? listed('words', blankWords(rest));
    case 'pairs': {
      const { pairs, legacy } = readPairs(rest, context.escape);
      checkPairs(name, pairs, legacy, context.errors);
      return paired(pairs, legacy);
    }
    case 'arguments':
      return paired(readArguments(rest, context.escape), false);
    case 'healthcheck':
      return readHealthcheck(rest, context);
    case 'trigger':
      // ONBUILD of ONBUILD is refused anyway; the limit only keeps a hostile chain from growing a deep tree.
      if (depth === MAX_TRIGGERS) return asText(rest);
      return { ...NOTHING, trigger: readStretch(rest, subLine(rest), context, depth + 1) };
    default:
      return asText(rest);
  }
}

const NO_TOKENS: readonly Token[] = [];
const NO_PAIRS: readonly Pair[] = [];
const NOTHING: Arguments = {
  form: 'none',
  args: NO_TOKENS,
  pairs: NO_PAIRS,
  legacyPair: false,
  trigger: undefined,
};

function listed(form: Form, args: readonly Token[]): Arguments {
  return { form, args, pairs: NO_PAIRS, legacyPair: false, trigger: undefined };
}

function paired(pairs: readonly Pair[], legacyPair: boolean): Arguments {
  const form = pairs.length > 0 ? 'pairs' : 'none';
  return { form, args: NO_TOKENS, pairs, legacyPair, trigger: undefined };
}

const asText = ({ line, start, end }: Stretch): Arguments => listed('shell', [tokenOf(line, start, end)]);

/** The exec form, or undefined when the stretch is not JSON as BuildKit wants it. */
function readJson(rest: Stretch, { errors }: ReadContext): Arguments | undefined {
  const { line, end } = rest;
  // White space beyond ASCII can still stand before the array of HEALTHCHECK.
  const start = skipSpace(line.text, rest.start, end);
  if (line.text.charCodeAt(start) !== OPEN_BRACKET) return undefined;
  const array = parseJsonArray(textOf({ line, start, end }));
  if (array.kind === 'strings') {
    const args = array.strings.map(each => tokenOf(line, start + each.start, start + each.end, each.value));
    return listed('exec', args);
  }
  if (array.kind === 'mixed') {
    const { offender } = array;
    readErrors.notStrings(errors, tokenOf(line, start + offender.start, start + offender.end));
  }
  return undefined;
}

const OPEN_BRACKET = 0x5b;

function checkPairs(keyword: string, pairs: readonly Pair[], legacy: boolean, errors: ErrorSink): void {
  const broken = pairs.find(pair => !pair.value);
  if (!broken) return;
  if (legacy) readErrors.missingValue(errors, broken, keyword, broken.name.value);
  else readErrors.missingEquals(errors, broken, keyword, broken.name.value);
}

/** The type word ends at white space found byte by byte, which can be inside a character beyond ASCII. */
function readHealthcheck(rest: Stretch, context: ReadContext): Arguments {
  const { line, start, end } = rest;
  let typeEnd = start;
  while (typeEnd < end && line.text.charCodeAt(typeEnd) < 0x80 && !isSpace(line.text.charCodeAt(typeEnd))) {
    typeEnd++;
  }
  let type = tokenOf(line, start, typeEnd);
  let command: Stretch = { line, start: skipByteSpace(line.text, typeEnd, end), end };
  if (typeEnd < end && line.text.charCodeAt(typeEnd) >= 0x80) {
    const text = textOf(rest);
    const binary = encodeBinary(text);
    const offsets = unitOffsets(text, binary.length);
    let last = 0;
    while (last < binary.length && !isSpace(binary.charCodeAt(last))) last++;
    let next = last;
    while (next < binary.length && isSpace(binary.charCodeAt(next))) next++;
    type = tokenOf(line, start, start + (offsets[last] ?? 0), decodeBinary(binary.slice(0, last)));
    command = restOfBytes(rest, binary, next, offsets);
  }
  if (type.value === '') return NOTHING;
  if (command.start >= command.end) return listed('words', [type]);
  const { form, args } = readJson(command, context) ?? asText(command);
  return listed(form, [type, ...args]);
}
