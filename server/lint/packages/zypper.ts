import { type Call, callOf, hasOption, type Program } from '../shell/calls.ts';
import type { ShellCode } from '../shell/code.ts';

const ZYPPER: Program = {
  valued: new Set([
    ...[
      '-R',
      '--root',
      '--installroot',
      '-D',
      '--reposd-dir',
      '--cache-dir',
      '--raw-cache-dir',
      '--solv-cache-dir',
    ],
    ...[
      '--pkg-cache-dir',
      '-c',
      '--config',
      '--userdata',
      '-p',
      '--plus-repo',
      '--plus-content',
      '-r',
      '--repo',
    ],
    ...['-t', '--type', '--from', '--download', '--releasever', '--auto-agree-with-licenses-of'],
  ]),
};

/** A call of zypper with a subcommand, by its long name. */
export interface ZypperCall {
  readonly call: Call;
  readonly action: string;
}

const LONG_NAMES: ReadonlyMap<string, string> = new Map([
  ...([
    ['in', 'install'],
    ['rm', 'remove'],
    ['si', 'source-install'],
    ['inr', 'install-new-recommends'],
  ] as const),
  ...([
    ['up', 'update'],
    ['dup', 'dist-upgrade'],
    ['ref', 'refresh'],
    ['cc', 'clean'],
    ['ve', 'verify'],
  ] as const),
]);

/** The calls of zypper in RUN. */
export function zypperCalls(shell: ShellCode): readonly ZypperCall[] {
  return shell.commandsNamed('zypper').flatMap(command => {
    const call = callOf(command, ZYPPER);
    const name = call.subcommand?.value;
    return name === undefined ? [] : [{ call, action: LONG_NAMES.get(name) ?? name }];
  });
}

/** zypper asks nothing, or does nothing. */
export function answersItself(call: Call): boolean {
  return hasOption(call, '-y', '--no-confirm', '-n', '--non-interactive', '--dry-run', '--help', '-h');
}
