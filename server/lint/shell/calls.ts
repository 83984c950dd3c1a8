import type { Word } from '../../shell/model.ts';
import type { ShellCommand } from './commands.ts';
import type { ExpandedWord } from './variables.ts';

/** How a program reads its arguments. */
export interface Program {
  /** Options whose value may be the next word: `-o`, `--option`. */
  readonly valued: ReadonlySet<string>;
  /** `-abc` is one option and not three. */
  readonly longWithOneDash?: true;
}

/** A command's arguments as its program reads them. */
export interface Call {
  readonly command: ShellCommand;
  /** The first operand, and what comes behind it. */
  readonly subcommand: ExpandedWord | undefined;
  readonly operands: readonly ExpandedWord[];
  /** In order; letters of a cluster each on their own. */
  readonly options: readonly CallOption[];
  /** Something before the subcommand, or called options by its name, is only known to the shell. */
  readonly hasUnknownOptions: boolean;
}

export interface CallOption {
  /** With its dashes, without its value. */
  readonly name: string;
  readonly value: string | undefined;
  readonly word: Word;
  /** The word that the value stands in: its own, or the option's. */
  readonly valueWord: Word | undefined;
}

/** Reads the arguments of a command, variables put in. Linear in them; each command is read once for a program. */
export function callOf(command: ShellCommand, program: Program): Call {
  const { calls } = command;
  if (calls) for (const known of calls) if (known.program === program) return known.call;
  const call = readCall(command, program);
  if (calls) calls.push({ program, call });
  else command.calls = [{ program, call }];
  return call;
}

/** The rules of one program ask for the same calls: each command keeps how it was read. */
export interface KnownCall {
  readonly program: Program;
  readonly call: Call;
}

/** True when one of the options is there. */
export function hasOption({ options }: Pick<Call, 'options'>, ...names: readonly string[]): boolean {
  return options.some(({ name }) => names.includes(name));
}

/** The values of an option, by all of its names. */
export function valuesOf({ options }: Pick<Call, 'options'>, ...names: readonly string[]): readonly string[] {
  return options.flatMap(({ name, value }) => (value !== undefined && names.includes(name) ? [value] : []));
}

/** A call's operands as those of a subcommand one level down: `go mod download`, `yarn global add`. */
export function behind(call: Call): Call {
  const [subcommand, ...operands] = call.operands;
  return { ...call, subcommand, operands };
}

function readCall(command: ShellCommand, program: Program): Call {
  const words: ExpandedWord[] = [];
  for (const arg of command.args) {
    if (arg.isStatic) words.push({ word: arg, value: arg.value, isKnown: true });
    else words.push(...command.step.variables.expand(arg, command));
  }
  const operands: ExpandedWord[] = [];
  const options: CallOption[] = [];
  let hasUnknownOptions = false;
  for (let index = 0; index < words.length; index++) {
    const expanded = words[index];
    if (!expanded) break;
    const { value, word, isKnown } = expanded;
    if (value === '--') {
      operands.push(...words.slice(index + 1));
      break;
    }
    if (!value.startsWith('-') || value === '-') {
      if (!isKnown && isLikelyOption(value, operands.length === 0)) hasUnknownOptions = true;
      else operands.push(expanded);
      continue;
    }
    const before = options.length;
    readOption(value, word, program, options);
    const last = options.at(-1);
    if (options.length > before && last && last.value === undefined && program.valued.has(last.name)) {
      const next = words[index + 1];
      if (next) {
        options[options.length - 1] = { ...last, value: next.value, valueWord: next.word };
        index++;
      }
    }
  }
  const [subcommand, ...rest] = operands;
  return { command, subcommand, operands: rest, options, hasUnknownOptions };
}

/** `$OPTS` and whatever stands where no package can. */
function isLikelyOption(value: string, isFirst: boolean): boolean {
  return value.startsWith('$') && (isFirst || /opt|arg|flag|param/i.test(value));
}

function readOption(
  value: string,
  word: Word,
  { valued, longWithOneDash }: Program,
  options: CallOption[],
): void {
  const equals = value.indexOf('=');
  if (value.startsWith('--') || longWithOneDash) {
    options.push({
      name: equals < 0 ? value : value.slice(0, equals),
      value: equals < 0 ? undefined : value.slice(equals + 1),
      word,
      valueWord: equals < 0 ? undefined : word,
    });
    return;
  }
  // Letters one by one; the rest of the word is the value of the first that takes one.
  for (let at = 1; at < value.length; at++) {
    const name = `-${value.charAt(at)}`;
    const rest = value.slice(at + 1);
    if (rest !== '' && (valued.has(name) || rest.startsWith('='))) {
      options.push({ name, value: rest.startsWith('=') ? rest.slice(1) : rest, word, valueWord: word });
      return;
    }
    options.push({ name, value: undefined, word, valueWord: undefined });
  }
}
