import { type Call, callOf, hasOption, type Program } from '../shell/calls.ts';
import type { ShellCommand } from '../shell/code.ts';

/** A program that keeps what it downloads, for a next time that an image does not have. */
export interface DownloadCache {
  /** Where, for root on Linux; what a mount or `rm` names. */
  readonly folder: string;
  /** What else the folder may end in. */
  readonly folders: RegExp;
  /** The call downloads something and keeps it. */
  fills(call: Call): boolean;
  /** The call throws it all away. */
  empties(call: Call): boolean;
  /** The variables that name another folder or none. */
  readonly variables: readonly string[];
  /** What does the same as `empties`, for the end of a RUN; undefined when an option of the call does it better. */
  readonly command: string | undefined;
  /** Keeps nothing from the start. */
  readonly option: string | undefined;
}

const PROGRAM: Program = {
  valued: new Set(['--prefix', '-C', '--cache', '-n', '--name', '-c', '--channel', '-f', '--file', '-p']),
};

/** A command's cache, and the command as its program reads it. */
export function downloadCache(
  command: ShellCommand,
): { readonly cache: DownloadCache; readonly call: Call } | undefined {
  const cache = CACHES.get(command.name);
  return cache && { cache, call: callOf(command, PROGRAM) };
}

const first = ({ subcommand }: Call): string => subcommand?.value ?? '';
const second = ({ operands }: Call): string => operands[0]?.value ?? '';
const oneOf = (...actions: readonly string[]) => {
  const set: ReadonlySet<string> = new Set(actions);
  return (call: Call): boolean => set.has(first(call));
};

const CONDA: DownloadCache = {
  folder: '/opt/conda/pkgs',
  folders: /(?:^|\/)pkgs(?:\/\*?)?$/,
  fills: call =>
    ['install', 'create', 'update', 'upgrade'].includes(first(call)) ||
    (first(call) === 'env' && ['create', 'update'].includes(second(call))),
  empties: call =>
    first(call) === 'clean' && hasOption(call, '-a', '--all', '-t', '--tarballs', '-p', '--packages'),
  variables: ['CONDA_PKGS_DIRS'],
  command: 'conda clean --all --yes',
  option: undefined,
};

export const CACHES: ReadonlyMap<string, DownloadCache> = new Map<string, DownloadCache>([
  [
    'npm',
    {
      folder: '/root/.npm',
      folders: /(?:^|\/)\.npm(?:\/_cacache)?(?:\/\*?)?$/,
      fills: oneOf('ci', 'install', 'i', 'add', 'clean-install', 'update'),
      empties: call => first(call) === 'cache' && /^(?:clean|clear|rm|remove)$/.test(second(call)),
      variables: ['NPM_CONFIG_CACHE', 'npm_config_cache'],
      command: 'npm cache clean --force',
      option: undefined,
    },
  ],
  [
    'composer',
    {
      folder: '/root/.composer/cache',
      folders: /(?:^|\/)(?:\.composer(?:\/cache)?|\.cache\/composer|\.cache)(?:\/\*?)?$/,
      fills: call =>
        oneOf('install', 'update', 'require', 'create-project')(call) && !hasOption(call, '--no-cache'),
      empties: oneOf('clear-cache', 'clearcache', 'cc'),
      variables: ['COMPOSER_CACHE_DIR', 'COMPOSER_NO_CACHE'],
      command: 'composer clear-cache',
      option: '--no-cache',
    },
  ],
  [
    'poetry',
    {
      folder: '/root/.cache/pypoetry',
      folders: /(?:^|\/)(?:\.cache(?:\/pypoetry)?|pypoetry)(?:\/\*?)?$/,
      fills: call => oneOf('install', 'add', 'sync', 'update')(call) && !hasOption(call, '--no-cache'),
      empties: call => first(call) === 'cache' && second(call) === 'clear',
      variables: ['POETRY_CACHE_DIR', 'POETRY_NO_CACHE'],
      command: undefined,
      option: '--no-cache',
    },
  ],
  ['conda', CONDA],
  ['mamba', { ...CONDA, command: 'mamba clean --all --yes' }],
  ['micromamba', { ...CONDA, folder: '/root/.mamba/pkgs', command: 'micromamba clean --all --yes' }],
]);
