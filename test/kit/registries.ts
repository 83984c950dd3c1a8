import type { HelperPort } from '../../client/registry/credentialHelper.ts';
import { type DockerConfig, NO_CONFIG } from '../../client/registry/dockerConfig.ts';
import { createRegistries, type Registries } from '../../client/registry/registries.ts';
import type { Net } from '../../client/registry/transport.ts';
import { success } from '../../protocol/result.ts';

export interface Watched {
  readonly registries: Registries;
  /** `GET /v2/…` of every request, in order. */
  readonly requests: string[];
}

export const noHelper: HelperPort = name =>
  Promise.resolve({ kind: 'failed', detail: `no ${name} in tests` });

/** Registries over the real network of this machine, with nothing left to chance, and a log of what they ask. */
export function watchedRegistries(
  options: {
    readonly config?: Partial<DockerConfig>;
    readonly helpers?: HelperPort;
    readonly fetch?: typeof globalThis.fetch;
    readonly hubOrigin?: string;
    readonly net?: Partial<Net>;
  } = {},
): Watched {
  const requests: string[] = [];
  const fetch = options.fetch ?? globalThis.fetch;
  const registries = createRegistries({
    net: {
      fetch: (input, init) => {
        const { pathname, search } = new URL(String(input));
        requests.push(`${init?.method ?? 'GET'} ${pathname}${search}`);
        return fetch(input, init);
      },
      now: () => performance.now(),
      wait: () => Promise.resolve(),
      random: () => 0,
      ...options.net,
    },
    config: () => Promise.resolve(success({ ...NO_CONFIG, ...options.config })),
    helpers: options.helpers ?? noHelper,
    insecure: [],
    hubOrigin: options.hubOrigin,
  });
  return { registries, requests };
}

/** An entry of `auths` as `docker login` writes it. */
export function authEntry(
  username: string,
  password: string,
  identityToken = '',
): DockerConfig['auths'][string] {
  return { username, password, identityToken, registryToken: '' };
}
