import { setTimeout as sleep } from 'node:timers/promises';
import { runHelper } from '../../client/registry/credentialHelper.ts';
import { readDockerConfig } from '../../client/registry/dockerConfig.ts';
import { createRegistries, type Registries } from '../../client/registry/registries.ts';
import type { CliIo } from './io.ts';

/** Registries with the logins of the docker command line. `insecure`: those that speak plain HTTP. */
export function cliRegistries(io: CliIo, insecure: readonly string[] = []): Registries {
  return createRegistries({
    net: {
      fetch: globalThis.fetch,
      now: () => performance.now(),
      wait: (milliseconds, signal) => sleep(milliseconds, undefined, { signal }).catch(() => {}),
      random: Math.random,
    },
    config: () => readDockerConfig(io.env),
    helpers: runHelper,
    insecure,
  });
}
