import { operandsOf } from '../../shell/commands.ts';
import type { Statement } from '../../shell/model.ts';
import type { ShellCommand, ShellStep } from './code.ts';

/**
 * Tells of commands whether something that runs behind them, in the same step, fulfils a condition. A function runs
 * at any time after its definition. Each step is looked through once.
 */
export function followedBy(holds: (later: ShellCommand) => boolean): (command: ShellCommand) => boolean {
  const known = new Map<ShellStep, Places>();
  return command => {
    const { step, index } = command;
    const places = known.get(step) ?? placesOf(step, holds);
    known.set(step, places);
    if (places.last > index) return true;
    if (places.functions.size === 0) return false;
    const own = functionAround(command);
    return places.functions.size > (own && places.functions.has(own) ? 1 : 0);
  };
}

/** Tells of commands that fulfil a condition whether another one of the same step, further on in its text, does too. */
export function repeatedLater(holds: (later: ShellCommand) => boolean): (command: ShellCommand) => boolean {
  const lastIn = new Map<ShellStep, number>();
  return ({ step, index }) => {
    const last = lastIn.get(step) ?? step.commands.findLastIndex(holds);
    lastIn.set(step, last);
    return last > index;
  };
}

interface Places {
  /** Index of the last command that fulfils the condition, or -1. */
  readonly last: number;
  /** The functions in which there is such a command. */
  readonly functions: ReadonlySet<Statement>;
}

function placesOf({ commands }: ShellStep, holds: (command: ShellCommand) => boolean): Places {
  let last = -1;
  const functions = new Set<Statement>();
  for (const command of commands) {
    if (!holds(command)) continue;
    last = command.index;
    const around = functionAround(command);
    if (around) functions.add(around);
  }
  return { last, functions };
}

function functionAround({ isInFunction, parent }: ShellCommand): Statement | undefined {
  if (!isInFunction) return undefined;
  let around = parent;
  while (around && around.statement.kind !== 'function') around = around.parent;
  return around?.statement;
}

/** True when a command deletes all below a folder: `rm -rf folder`, `rm -rf folder/*`, `find folder -delete`. */
export function deletes(command: ShellCommand, folder: string): boolean {
  if (command.name === 'rm') {
    return operandsOf(command).some(word =>
      command.step.variables
        .expand(word, command)
        .some(({ value }) => braces(value).some(path => covers(path, folder))),
    );
  }
  if (command.name !== 'find') return false;
  const values = command.args.map(({ value }) => value);
  const isDeleting = values.includes('-delete') || (values.includes('-exec') && values.includes('rm'));
  return isDeleting && values.some(value => covers(value, folder));
}

/** `folder`, `folder/*`, `folder/*_*`, or something around it. */
function covers(written: string, folder: string): boolean {
  const path = written.replace(/\/+/g, '/').replace(/\/$/, '');
  const star = path.indexOf('*');
  const base = star < 0 ? path : path.slice(0, path.lastIndexOf('/', star));
  if (base === folder) return star < 0 || path.slice(base.length + 1).startsWith('*');
  return (
    base !== '' && folder.startsWith(`${base}/`) && (star < 0 || path.endsWith('/*') || reaches(path, folder))
  );
}

/** `/var/lib/apt/list*` reaches `/var/lib/apt/lists`. */
function reaches(path: string, folder: string): boolean {
  const star = path.indexOf('*');
  return folder.startsWith(path.slice(0, star));
}

const MAXIMUM_BRACES = 64;

/** `/var/{lib/apt,cache}` as its paths. */
function braces(value: string): readonly string[] {
  let paths = [value];
  for (let round = 0; round < 4; round++) {
    const next = paths.flatMap(path => {
      const match = /^([^{}]*)\{([^{}]*,[^{}]*)\}(.*)$/s.exec(path);
      if (!match) return [path];
      const [, before = '', inside = '', after = ''] = match;
      return inside.split(',').map(part => `${before}${part}${after}`);
    });
    if (next.length === paths.length || next.length > MAXIMUM_BRACES) break;
    paths = next;
  }
  return paths;
}

/** True when the input of a command says yes to every question: `yes | apt-get install x`. */
export function isAnswered({ parent }: ShellCommand): boolean {
  for (let around = parent; around; around = around.parent) {
    if (around.statement.kind !== 'pipeline') continue;
    const [first] = around.statement.stages;
    if (first?.kind === 'command' && /^(?:yes|echo|printf)$/.test(first.name?.value ?? '')) return true;
  }
  return false;
}
