import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { failure, type Outcome, success } from '../../protocol/result.ts';
import { isHub, type RegistryHost } from './host.ts';

/** What Docker's `config.json` says about registries. */
export interface DockerConfig {
  /** By the registry's key, as it is written there. */
  readonly auths: Readonly<Record<string, AuthEntry>>;
  /** By registry: the ending of the program `docker-credential-…`. */
  readonly credHelpers: Readonly<Record<string, string>>;
  readonly credsStore: string | undefined;
}

export interface AuthEntry {
  readonly username: string;
  readonly password: string;
  readonly identityToken: string;
  readonly registryToken: string;
}

export const NO_CONFIG: DockerConfig = { auths: {}, credHelpers: {}, credsStore: undefined };

/** `DOCKER_CONFIG` or `~/.docker`, with the user's `DOCKER_AUTH_CONFIG` before the file as the command line has it. */
export async function readDockerConfig(env: NodeJS.ProcessEnv): Promise<Outcome<DockerConfig>> {
  const path = join(env.DOCKER_CONFIG || join(homedir(), '.docker'), 'config.json');
  const file = await readConfigFile(path);
  if (!file.ok || !env.DOCKER_AUTH_CONFIG) return file;
  const given = parseDockerConfig(env.DOCKER_AUTH_CONFIG);
  if (given === undefined) return failure('credentials-unreadable', { path: 'DOCKER_AUTH_CONFIG' });
  return success({ ...file.value, auths: { ...file.value.auths, ...given.auths } });
}

async function readConfigFile(path: string): Promise<Outcome<DockerConfig>> {
  try {
    const config = parseDockerConfig(await readFile(path, 'utf8'));
    return config ? success(config) : failure('credentials-unreadable', { path });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return success(NO_CONFIG);
    return failure('credentials-unreadable', { path }, message);
  }
}

/** Undefined for what is no JSON object; entries of the wrong kind are left out, as Docker leaves them. */
export function parseDockerConfig(text: string): DockerConfig | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    return undefined;
  }
  if (!isRecord(value)) return undefined;
  const auths: Record<string, AuthEntry> = {};
  for (const [key, entry] of Object.entries(isRecord(value.auths) ? value.auths : {})) {
    if (isRecord(entry)) auths[key] = readEntry(entry);
  }
  const credHelpers: Record<string, string> = {};
  for (const [key, name] of Object.entries(isRecord(value.credHelpers) ? value.credHelpers : {})) {
    if (isHelperName(name)) credHelpers[key] = name;
  }
  return { auths, credHelpers, credsStore: isHelperName(value.credsStore) ? value.credsStore : undefined };
}

/** It becomes part of a program's name: nothing that could climb out of the PATH. */
function isHelperName(value: unknown): value is string {
  return typeof value === 'string' && /^[\w.-]+$/.test(value);
}

function readEntry(entry: Record<string, unknown>): AuthEntry {
  const [username, password] = decodeAuth(text(entry.auth));
  return {
    username: username || text(entry.username),
    password: password || text(entry.password),
    identityToken: text(entry.identitytoken),
    registryToken: text(entry.registrytoken),
  };
}

/** base64 of `user:password`; the password may hold colons, and old files end it in NULs. */
function decodeAuth(auth: string): readonly [username: string, password: string] {
  const plain = Buffer.from(auth, 'base64').toString('utf8');
  const colon = plain.indexOf(':');
  return colon < 0 ? ['', ''] : [plain.slice(0, colon), plain.slice(colon + 1).replace(/\0+$/, '')];
}

/** The entry of a registry under any of the ways in which people and tools have written its key. */
export function entryOf(config: DockerConfig, host: RegistryHost): AuthEntry | undefined {
  const exact = config.auths[host.credentialKey];
  if (exact !== undefined) return exact;
  const found = Object.keys(config.auths).find(key => {
    const name = hostOfKey(key);
    return name === host.name || (isHub(name) && isHub(host.name));
  });
  return found === undefined ? undefined : config.auths[found];
}

/** `ghcr.io` of `https://ghcr.io/v2/`. */
export function hostOfKey(key: string): string {
  return key.replace(/^https?:\/\//, '').replace(/\/.*$/, '');
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
