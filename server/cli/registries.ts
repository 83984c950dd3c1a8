import { arch, platform } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Platform } from '../../client/image/platform.ts';
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

/** What images run as here: containers are Linux on macOS too. */
export function ownPlatform(): Platform {
  const os = platform() === 'win32' ? 'windows' : 'linux';
  const architecture = { x64: 'amd64', ia32: '386' }[arch() as string] ?? arch();
  return { os, architecture, variant: '' };
}
