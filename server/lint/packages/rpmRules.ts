import type { Span } from '../../syntax/tree.ts';
import type { RuleContext } from '../rule.ts';
import { type Call, hasOption } from '../shell/calls.ts';
import { deletes, followedBy, repeatedLater } from '../shell/cleanup.ts';
import type { ShellCommand } from '../shell/code.ts';
import { isMounted } from '../shell/mounts.ts';
import { DNF, FILLING, type RpmCall, rpmCalls, YUM } from './rpm.ts';

/** From the program's name to its subcommand. */
export function callSpan({ command, subcommand }: Call): Span {
  const start = command.nameWord?.start ?? command.statement.start;
  return { start, end: (subcommand?.word ?? command.nameWord ?? command.statement).end };
}

/** The last call of each RUN, by these names, behind which the cache stays in the layer. */
export function uncleanedCalls(
  shell: RuleContext['shell'],
  names: readonly string[],
  folders: readonly string[],
): readonly RpmCall[] {
  const calls = rpmCalls(shell, names).filter(({ call, action }) => FILLING.has(action) && !onlyLooks(call));
  if (calls.length === 0) return calls;
  const filling = new Set(calls.map(({ call }) => call.command));
  const isCleaned = followedBy(command => cleans(command, folders));
  const isFilledAgain = repeatedLater(command => filling.has(command));
  return calls.filter(
    ({ call: { command } }) =>
      !isCleaned(command) &&
      !isFilledAgain(command) &&
      !folders.some(folder => isMounted(command.step.mounts, folder)),
  );
}

function onlyLooks(call: Call): boolean {
  return hasOption(call, '--help', '-h', '--assumeno');
}

const PROGRAMS: ReadonlySet<string> = new Set([...YUM, ...DNF]);

/** yum is dnf by another name on newer systems: each cleans the cache of the other. */
function cleans(command: ShellCommand, folders: readonly string[]): boolean {
  if (PROGRAMS.has(command.name)) {
    const values = command.args.map(({ value }) => value);
    const at = values.indexOf('clean');
    return at >= 0 && values.slice(at).some(value => value === 'all' || value === 'packages');
  }
  if (command.name !== 'rm' && command.name !== 'find') return false;
  return folders.some(folder => deletes(command, folder));
}
