import { access, constants } from 'node:fs/promises';
import { delimiter, isAbsolute, join } from 'node:path';
import type { EndpointInfo } from '../../protocol/engine.ts';

/** Full path of the docker command line on the PATH; undefined when there is none. Nothing is run. */
export async function findDocker(
  env: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform,
): Promise<string | undefined> {
  const name = platform === 'win32' ? 'docker.exe' : 'docker';
  for (const folder of (env.PATH ?? env.Path ?? '').split(delimiter)) {
    // A relative one would be looked for in whatever folder is open.
    if (!isAbsolute(folder)) continue;
    const path = join(folder, name);
    const runs = await access(path, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (runs) return path;
  }
  return undefined;
}

/** Options that bring the docker command line to the engine that is shown. */
export function endpointOptions({ origin, context, address }: EndpointInfo): readonly string[] {
  // What comes from the environment or the configuration the program finds in the same way.
  if (origin !== 'setting') return [];
  return context === 'default' ? ['--host', address] : ['--context', context];
}
