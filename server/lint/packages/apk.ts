import { type Call, callOf, type Program } from '../shell/calls.ts';
import type { ShellCode } from '../shell/code.ts';

const APK: Program = {
  valued: new Set([
    ...[
      '-t',
      '--virtual',
      '-X',
      '--repository',
      '-p',
      '--root',
      '--arch',
      '--keys-dir',
      '--repositories-file',
    ],
    ...['--wait', '--cache-dir', '--cache-max-age', '--progress-fd', '--timeout'],
  ]),
};

/** The calls of `apk add` in RUN. */
export function apkAdds(shell: ShellCode): readonly Call[] {
  return shell
    .commandsNamed('apk')
    .map(command => callOf(command, APK))
    .filter(({ subcommand }) => subcommand?.value === 'add');
}
