import { behind, type Call, callOf, hasOption, type Program, valuesOf } from '../shell/calls.ts';
import type { ShellCode } from '../shell/code.ts';
import type { ExpandedWord } from '../shell/variables.ts';

/** The names under which yum and dnf are called. */
export const YUM: readonly string[] = ['yum'];
export const DNF: readonly string[] = ['dnf', 'dnf5', 'dnf-3', 'microdnf', 'tdnf'];

const PROGRAM: Program = {
  valued: new Set([
    ...[
      '-c',
      '--config',
      '-d',
      '--debuglevel',
      '-e',
      '--errorlevel',
      '-R',
      '--randomwait',
      '-x',
      '--exclude',
    ],
    ...[
      '--excludepkgs',
      '--enablerepo',
      '--disablerepo',
      '--repo',
      '--repoid',
      '--repofrompath',
      '--installroot',
    ],
    ...[
      '--releasever',
      '--setopt',
      '--setvar',
      '--disableexcludes',
      '--disableexcludepkgs',
      '--disableplugin',
    ],
    ...[
      '--enableplugin',
      '--comment',
      '--downloaddir',
      '--destdir',
      '--forcearch',
      '--color',
      '--rpmverbosity',
    ],
    ...['--advisory', '--advisories', '--bz', '--bzs', '--cve', '--cves', '--sec-severity', '--secseverity'],
    ...['--enable-repo', '--disable-repo', '--from-repo', '--advisory-severities', '--security-severity'],
  ]),
};

/** A call of yum or dnf. */
export interface RpmCall {
  readonly call: Call;
  /** `install`, `groupinstall` …; `group install` and `module install` as two words. */
  readonly action: string;
  /** What the action is about. */
  readonly operands: readonly ExpandedWord[];
}

/** The calls with a subcommand in RUN, in the order of the file for each name. */
export function rpmCalls(shell: ShellCode, names: readonly string[]): readonly RpmCall[] {
  return shell.commandsNamed(...names).flatMap(command => {
    const call = callOf(command, PROGRAM);
    const first = call.subcommand?.value;
    if (first === undefined) return [];
    if (!GROUPS.has(first)) return [{ call, action: first, operands: call.operands }];
    const inner = behind(call);
    const group = first.startsWith('m') ? 'module' : 'group';
    return [{ call, action: `${group} ${inner.subcommand?.value ?? ''}`, operands: inner.operands }];
  });
}

const GROUPS: ReadonlySet<string> = new Set(['group', 'groups', 'grp', 'module']);

/** dnf and yum ask nothing: by `-y`, or because they only look or say no. */
export function answersItself({ call }: RpmCall): boolean {
  if (hasOption(call, '-y', '--assumeyes', '--assumeno', '--help', '-h')) return true;
  return valuesOf(call, '--setopt').some(value => /^assumeyes=(?:1|true|yes|on)$/i.test(value));
}

/** Actions that install what is named. hadolint looks at these alone. */
export const INSTALLING: ReadonlySet<string> = new Set([
  ...['install', 'localinstall', 'groupinstall', 'group install', 'module install', 'reinstall'],
]);

/** Others that ask before they go on. */
export const ASKING: ReadonlySet<string> = new Set([
  ...[
    'update',
    'upgrade',
    'upgrade-minimal',
    'update-minimal',
    'update-to',
    'downgrade',
    'distro-sync',
    'swap',
  ],
  ...[
    'remove',
    'erase',
    'autoremove',
    'groupupdate',
    'groupremove',
    'group upgrade',
    'group remove',
    'builddep',
  ],
  ...[
    'module enable',
    'module reset',
    'module disable',
    'module switch-to',
    'module update',
    'module remove',
  ],
  ...['in', 'up', 'rm', 'dsync', 'do', 'shell'],
]);

/** Actions that fill the cache: they fetch packages, or what the repositories have. */
export const FILLING: ReadonlySet<string> = new Set([
  ...INSTALLING,
  ...[
    'update',
    'upgrade',
    'upgrade-minimal',
    'update-minimal',
    'update-to',
    'downgrade',
    'distro-sync',
    'swap',
  ],
  ...['makecache', 'check-update', 'groupupdate', 'group upgrade', 'builddep', 'in', 'up', 'dsync'],
]);

/** A file, an address, or something that begins or ends like one. */
function isFile(name: string): boolean {
  return name.endsWith('.rpm') || name.includes('://');
}

/** True for `name-version`, `name-version-release`, each with `.arch` or `epoch:`; also for `name = version`. */
export function isPinnedRpm(name: string): boolean {
  if (isFile(name) || /[=<>]/.test(name)) return true;
  // A group, an environment, or what some package is to provide (`dnf-command(copr)`) has no version.
  if (name.startsWith('@') || name.endsWith(')')) return true;
  const parts = name.split('-');
  const last = parts.at(-1) ?? '';
  return parts.length > 1 && VERSION.test(last);
}

/** Begins with a digit, an epoch, or a variable; or is all that may follow. */
const VERSION = /^(?:v?\d|\$|\*$)/;

/** Modules take a stream behind `:`. */
export function isPinnedModule(name: string): boolean {
  return name.includes(':') || name.includes('/');
}

/** The packages or modules of a call that say no version. */
export function unpinnedOf({ action, operands }: RpmCall): readonly ExpandedWord[] {
  if (action === 'module install') return operands.filter(({ value }) => !isPinnedModule(value));
  if (action !== 'install' && action !== 'in') return [];
  return operands.filter(({ value }) => value !== '' && !isPinnedRpm(value));
}
