import { once } from '../memo.ts';
import { type Call, callOf, hasOption, type Program, valuesOf } from '../shell/calls.ts';
import type { ShellCode, ShellCommand } from '../shell/code.ts';
import type { ExpandedWord } from '../shell/variables.ts';

const APT: Program = {
  valued: new Set([
    ...['-o', '--option', '-c', '--config-file', '-t', '--target-release', '--default-release'],
    ...['-a', '--host-architecture', '-P', '--build-profiles', '--solver', '--planner'],
  ]),
};

/** The calls of apt-get, apt and aptitude in RUN, in the order of the file for each. */
export const aptCalls = once((shell: ShellCode): readonly Call[] =>
  shell.commandsNamed('apt-get', 'apt', 'aptitude').map(aptCall),
);

export function aptCall(command: ShellCommand): Call {
  return callOf(command, APT);
}

/** True for `install` and what else brings packages by name. */
export function isInstall({ subcommand }: Call): boolean {
  return subcommand?.value === 'install';
}

/** The packages that a call names, without those to remove. */
export function packagesOf({ operands }: Call): readonly ExpandedWord[] {
  return operands.filter(({ value }) => value !== '' && !value.endsWith('-'));
}

/** True where apt only says what it would do. */
export function isDryRun(call: Call): boolean {
  return hasOption(
    call,
    ...['-s', '--simulate', '--just-print', '--dry-run', '--recon', '--no-act', '--print-uris'],
    ...['-h', '--help', '-v', '--version'],
  );
}

/** The value of a setting such as `APT::Get::Assume-Yes` by `-o`, in lower case. */
export function settingOf(call: Call, name: string): string | undefined {
  const wanted = name.toLowerCase();
  for (const text of valuesOf(call, '-o', '--option')) {
    const equals = text.indexOf('=');
    const key = text.slice(0, Math.max(equals, 0)).trim().toLowerCase();
    if (key === wanted)
      return text
        .slice(equals + 1)
        .trim()
        .replace(/^["']|["']$/g, '')
        .toLowerCase();
  }
  return undefined;
}

export const TRUE: ReadonlySet<string | undefined> = new Set(['1', 'true', 'yes', 'on', 'with', 'enable']);
export const FALSE: ReadonlySet<string | undefined> = new Set([
  '0',
  'false',
  'no',
  'off',
  'without',
  'disable',
]);

/** apt asks nothing: by `-y`, or by being quiet twice, which means `-y` too. */
export function answersItself(call: Call): boolean {
  if (hasOption(call, '-y', '--yes', '--assume-yes', '--assume-no')) return true;
  if (TRUE.has(settingOf(call, 'APT::Get::Assume-Yes'))) return true;
  let quiet = 0;
  for (const { name, value } of call.options) {
    if (name !== '-q' && name !== '--quiet') continue;
    quiet = value === undefined ? quiet + 1 : Number(value) || 0;
  }
  return quiet >= 2;
}
