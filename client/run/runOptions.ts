import type { RunDefaults } from '../../protocol/containers.ts';

/** How an image is to be run; what is empty is as the image says. */
export interface RunOptions {
  readonly name: string;
  readonly ports: readonly string[];
  readonly volumes: readonly string[];
  readonly environment: readonly string[];
  /** Words, each as it is given to the program. */
  readonly command: readonly string[];
  readonly entrypoint: string;
  readonly user: string;
  readonly workingDirectory: string;
  readonly network: string;
  readonly interactive: boolean;
  readonly remove: boolean;
}

/** With the ports that the image exposes published under the same numbers, and a terminal. */
export function defaultRun({ ports }: RunDefaults): RunOptions {
  return {
    name: '',
    ports: ports.map(port => publish(port)),
    volumes: [],
    environment: [],
    command: [],
    entrypoint: '',
    user: '',
    workingDirectory: '',
    network: '',
    interactive: true,
    remove: true,
  };
}

/** `8080/tcp` of an image, to be reached under the same number. */
function publish(port: string): string {
  const [number = '', protocol = 'tcp'] = port.split('/');
  return `${number}:${number}${protocol === 'tcp' ? '' : `/${protocol}`}`;
}

/** Arguments of the docker program; `endpoint` chooses the engine as `--host` or `--context` do. */
export function runArguments(
  reference: string,
  options: RunOptions,
  endpoint: readonly string[],
  platform?: string,
): readonly string[] {
  const { name, ports, volumes, environment, command, entrypoint, user, workingDirectory, network } = options;
  const each = (flag: string, values: readonly string[]): readonly string[] =>
    values.flatMap(value => [flag, value]);
  const one = (flag: string, value: string): readonly string[] => (value === '' ? [] : [flag, value]);
  return [
    ...endpoint,
    'run',
    ...(options.interactive ? ['--interactive', '--tty'] : []),
    ...(options.remove ? ['--rm'] : []),
    ...one('--name', name),
    ...each('--publish', ports),
    ...each('--volume', volumes),
    ...each('--env', environment),
    ...one('--entrypoint', entrypoint),
    ...one('--user', user),
    ...one('--workdir', workingDirectory),
    ...one('--network', network),
    ...one('--platform', platform ?? ''),
    reference,
    ...command,
  ];
}

/** What may be written down: values of variables that look like secrets may not. */
export function runToKeep(options: RunOptions, looksSecret: (name: string) => boolean): RunOptions {
  const environment = options.environment.filter(entry => !looksSecret(entry.split('=', 1)[0] ?? ''));
  return { ...options, environment };
}

/** Reads what was kept, which another version may have written; undefined for what is none. */
export function readRun(kept: unknown, defaults: RunOptions): RunOptions | undefined {
  if (typeof kept !== 'object' || kept === null) return undefined;
  const told = kept as Readonly<Record<string, unknown>>;
  const text = (name: keyof RunOptions): string => (typeof told[name] === 'string' ? told[name] : '');
  const list = (name: keyof RunOptions): readonly string[] => {
    const value = told[name];
    return Array.isArray(value) ? value.filter((entry): entry is string => typeof entry === 'string') : [];
  };
  return {
    name: text('name'),
    ports: list('ports'),
    volumes: list('volumes'),
    environment: list('environment'),
    command: list('command'),
    entrypoint: text('entrypoint'),
    user: text('user'),
    workingDirectory: text('workingDirectory'),
    network: text('network'),
    interactive: typeof told.interactive === 'boolean' ? told.interactive : defaults.interactive,
    remove: typeof told.remove === 'boolean' ? told.remove : defaults.remove,
  };
}
