import { chmod, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { failure, type Outcome, success } from '../../protocol/result.ts';
import { eraseFromHelper, type HelperPort, storeInHelper } from './credentialHelper.ts';
import { type DockerConfig, hostOfKey } from './dockerConfig.ts';
import { HUB, isHub, type RegistryHost } from './host.ts';

export interface Login {
  readonly username: string;
  readonly password: string;
}

/** Registries that somebody has logged in to on this machine, by name: what the configuration and its helper tell. */
export async function listLogins(config: DockerConfig, helpers: HelperPort): Promise<readonly string[]> {
  const keys = new Set([...Object.keys(config.auths), ...Object.keys(config.credHelpers)]);
  if (config.credsStore !== undefined) {
    const answer = await helpers(config.credsStore, 'list', '');
    if (answer.kind === 'ended' && answer.code === 0) for (const key of keysOf(answer.output)) keys.add(key);
  }
  const hosts = [...keys].map(key => hostOfKey(key)).map(host => (isHub(host) ? HUB : host));
  // Docker Desktop keeps tokens of its own beside the logins, under paths of these.
  return [...new Set(hosts)].filter(host => /^[\w.-]+(?::\d+)?$/.test(host)).sort();
}

function keysOf(output: string): readonly string[] {
  try {
    const value: unknown = JSON.parse(output);
    return typeof value === 'object' && value !== null ? Object.keys(value) : [];
  } catch {
    return [];
  }
}

/** The helper that keeps the credentials of a registry; undefined when they would stand in a file, readable. */
export function helperFor(config: DockerConfig, host: RegistryHost): string | undefined {
  return config.credHelpers[host.credentialKey] ?? config.credHelpers[host.name] ?? config.credsStore;
}

/** Keeps a login as `docker login` does: in the helper, else in `config.json`, of which everything else stays. */
export async function keepLogin(
  config: DockerConfig,
  host: RegistryHost,
  login: Login,
  { helpers, env }: { readonly helpers: HelperPort; readonly env: NodeJS.ProcessEnv },
): Promise<Outcome<null>> {
  const helper = helperFor(config, host);
  if (helper !== undefined) return await storeInHelper(helpers, helper, host.credentialKey, login);
  const auth = Buffer.from(`${login.username}:${login.password}`).toString('base64');
  return await changeConfig(env, auths => ({ ...auths, [host.credentialKey]: { auth } }));
}

/** Forgets a login wherever it is kept. */
export async function forgetLogin(
  config: DockerConfig,
  host: RegistryHost,
  { helpers, env }: { readonly helpers: HelperPort; readonly env: NodeJS.ProcessEnv },
): Promise<Outcome<null>> {
  const helper = helperFor(config, host);
  if (helper !== undefined) {
    const erased = await eraseFromHelper(helpers, helper, host.credentialKey);
    if (!erased.ok) return erased;
  }
  const isOwn = (key: string): boolean => {
    const name = hostOfKey(key);
    return name === host.name || (isHub(name) && isHub(host.name));
  };
  if (!Object.keys(config.auths).some(isOwn)) return success(null);
  return await changeConfig(env, auths =>
    Object.fromEntries(Object.entries(auths).filter(([key]) => !isOwn(key))),
  );
}

async function changeConfig(
  env: NodeJS.ProcessEnv,
  change: (auths: Readonly<Record<string, unknown>>) => Readonly<Record<string, unknown>>,
): Promise<Outcome<null>> {
  const path = join(env.DOCKER_CONFIG || join(homedir(), '.docker'), 'config.json');
  try {
    const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return '{}';
      throw error;
    });
    const value: unknown = JSON.parse(text.replace(/^\uFEFF/, ''));
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      return failure('credentials-unreadable', { path });
    }
    const { auths } = value as Record<string, unknown>;
    const known = typeof auths === 'object' && auths !== null ? (auths as Record<string, unknown>) : {};
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    // Written beside it and moved: a full disk must not cost the user the other logins.
    const draft = `${path}.strata-${process.pid}`;
    await writeFile(draft, `${JSON.stringify({ ...value, auths: change(known) }, undefined, '\t')}\n`, {
      mode: 0o600,
    });
    await chmod(draft, 0o600);
    await rename(draft, path);
    return success(null);
  } catch (error) {
    return failure('credentials-unreadable', { path }, error instanceof Error ? error.message : undefined);
  }
}
