import { join } from 'node:path';
import type { ContextInfo, EndpointInfo } from '../../protocol/engine.ts';
import { failure, type Outcome, success } from '../../protocol/result.ts';
import { type Address, parseAddress } from './address.ts';
import {
  readContext,
  readContexts,
  readCurrentContext,
  readTlsFiles,
  type TlsFiles,
} from './contextStore.ts';

/** An address that can be dialled, and where it came from. */
export interface Endpoint {
  readonly info: EndpointInfo;
  readonly address: Address;
  /** Undefined for plain connections. */
  readonly tls: TlsFiles | undefined;
}

/** What the choice depends on besides the user's settings. */
export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  readonly platform: NodeJS.Platform;
  /** True when the path exists, as far as we can see. */
  exists(path: string): boolean;
}

type Origin = EndpointInfo['origin'];

/**
 * Finds the engine that the docker CLI would talk to: the given host or context, else DOCKER_HOST, else
 * DOCKER_CONTEXT, else `currentContext` of config.json, else the platform's own socket.
 */
export async function resolveEndpoint(
  choice: { readonly host?: string | undefined; readonly context?: string | undefined },
  surroundings: Surroundings,
): Promise<Outcome<Endpoint>> {
  const { env } = surroundings;
  const folder = configFolder(surroundings);
  const fromContext = (name: string, origin: Origin): Promise<Outcome<Endpoint>> =>
    name === 'default' ? fromDefault(origin) : contextEndpoint(folder, name, origin);
  const fromDefault = async (origin: Origin): Promise<Outcome<Endpoint>> =>
    env.DOCKER_HOST
      ? hostEndpoint(env.DOCKER_HOST, 'environment', folder, env)
      : endpoint('default', defaultAddress(surroundings), origin, undefined);

  if (choice.host) return hostEndpoint(choice.host, 'setting', folder, env);
  if (choice.context) return fromContext(choice.context, 'setting');
  if (env.DOCKER_HOST) return fromDefault('environment');
  if (env.DOCKER_CONTEXT) return fromContext(env.DOCKER_CONTEXT, 'environment');
  const current = await readCurrentContext(folder);
  return current ? fromContext(current, 'context') : fromDefault('default');
}

/** What `docker context ls` shows; the user's settings here have no part in it. */
export async function listContexts(surroundings: Surroundings): Promise<readonly ContextInfo[]> {
  const { env } = surroundings;
  const folder = configFolder(surroundings);
  const [stored, chosen] = await Promise.all([readContexts(folder), readCurrentContext(folder)]);
  const current = env.DOCKER_HOST ? 'default' : env.DOCKER_CONTEXT || chosen || 'default';
  return [
    { name: 'default', host: env.DOCKER_HOST || defaultAddress(surroundings), description: '' },
    ...stored.filter(({ name }) => name !== 'default'),
  ].map(({ name, host, description }) => ({ name, address: host, description, current: name === current }));
}

/** Of the docker CLI: `~/.docker`, or where DOCKER_CONFIG says. */
export const configFolder = ({ env, home }: Surroundings): string =>
  env.DOCKER_CONFIG || join(home, '.docker');

function defaultAddress({ home, platform, exists }: Surroundings): string {
  if (platform === 'win32') return 'npipe:////./pipe/docker_engine';
  const own = join(home, '.docker', 'run', 'docker.sock');
  // Docker Desktop may be installed without the right to make the system's socket.
  if (platform === 'darwin' && !exists('/var/run/docker.sock') && exists(own)) return `unix://${own}`;
  return 'unix:///var/run/docker.sock';
}

async function contextEndpoint(folder: string, name: string, origin: Origin): Promise<Outcome<Endpoint>> {
  const context = await readContext(folder, name);
  if (!context.ok) return context;
  const { host, tls } = context.value;
  return endpoint(name, host, origin, tls);
}

async function hostEndpoint(
  host: string,
  origin: Origin,
  folder: string,
  env: Surroundings['env'],
): Promise<Outcome<Endpoint>> {
  const verify = Boolean(env.DOCKER_TLS_VERIFY);
  if (!verify && !env.DOCKER_TLS) return endpoint('default', host, origin, undefined);
  const files = await readTlsFiles(env.DOCKER_CERT_PATH || folder);
  return files.ok ? endpoint('default', host, origin, { ...files.value, verify }) : files;
}

function endpoint(
  context: string,
  host: string,
  origin: Origin,
  tls: TlsFiles | undefined,
): Outcome<Endpoint> {
  const address = parseAddress(host, tls !== undefined);
  if (!address) return failure('engine-unreachable', { address: host, reason: 'bad-address' });
  const secured = address.kind === 'tcp' && address.secure;
  return success({
    info: { context, address: host, origin },
    address,
    tls: secured ? (tls ?? { verify: true }) : undefined,
  });
}
