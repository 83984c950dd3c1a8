import { stat } from 'node:fs/promises';
import type { BuilderInfo, BuildRequest } from '../../../protocol/engine.ts';
import { failure, type Outcome, success } from '../../../protocol/result.ts';
import type { Endpoint } from '../endpoint.ts';
import { buildersFolder, currentBuilder, readBuilders } from './builders.ts';
import { findBuildx, needsBuildx } from './buildx.ts';

/** Where Docker's configuration is, and by whose environment. */
export interface ChoicePlaces {
  readonly env: NodeJS.ProcessEnv;
  readonly configFolder: string;
}

export type ChosenBackend =
  | { readonly backend: 'engine' }
  /** `builder` is the one that does the work, where it is known. */
  | {
      readonly backend: 'buildx';
      readonly builder: Pick<BuilderInfo, 'name' | 'driver'> | undefined;
    };

const ENGINE: ChosenBackend = { backend: 'engine' };

/**
 * Who does the build: buildx when the user says so, when nothing else can, or when `docker buildx use` has chosen a
 * builder other than the engine; the engine's API in all other cases, which needs no other program and knows the
 * cancel by name. Fails with `buildx-missing` or `buildx-needed`.
 */
export async function chooseBackend(
  request: BuildRequest,
  endpoint: Endpoint['info'],
  { env, configFolder }: ChoicePlaces,
): Promise<Outcome<ChosenBackend>> {
  const needed = [...needsBuildx(request, env), ...(await keyFiles(request))];
  const options = needed.join(', ');
  if (request.backend === 'engine')
    return needed.length === 0 ? success(ENGINE) : failure('buildx-needed', { options });
  const folder = buildersFolder(configFolder, env);
  const named = request.builder || env.BUILDX_BUILDER;
  const builder = named
    ? (await readBuilders(folder, endpoint)).find(({ name }) => name === named)
    : await currentBuilder(folder, endpoint);
  const isWanted = request.backend === 'buildx' || needed.length > 0;
  if (!isWanted && !builder) return success(ENGINE);
  const version = await findBuildx(env);
  if (version !== undefined)
    return success({
      backend: 'buildx',
      builder: builder ?? (named ? { name: named, driver: '' } : undefined),
    });
  // A builder that only its program could reach is no reason not to build at all.
  return isWanted ? failure('buildx-missing', { options }) : success(ENGINE);
}

/** Agents are forwarded by us; of a key in a file buildx makes an agent. */
async function keyFiles({ ssh = [] }: BuildRequest): Promise<readonly string[]> {
  const files = await Promise.all(
    ssh.map(
      async ({ socket }) =>
        socket !== undefined && ((await stat(socket).catch(() => undefined))?.isFile() ?? false),
    ),
  );
  return files.includes(true) ? ['ssh'] : [];
}
