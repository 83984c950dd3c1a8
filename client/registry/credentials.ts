import type { Outcome } from '../../protocol/result.ts';
import { success } from '../../protocol/result.ts';
import { askHelper, type HelperPort } from './credentialHelper.ts';
import { type DockerConfig, entryOf } from './dockerConfig.ts';
import type { RegistryHost } from './host.ts';

/** What a registry is told of the user. Kept in memory as long as it is used, never written or logged. */
export type Credentials =
  | { readonly kind: 'anonymous' }
  | { readonly kind: 'password'; readonly username: string; readonly password: string }
  /** An OAuth refresh token, to be changed for access tokens. */
  | { readonly kind: 'identity'; readonly token: string }
  /** An access token that is sent as it is. */
  | { readonly kind: 'registry'; readonly token: string };

export const ANONYMOUS: Credentials = { kind: 'anonymous' };

/**
 * The user's credentials for a registry, looked for where the docker command line does and in its order: the
 * registry's own helper, the store for all, then `auths`. Fails with `credentials-unavailable` when a helper is
 * named and cannot be used: to go on without would read as "not found" later.
 */
export async function findCredentials(
  config: DockerConfig,
  host: RegistryHost,
  helpers: HelperPort,
): Promise<Outcome<Credentials>> {
  const key = host.credentialKey;
  const helper = config.credHelpers[key] ?? config.credHelpers[host.name] ?? config.credsStore;
  if (helper !== undefined) {
    const answer = await askHelper(helpers, helper, key);
    if (!answer.ok) return answer;
    if (answer.value.kind !== 'anonymous') return answer;
  }
  const entry = entryOf(config, host);
  if (entry === undefined) return success(ANONYMOUS);
  if (entry.identityToken) return success({ kind: 'identity', token: entry.identityToken });
  if (entry.registryToken) return success({ kind: 'registry', token: entry.registryToken });
  const { username, password } = entry;
  // A helper's user name, kept in a file by mistake or by a script: it stands for an identity token there too.
  if (username === IDENTITY_USER) return success({ kind: 'identity', token: password });
  return success(username ? { kind: 'password', username, password } : ANONYMOUS);
}

/** The user name by which helpers mark an identity token. */
export const IDENTITY_USER = '<token>';
