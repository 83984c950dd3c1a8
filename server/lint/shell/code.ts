import type { Model, Settings, Stage } from '../../semantics/model.ts';
import { type Shell, shellOf } from '../../shell/dialect.ts';
import type { Script } from '../../shell/model.ts';
import { parseScript } from '../../shell/parse.ts';
import { defaultShell, scriptsOf } from '../../shell/scripts.ts';
import type { ScriptSource } from '../../shell/source.ts';
import type { Dockerfile, Instruction } from '../../syntax/tree.ts';
import { type CommandsRead, readCommands, type ShellCommand } from './commands.ts';
import { type MountInForce, mountsInForce } from './mounts.ts';
import { readVariables, type Variables } from './variables.ts';

export type { ShellCommand } from './commands.ts';

/** All that the file hands to shells, read once for all rules. */
export interface ShellCode {
  /** RUN, CMD, ENTRYPOINT and HEALTHCHECK with something to run, those below ONBUILD too, in the order of the file. */
  readonly steps: readonly ShellStep[];
  /** The steps that are RUN. */
  readonly runs: readonly ShellStep[];
  /** The commands of all RUN with one of these program names, in the order of the file for each name. */
  commandsNamed(...names: readonly string[]): readonly ShellCommand[];
}

/** One instruction that runs something. */
export interface ShellStep {
  /** RUN, CMD, ENTRYPOINT or HEALTHCHECK; below ONBUILD the trigger. */
  readonly instruction: Instruction;
  /** Below ONBUILD. */
  readonly isTrigger: boolean;
  /** Undefined in a fragment without FROM. */
  readonly stage: Stage | undefined;
  /** The SHELL in force, which the exec form does not use. */
  readonly shell: Shell;
  /** {@link script} as text, before it is parsed. */
  readonly source: ScriptSource;
  /** What the instruction itself says: its line, its here-document, or the one command of an exec form. */
  readonly script: Script;
  /** The script, and those that it hands to other shells (`bash -c '…'`, `sh <<EOF`), outer ones first. */
  readonly scripts: readonly Script[];
  /** Every command of the scripts: in the order of the text, inner scripts right behind the command that runs them. */
  readonly commands: readonly ShellCommand[];
  /** What is mounted while it runs. */
  readonly mounts: readonly MountInForce[];
  readonly variables: Variables;
}

/** Reads nothing yet: a file is read at the first question, and each step at the first look at its scripts. */
export function shellCode(file: Dockerfile, model: Model): ShellCode {
  return new FileCode(file, model);
}

/** A class, as {@link Step} is, for the sake of its getters: those of an object literal are slow and hold garbage. */
class FileCode implements ShellCode {
  readonly #file: Dockerfile;
  readonly #model: Model;
  #steps: readonly ShellStep[] | undefined = undefined;
  #runs: readonly ShellStep[] | undefined = undefined;
  #index: ReadonlyMap<string, readonly ShellCommand[]> | undefined = undefined;

  constructor(file: Dockerfile, model: Model) {
    this.#file = file;
    this.#model = model;
  }

  get steps(): readonly ShellStep[] {
    this.#steps ??= readSteps(this.#file, this.#model);
    return this.#steps;
  }

  get runs(): readonly ShellStep[] {
    this.#runs ??= this.steps.filter(({ instruction }) => instruction.name === 'RUN');
    return this.#runs;
  }

  commandsNamed(...names: readonly string[]): readonly ShellCommand[] {
    this.#index ??= byName(this.runs);
    const index = this.#index;
    let found: readonly ShellCommand[] = NONE;
    if (index.size === 0) return found;
    for (const name of names) {
      const some = index.get(name);
      if (some) found = found === NONE ? some : [...found, ...some];
    }
    return found;
  }
}

const NONE: readonly ShellCommand[] = [];

function byName(runs: readonly ShellStep[]): ReadonlyMap<string, readonly ShellCommand[]> {
  const index = new Map<string, ShellCommand[]>();
  for (const { commands } of runs) {
    for (const command of commands) {
      const list = index.get(command.name);
      if (list) list.push(command);
      else index.set(command.name, [command]);
    }
  }
  return index;
}

const RUNNING: ReadonlySet<string> = new Set(['RUN', 'CMD', 'ENTRYPOINT', 'HEALTHCHECK']);

function readSteps(file: Dockerfile, model: Model): readonly ShellStep[] {
  const pragmas = shellPragmas(file);
  const steps: ShellStep[] = [];
  for (const outer of file.instructions) {
    let instruction = outer;
    while (instruction.trigger) instruction = instruction.trigger;
    if (!RUNNING.has(instruction.name)) continue;
    const stage = model.stageAt(outer.start);
    const words = shellInForce(model, stage, outer, pragmas);
    const [source] = scriptsOf(file, instruction, words);
    if (!source) continue;
    const isTrigger = instruction !== outer;
    steps.push(new Step(model, { instruction, isTrigger, stage, shell: shellOf(words), source }));
  }
  return steps;
}

type Facts = Pick<ShellStep, 'instruction' | 'isTrigger' | 'stage' | 'shell' | 'source'>;

class Step implements ShellStep {
  readonly instruction: Instruction;
  readonly isTrigger: boolean;
  readonly stage: Stage | undefined;
  readonly shell: Shell;
  readonly source: ScriptSource;
  readonly #model: Model;
  #script: Script | undefined = undefined;
  #read: CommandsRead | undefined = undefined;
  #mounts: readonly MountInForce[] | undefined = undefined;
  #variables: Variables | undefined = undefined;

  constructor(model: Model, { instruction, isTrigger, stage, shell, source }: Facts) {
    this.#model = model;
    this.instruction = instruction;
    this.isTrigger = isTrigger;
    this.stage = stage;
    this.shell = shell;
    this.source = source;
  }

  get script(): Script {
    this.#script ??= parseScript(this.source);
    return this.#script;
  }

  get scripts(): readonly Script[] {
    this.#read ??= readCommands(this);
    return this.#read.scripts;
  }

  get commands(): readonly ShellCommand[] {
    this.#read ??= readCommands(this);
    return this.#read.commands;
  }

  get mounts(): readonly MountInForce[] {
    this.#mounts ??= mountsInForce(this.instruction, this.#model);
    return this.#mounts;
  }

  get variables(): Variables {
    this.#variables ??= readVariables(this, this.#model);
    return this.#variables;
  }
}

/** `# hadolint shell=…`: the shell that the base image has. */
interface ShellPragma {
  readonly start: number;
  readonly words: readonly string[];
}

// Sticky and without nested repetition: linear on a comment of any length.
const SHELL_PRAGMA = /hadolint[ \t]+shell[ \t]*=[ \t]*([^\s,]+)/y;

function shellPragmas({ comments }: Dockerfile): readonly ShellPragma[] {
  return comments.flatMap(({ text, start }) => {
    SHELL_PRAGMA.lastIndex = 0;
    const name = SHELL_PRAGMA.exec(text)?.[1];
    return name === undefined ? [] : [{ start, words: [name, '-c'] }];
  });
}

function shellInForce(
  model: Model,
  stage: Stage | undefined,
  { start }: Instruction,
  pragmas: readonly ShellPragma[],
): readonly string[] {
  const { shell, shellInstruction } = stage ? model.settingsAt(start) : fragmentShell(model, start);
  const from = Math.max(stage?.from.start ?? 0, shellInstruction?.start ?? 0);
  // One above the first FROM is for the image of that.
  const after = stage?.index === 0 && !shellInstruction ? -1 : from;
  const pragma = pragmas.findLast(each => each.start > after && each.start < start);
  return pragma?.words ?? shell ?? defaultShell(stage?.os ?? 'linux');
}

/** The last SHELL before a place in a file without stages, which settings know nothing of. */
function fragmentShell({ preamble }: Model, before: number): Pick<Settings, 'shell' | 'shellInstruction'> {
  const shellInstruction = preamble.findLast(
    ({ name, form, start, args }) => name === 'SHELL' && form === 'exec' && args.length > 0 && start < before,
  );
  return { shell: shellInstruction?.args.map(({ value }) => value), shellInstruction };
}
