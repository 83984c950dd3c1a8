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
  /** Its packages lie in the cache and nowhere else, or small: what it leaves is seldom worth a finding. */
  readonly isMinor?: true;
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

type Minor = Pick<DownloadCache, 'fills' | 'empties' | 'variables'>;

function minor(folder: string, folders: RegExp, more: Minor): DownloadCache {
  return { folder, folders, ...more, command: undefined, option: undefined, isMinor: true };
}

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
  [
    'pnpm',
    minor('/root/.local/share/pnpm/store', /(?:^|\/)(?:pnpm|store|pnpm\/store)(?:\/\*?)?$/, {
      fills: oneOf('install', 'i', 'add'),
      empties: call => first(call) === 'store' && second(call) === 'prune',
      variables: ['PNPM_HOME', 'npm_config_store_dir', 'NPM_CONFIG_STORE_DIR'],
    }),
  ],
  [
    'uv',
    minor('/root/.cache/uv', /(?:^|\/)(?:\.cache(?:\/uv)?|uv)(?:\/\*?)?$/, {
      fills: call =>
        (first(call) === 'sync' || (first(call) === 'pip' && ['install', 'sync'].includes(second(call)))) &&
        !hasOption(call, '--no-cache', '-n'),
      empties: call => first(call) === 'cache' && ['clean', 'prune'].includes(second(call)),
      variables: ['UV_CACHE_DIR', 'UV_NO_CACHE'],
    }),
  ],
  [
    'bundle',
    minor('/usr/local/bundle/cache', /(?:^|\/)(?:bundle(?:\/cache)?|cache)(?:\/\*?)?$/, {
      fills: oneOf('install', 'update'),
      empties: () => false,
      variables: ['BUNDLE_PATH', 'BUNDLE_CACHE_PATH'],
    }),
  ],
  [
    'go',
    minor('/root/.cache/go-build', /(?:^|\/)(?:\.cache(?:\/go-build)?|go-build|pkg\/mod)(?:\/\*?)?$/, {
      fills: oneOf('build', 'install', 'get', 'test'),
      empties: call => first(call) === 'clean' && hasOption(call, '-cache', '-modcache', '-c', '-m'),
      variables: ['GOCACHE'],
    }),
  ],
  [
    'cargo',
    minor(
      '/usr/local/cargo/registry',
      /(?:^|\/)(?:cargo(?:\/registry)?|\.cargo(?:\/registry)?|registry)(?:\/\*?)?$/,
      {
        fills: oneOf('build', 'install', 'fetch', 'b', 'test'),
        empties: () => false,
        variables: [],
      },
    ),
  ],
  [
    'mvn',
    minor('/root/.m2', /(?:^|\/)\.m2(?:\/repository)?(?:\/\*?)?$/, {
      fills: call => call.subcommand !== undefined,
      empties: () => false,
      variables: ['MAVEN_CONFIG'],
    }),
  ],
  [
    'gradle',
    minor('/root/.gradle', /(?:^|\/)\.gradle(?:\/caches)?(?:\/\*?)?$/, {
      fills: call => call.subcommand !== undefined,
      empties: () => false,
      variables: ['GRADLE_USER_HOME'],
    }),
  ],
  [
    'dotnet',
    minor('/root/.nuget/packages', /(?:^|\/)\.nuget(?:\/packages)?(?:\/\*?)?$/, {
      fills: oneOf('restore', 'build', 'publish'),
      empties: call => first(call) === 'nuget' && second(call) === 'locals',
      variables: ['NUGET_PACKAGES'],
    }),
  ],
  ['conda', CONDA],
  ['mamba', { ...CONDA, command: 'mamba clean --all --yes' }],
  ['micromamba', { ...CONDA, folder: '/root/.mamba/pkgs', command: 'micromamba clean --all --yes' }],
]);
