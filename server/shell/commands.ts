import type { Command, Word } from './model.ts';

/** An argument that starts with `-`. */
export interface Option {
  readonly word: Word;
  /** With its dashes and without `=value`. */
  readonly name: string;
  /** Behind `=` of a long option; one that is a word of its own is not known to belong to it. */
  readonly value: string | undefined;
}

/** What a command runs: the words behind `sudo`, `env`, `exec` and the like. */
export interface Invocation {
  readonly name: Word | undefined;
  readonly args: readonly Word[];
}

/** The program's name without its folder; undefined when it is not known before the shell runs. */
export function commandName({ name }: Pick<Invocation, 'name'>): string | undefined {
  return name?.isStatic ? name.value.slice(name.value.lastIndexOf('/') + 1) : undefined;
}

/** The options before `--`, in order. Clusters such as `-yq` are one option. */
export function optionsOf({ args }: Pick<Invocation, 'args'>): readonly Option[] {
  const options: Option[] = [];
  for (const word of args) {
    if (word.value === '--') break;
    if (!isOption(word)) continue;
    const equals = word.value.startsWith('--') ? word.value.indexOf('=') : -1;
    options.push(
      equals < 0
        ? { word, name: word.value, value: undefined }
        : { word, name: word.value.slice(0, equals), value: word.value.slice(equals + 1) },
    );
  }
  return options;
}

/** The arguments that are no options. Values of options that stand as words of their own are among them. */
export function operandsOf({ args }: Pick<Invocation, 'args'>): readonly Word[] {
  const end = args.findIndex(({ value }) => value === '--');
  if (end < 0) return args.filter(word => !isOption(word));
  return [...args.slice(0, end).filter(word => !isOption(word)), ...args.slice(end + 1)];
}

/** True when one of the options is there; a letter such as `-y` also within a cluster of letters. */
export function hasOption(command: Pick<Invocation, 'args'>, ...names: readonly string[]): boolean {
  return optionsOf(command).some(
    ({ name }) =>
      names.includes(name) ||
      (/^-[A-Za-z]{2,}$/.test(name) &&
        names.some(
          wanted => wanted.length === 2 && wanted.startsWith('-') && name.includes(wanted.charAt(1)),
        )),
  );
}

/** What a command runs in the end: `sudo -E env A=b apt-get install x` is `apt-get install x`. */
export function invocationOf(command: Command): Invocation {
  let { name, args }: Invocation = command;
  // Each turn drops a word, so it ends.
  for (;;) {
    const wrapper = WRAPPERS.get(commandName({ name }) ?? '');
    if (!wrapper) return { name, args };
    const inner = skipWrapper(args, wrapper);
    if (inner < 0) return { name, args };
    name = args[inner];
    args = args.slice(inner + 1);
  }
}

/** Letters of the options whose value is the next word, and how many operands come before the command. */
interface Wrapper {
  readonly valued: string;
  readonly operands: number;
}

const PLAIN: Wrapper = { valued: '', operands: 0 };
const WRAPPERS: ReadonlyMap<string, Wrapper> = new Map([
  ['sudo', { valued: 'CDghpRrtTuU', operands: 0 }],
  ['doas', { valued: 'Cu', operands: 0 }],
  ['env', { valued: 'CSu', operands: 0 }],
  ['exec', { valued: 'a', operands: 0 }],
  ['nice', { valued: 'n', operands: 0 }],
  ['ionice', { valued: 'cn', operands: 0 }],
  ['stdbuf', { valued: 'ioe', operands: 0 }],
  ['timeout', { valued: 'ks', operands: 1 }],
  ['gosu', { valued: '', operands: 1 }],
  ['su-exec', { valued: '', operands: 1 }],
  ['chroot', { valued: '', operands: 1 }],
  ...['command', 'builtin', 'nohup', 'setsid', 'time', 'eatmydata'].map(name => [name, PLAIN] as const),
]);

/** Index of the wrapped command's name in `args`, or -1 when there is none. */
function skipWrapper(args: readonly Word[], { valued, operands }: Wrapper): number {
  let left = operands;
  for (let index = 0; index < args.length; index++) {
    const word = args[index];
    if (!word) break;
    const { value } = word;
    if (value === '--') return index + 1 + left < args.length ? index + 1 + left : -1;
    if (isOption(word)) {
      // `command -v x` asks and runs nothing.
      if (valued === '' && /^-[vV]$/.test(value)) return -1;
      if (value.length === 2 && valued.includes(value.charAt(1))) index++;
    } else if (!/^[A-Za-z_]\w*=/.test(value)) {
      if (left === 0) return index;
      left--;
    }
  }
  return -1;
}

const isOption = ({ value }: Word): boolean => value.length > 1 && value.startsWith('-');
