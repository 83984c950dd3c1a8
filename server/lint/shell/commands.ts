import { commandName, type Invocation, invocationOf } from '../../shell/commands.ts';
import { shellOf } from '../../shell/dialect.ts';
import type { Command, Script, Statement, Word } from '../../shell/model.ts';
import { execNestedSources, nestedSource } from '../../shell/nested.ts';
import { parseScript } from '../../shell/parse.ts';
import { childrenOf } from '../../shell/walk.ts';
import type { KnownCall } from './calls.ts';
import type { ShellStep } from './code.ts';

/** A command as the step runs it in the end: without `sudo`, `env A=b`, `exec`, `xargs` and the like before it. */
export interface ShellCommand {
  readonly step: ShellStep;
  /** The one of the step's scripts that it stands in. */
  readonly script: Script;
  /** The program's name without its folder and `.exe`; empty when only the shell can tell. */
  readonly name: string;
  readonly nameWord: Word | undefined;
  readonly args: readonly Word[];
  /** The whole of it, wrappers and assignments included. */
  readonly statement: Command;
  /** Place in {@link ShellStep.commands}. */
  readonly index: number;
  /** What it stands in: list, pipeline, group, loop …; undefined at the top of its script. */
  readonly parent: Enclosing | undefined;
  /** The command that runs the script it stands in, when that is not the step itself. */
  readonly host: ShellCommand | undefined;
  /** Within a function, which runs at any time after. */
  readonly isInFunction: boolean;
  /** Arguments come from the input of `xargs` too. */
  readonly hasMoreArguments: boolean;
  /** For `callOf`. */
  calls: KnownCall[] | undefined;
}

/** A statement around another, and the one around that. */
export interface Enclosing {
  readonly statement: Statement;
  readonly parent: Enclosing | undefined;
}

export interface CommandsRead {
  readonly scripts: readonly Script[];
  readonly commands: readonly ShellCommand[];
}

/** Scripts in scripts in scripts: beyond this nobody reads, and the work would no longer be linear. */
const MAXIMUM_NESTING = 6;

/** Every command of a step, and the scripts in which they stand. */
export function readCommands(step: ShellStep): CommandsRead {
  const scripts: Script[] = [];
  const commands: ShellCommand[] = [];

  function readScript(script: Script, host: ShellCommand | undefined, isInFunction: boolean, depth: number) {
    scripts.push(script);
    for (const statement of script.statements) visit(statement, undefined, isInFunction);

    function visit(statement: Statement, parent: Enclosing | undefined, inFunction: boolean): void {
      if (statement.kind === 'command') addCommand(statement, parent, inFunction);
      // Most commands hold nothing to look into.
      if (statement.kind === 'command' && isFlat(statement)) return;
      const children = childrenOf(statement);
      if (children.length === 0) return;
      const enclosing = { statement, parent };
      const isFunction = inFunction || statement.kind === 'function';
      for (const child of children) visit(child, enclosing, isFunction);
    }

    function addCommand(statement: Command, parent: Enclosing | undefined, inFunction: boolean): void {
      const { name, args, hasMoreArguments } = unwrap(statement);
      const command: ShellCommand = {
        step,
        script,
        name: programOf(name),
        nameWord: name,
        args,
        statement,
        index: commands.length,
        parent,
        host,
        isInFunction: inFunction,
        hasMoreArguments,
        calls: undefined,
      };
      commands.push(command);
      if (depth >= MAXIMUM_NESTING || shellOf([command.name]).dialect === 'none') return;
      const nested = script.source.words
        ? execNestedSources(script.source, script.source.words)[0]
        : nestedSource(script.source, statement);
      if (nested) readScript(parseScript(nested), command, inFunction, depth + 1);
    }
  }

  readScript(step.script, undefined, false, 0);
  return { scripts, commands };
}

function isFlat({ args, assignments, redirections, name }: Command): boolean {
  if (redirections.length > 0 || assignments.length > 0 || name?.isStatic === false) return false;
  return args.every(({ isStatic }) => isStatic);
}

interface Unwrapped extends Invocation {
  readonly hasMoreArguments: boolean;
}

function unwrap(statement: Command): Unwrapped {
  let invocation: Invocation = invocationOf(statement);
  let hasMoreArguments = false;
  while (commandName(invocation) === 'xargs') {
    const inner = behindXargs(invocation.args);
    if (inner < 0) break;
    hasMoreArguments = true;
    const [name, ...args] = invocation.args.slice(inner);
    invocation = invocationOf({ ...statement, name, args });
  }
  return { ...invocation, hasMoreArguments };
}

/** Index of the command in the arguments of `xargs`, or -1. */
function behindXargs(args: readonly Word[]): number {
  for (let index = 0; index < args.length; index++) {
    const value = args[index]?.value ?? '';
    if (!value.startsWith('-') || value === '-') return index;
    if (value === '--') return index + 1 < args.length ? index + 1 : -1;
    // The value of these is the next word.
    if (/^-(?:\w*[adEILnPs]|-(?:arg-file|delimiter|max-args|max-procs|max-chars|max-lines))$/.test(value)) {
      index++;
    }
  }
  return -1;
}

/** `/usr/bin/apt-get`, `"$VENV/bin/pip"` and `pip.exe` by what everybody calls them. */
function programOf(name: Word | undefined): string {
  if (!name) return '';
  const { value, isStatic } = name;
  const base = value.slice(value.lastIndexOf('/') + 1);
  const program = base.endsWith('.exe') ? base.slice(0, -4) : base;
  return isStatic || /^[\w.+-]+$/.test(program) ? program : '';
}
