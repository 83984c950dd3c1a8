import { behind, type Call, callOf, type Program } from '../shell/calls.ts';
import type { ShellCode } from '../shell/code.ts';

const NPM: Program = {
  valued: new Set([
    ...[
      '--prefix',
      '-C',
      '--dir',
      '--cwd',
      '--registry',
      '--loglevel',
      '--cache',
      '--userconfig',
      '--globalconfig',
    ],
    ...[
      '--tag',
      '--omit',
      '--include',
      '--only',
      '--also',
      '--workspace',
      '-w',
      '--filter',
      '-F',
      '--script-shell',
    ],
    ...[
      '--arch',
      '--os',
      '--cpu',
      '--libc',
      '--target_arch',
      '--target_platform',
      '--target',
      '--install-strategy',
    ],
    ...[
      '--before',
      '--proxy',
      '--https-proxy',
      '--noproxy',
      '--http-proxy',
      '--node-options',
      '--cafile',
      '--ca',
    ],
    ...[
      '--fetch-retries',
      '--fetch-timeout',
      '--fetch-retry-mintimeout',
      '--fetch-retry-maxtimeout',
      '--maxsockets',
    ],
    ...[
      '--network-timeout',
      '--network-concurrency',
      '--cache-folder',
      '--modules-folder',
      '--mutex',
      '--store-dir',
    ],
    ...[
      '--global-folder',
      '--global-dir',
      '--global-bin-dir',
      '--tmp',
      '--user',
      '--group',
      '--otp',
      '--scope',
    ],
    ...[
      '--virtual-store-dir',
      '--reporter',
      '--child-concurrency',
      '--save-prefix',
      '--preferred-cache-folder',
    ],
  ]),
};

/** The packages that npm, pnpm or yarn is told to add, by name. */
export interface Added {
  readonly tool: 'npm' | 'pnpm' | 'yarn';
  readonly call: Call;
}

const NPM_INSTALL: ReadonlySet<string> = new Set([
  ...['install', 'i', 'in', 'ins', 'inst', 'insta', 'instal', 'isnt', 'isnta', 'isntal', 'isntall', 'add'],
]);

/** The calls that may name packages, in the order of the file for each tool. */
export function addingCalls(shell: ShellCode): readonly Added[] {
  const npm = shell.commandsNamed('npm').flatMap(command => {
    const call = callOf(command, NPM);
    return NPM_INSTALL.has(call.subcommand?.value ?? '') ? [{ tool: 'npm', call } as const] : [];
  });
  const pnpm = shell.commandsNamed('pnpm').flatMap(command => {
    const call = callOf(command, NPM);
    return call.subcommand?.value === 'add' ? [{ tool: 'pnpm', call } as const] : [];
  });
  const yarn = yarnCalls(shell).flatMap(outer => {
    const call = outer.subcommand?.value === 'global' ? behind(outer) : outer;
    return call.subcommand?.value === 'add' ? [{ tool: 'yarn', call } as const] : [];
  });
  return [...npm, ...pnpm, ...yarn];
}

/** The calls of yarn in RUN. */
export function yarnCalls(shell: ShellCode): readonly Call[] {
  return shell.commandsNamed('yarn', 'yarnpkg').map(command => callOf(command, NPM));
}
