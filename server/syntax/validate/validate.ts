import { skipSpace, trimSpaceEnd, upperCase } from '../characters.ts';
import type { ErrorSink } from '../errors.ts';
import { isHeredocWord } from '../heredoc.ts';
import { KEYWORDS, READINGS } from '../keywords.ts';
import { suggest } from '../suggest.ts';
import type { Instruction } from '../tree.ts';
import { validateFlags } from './flags.ts';
import { validateFrom } from './from.ts';
import { validateHealthcheck } from './healthcheck.ts';
import { type Report, reporter } from './report.ts';
import { validateRunCommand, validateRunFlags } from './run.ts';

/**
 * What BuildKit's instruction parser refuses, instruction by instruction; of one instruction in the order in which
 * it looks. What stands below ONBUILD is not looked at: BuildKit accepts anything there until it is used.
 */
export function validateInstructions(instructions: readonly Instruction[], sink: ErrorSink): void {
  const report = reporter(sink, 'instruction');
  let inStage = false;
  let complained = false;
  for (const instruction of instructions) {
    if (sink.isFull()) return;
    const before = sink.all.length;
    validateInstruction(instruction, report);
    if (instruction.name === 'FROM') inStage = true;
    const misplaced = !inStage && instruction.name !== 'ARG' && READINGS.has(instruction.name);
    if (!misplaced || complained || sink.all.length > before) continue;
    complained = true;
    report(
      'syntax-no-stage',
      instruction.keyword,
      '{keyword} stands before the first FROM, where only ARG is possible.',
      { keyword: instruction.name },
      'no build stage in current context',
    );
  }
  const last = instructions.at(-1);
  if (!last || inStage || sink.all.some(({ phase }) => phase !== 'build')) return;
  const told = 'dockerfile contains no stages to build';
  const template = 'There is no FROM in this file, so there is nothing to build.';
  report('syntax-no-stage', last.keyword, template, {}, told);
}

/** The same for an instruction below ONBUILD, which BuildKit looks at when a stage is built upon it. */
export function validateTrigger(trigger: Instruction, report: Report): void {
  validateInstruction(trigger, report);
}

type Validator = (instruction: Instruction, report: Report) => void;

function validateInstruction(instruction: Instruction, report: Report): void {
  const validators = VALIDATORS.get(instruction.name) ?? [unknownInstruction];
  for (const validate of validators) validate(instruction, report);
}

function unknownInstruction({ keyword, start, end }: Instruction, report: Report): void {
  const word = keyword.value;
  const nearest = word.length > LONGEST ? undefined : suggest(word, KEYWORDS, false);
  const span = keyword.end > keyword.start ? keyword : { start, end };
  const told = `unknown instruction: ${word}${nearest ? ` (did you mean ${nearest}?)` : ''}`;
  if (nearest) {
    const template = 'There is no instruction {word}. Did you mean {nearest}?';
    report('syntax-unknown-instruction', span, template, { word, nearest }, told);
  } else if (word === '') {
    report('syntax-unknown-instruction', span, 'This continuation continues nothing.', {}, told);
  } else {
    const template =
      'There is no instruction {word}. If it belongs to the line before, end that line with a continuation.';
    report('syntax-unknown-instruction', span, template, { word }, told);
  }
}

/** In UTF-16 units, of a word that is still two edits away from a keyword. */
const LONGEST = 2 * (Math.max(...KEYWORDS.map(({ length }) => length)) + 2);

/** What each instruction wants, for those who wrote none of it. */
const MISSING: ReadonlyMap<string, string> = new Map([
  ['ARG', 'ARG needs a name, with or without a default: ARG NAME=default.'],
  ['ENV', 'ENV needs a name and a value: ENV NAME=value.'],
  ['EXPOSE', 'EXPOSE needs a port: EXPOSE 8080.'],
  ['LABEL', 'LABEL needs a name and a value: LABEL name=value.'],
  [
    'MAINTAINER',
    'MAINTAINER needs a name. It is deprecated: use LABEL org.opencontainers.image.authors instead.',
  ],
  ['SHELL', 'SHELL needs a JSON array, such as ["/bin/bash", "-c"].'],
  ['STOPSIGNAL', 'STOPSIGNAL needs a signal: STOPSIGNAL SIGTERM.'],
  ['USER', 'USER needs a user, and may have a group: USER name:group.'],
  ['VOLUME', 'VOLUME needs a path: VOLUME /data.'],
  ['WORKDIR', 'WORKDIR needs a path: WORKDIR /app.'],
]);

function missingArgument({ name, keyword }: Instruction, told: string, report: Report): void {
  const template: string = MISSING.get(name) ?? '{name} needs an argument.';
  report<string>('syntax-missing-argument', keyword, template, { name }, told);
}

function atLeastOne(instruction: Instruction, report: Report): void {
  const { name } = instruction;
  missingArgument(instruction, `${name} requires at least one argument`, report);
}

function validateOneArgument(instruction: Instruction, report: Report): void {
  const { name, args } = instruction;
  if (args.length === 1) return;
  missingArgument(instruction, `${name} requires exactly one argument`, report);
}

function validateCopy(instruction: Instruction, report: Report): void {
  const { name, args, keyword } = instruction;
  const destination = args.at(-1);
  if (args.length < 2) {
    report(
      'syntax-missing-argument',
      destination ?? keyword,
      '{name} needs at least two arguments: what to copy, and where to.',
      { name },
      `${name} requires at least two arguments, but only one was provided. Destination could not be determined`,
    );
  }
  validateFlags(instruction, report);
  if (args.length < 2 || !destination || !isHeredocWord(destination.value)) return;
  report(
    'syntax-heredoc-destination',
    destination,
    'The last argument of {name} is the destination, and that cannot be a here-document.',
    { name },
    `${name} cannot accept a heredoc as a destination`,
  );
}

function validateNames(instruction: Instruction, report: Report): void {
  const { name, pairs } = instruction;
  if (pairs.length === 0) {
    atLeastOne(instruction, report);
    return;
  }
  for (const pair of pairs) {
    if (pair.name.value !== '') continue;
    const told = `${name} names can not be blank`;
    report('syntax-blank-name', pair, 'A name is missing before the =.', {}, told);
  }
}

function validateList(instruction: Instruction, report: Report): void {
  if (instruction.args.length === 0) atLeastOne(instruction, report);
  validateFlags(instruction, report);
  if (instruction.name !== 'VOLUME') return;
  for (const arg of instruction.args) {
    if (skipSpace(arg.value, 0, arg.value.length) < arg.value.length) continue;
    const told = 'VOLUME specified can not be an empty string';
    report('syntax-blank-volume', arg, 'A volume needs a path.', {}, told);
  }
}

function validateShell(instruction: Instruction, report: Report): void {
  if (instruction.args.length === 0) {
    atLeastOne(instruction, report);
    return;
  }
  if (instruction.form === 'exec') return;
  report(
    'syntax-shell-not-json',
    instruction.args[0] ?? instruction.keyword,
    'SHELL takes a JSON array, such as ["/bin/bash", "-c"].',
    {},
    'SHELL requires the arguments to be in JSON form',
  );
}

function validateOnbuild(instruction: Instruction, report: Report): void {
  const { trigger } = instruction;
  if (!trigger) {
    const told = 'ONBUILD requires at least one argument';
    report('syntax-missing-argument', instruction.keyword, 'ONBUILD needs an instruction.', {}, told);
  }
  validateFlags(instruction, report);
  if (!trigger) return;
  const { value } = trigger.keyword;
  // White space beyond ASCII can hang on a keyword, and counts for nothing here.
  const name = upperCase(value.slice(0, trimSpaceEnd(value, 0, value.length)));
  if (name !== 'ONBUILD' && name !== 'FROM' && name !== 'MAINTAINER') return;
  const told =
    name === 'ONBUILD'
      ? "Chaining ONBUILD via `ONBUILD ONBUILD` isn't allowed"
      : `${name} isn't allowed as an ONBUILD trigger`;
  const template = '{trigger} cannot stand below ONBUILD.';
  report('syntax-onbuild-trigger', trigger.keyword, template, { trigger: name }, told);
}

/** What looks at each instruction, in BuildKit's order. It never looks at the flags of ARG and STOPSIGNAL. */
const VALIDATORS: ReadonlyMap<string, readonly Validator[]> = new Map([
  ['ADD', [validateCopy]],
  ['ARG', [validateNames]],
  ['CMD', [validateFlags]],
  ['COPY', [validateCopy]],
  ['ENTRYPOINT', [validateFlags]],
  ['ENV', [validateFlags, validateNames]],
  ['EXPOSE', [validateList]],
  ['FROM', [validateFrom, validateFlags]],
  ['HEALTHCHECK', [validateHealthcheck]],
  ['LABEL', [validateFlags, validateNames]],
  ['MAINTAINER', [validateOneArgument, validateFlags]],
  ['ONBUILD', [validateOnbuild]],
  ['RUN', [validateFlags, validateRunCommand, validateRunFlags]],
  ['SHELL', [validateFlags, validateShell]],
  ['STOPSIGNAL', [validateOneArgument]],
  ['USER', [validateOneArgument, validateFlags]],
  ['VOLUME', [validateList]],
  ['WORKDIR', [validateOneArgument, validateFlags]],
]);
