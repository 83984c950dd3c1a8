import { type Call, callOf, hasOption, type Program, valuesOf } from '../shell/calls.ts';
import type { ShellCommand } from '../shell/code.ts';
import { pipCall } from './pip.ts';

/** A command that fetches all that a project's manifest asks for, and needs nothing of the project besides. */
export interface DependencyInstall {
  /** `npm ci`, `pip install -r`: as people call it. */
  readonly tool: string;
  /** What it reads, as sources of a COPY; those that need not be there end in `*`. */
  readonly manifests: string;
  /** It also looks at the project's own files as it is called here. */
  readonly needsSources: boolean;
}

const PROGRAM: Program = {
  valued: new Set([
    '--prefix',
    '-C',
    '--dir',
    '--cwd',
    '--registry',
    '--filter',
    '-F',
    '-w',
    '--workspace',
    '--omit',
  ]),
};

/** Undefined for any other command. */
export function dependencyInstall(command: ShellCommand): DependencyInstall | undefined {
  const { name } = command;
  const reads = READERS.get(name);
  if (reads) return reads(callOf(command, PROGRAM));
  const pip = pipCall(command);
  return pip && pip.tool !== 'pipx' && pip.call.subcommand?.value === 'install'
    ? readPip(pip.call)
    : undefined;
}

type Reader = (call: Call) => DependencyInstall | undefined;

/** One that is told by its subcommand, without packages behind it. */
function reader(
  tool: string,
  actions: readonly string[],
  manifests: string,
  alone?: readonly string[],
): Reader {
  return call => {
    const action = call.subcommand?.value ?? '';
    if (!actions.includes(action) || call.operands.length > 0 || call.hasUnknownOptions) return undefined;
    if (hasOption(call, '-g', '--global', '--version', '--help')) return undefined;
    const needsSources = alone !== undefined && !hasOption(call, ...alone);
    return { tool: action === '' ? tool : `${tool} ${action}`, manifests, needsSources };
  };
}

/** `go mod download`, `mvn dependency:go-offline`: two words, or a goal among others. */
function goal(tool: string, words: readonly string[], manifests: string, needsSources = false): Reader {
  return call => {
    const all = [call.subcommand?.value ?? '', ...call.operands.map(({ value }) => value)];
    const isMeant = words.some(word => all.join(' ') === word || (!word.includes(' ') && all.includes(word)));
    return isMeant ? { tool: `${tool} ${all.join(' ')}`, manifests, needsSources } : undefined;
  };
}

const MAVEN_GOALS = ['dependency:go-offline', 'dependency:resolve', 'dependency:resolve-plugins'];

const READERS: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ['npm', reader('npm', ['ci', 'install', 'i', 'clean-install'], 'package*.json')],
  ['yarn', reader('yarn', ['', 'install'], 'package.json yarn.lock*')],
  ['pnpm', reader('pnpm', ['install', 'i', 'fetch'], 'package.json pnpm-lock.yaml*')],
  ['bun', reader('bun', ['install', 'i'], 'package.json bun.lock*')],
  ['poetry', reader('poetry', ['install'], 'pyproject.toml poetry.lock*', ['--no-root', '--only-deps'])],
  ['pipenv', reader('pipenv', ['install', 'sync'], 'Pipfile*')],
  [
    'uv',
    reader('uv', ['sync'], 'pyproject.toml uv.lock*', ['--no-install-project', '--no-install-workspace']),
  ],
  ['bundle', reader('bundle', ['install'], 'Gemfile*')],
  ['bundler', reader('bundle', ['install'], 'Gemfile*')],
  ['composer', reader('composer', ['install'], 'composer.json composer.lock*', ['--no-autoloader'])],
  ['go', goal('go', ['mod download'], 'go.mod go.sum*')],
  ['mvn', goal('mvn', MAVEN_GOALS, 'pom.xml')],
  ['mvnw', goal('mvnw', MAVEN_GOALS, 'pom.xml', true)],
  ['cargo', goal('cargo', ['fetch'], 'Cargo.toml Cargo.lock*', true)],
  ['dotnet', reader('dotnet', ['restore'], '*.csproj')],
  ['mix', goal('mix', ['deps.get'], 'mix.exs mix.lock*')],
]);

function readPip(call: Call): DependencyInstall | undefined {
  const files = valuesOf(call, '-r', '--requirement');
  const isAlone = call.operands.length === 0 && !hasOption(call, '-e', '--editable');
  if (files.length === 0 || !isAlone || files.some(file => /[$`]|:\/\//.test(file))) return undefined;
  const manifests = files.map(file => file.replace(/^\.\//, '')).join(' ');
  return { tool: 'pip install -r', manifests, needsSources: /\//.test(manifests) };
}
