import type { BuildRequest } from '../../../protocol/engine.ts';
import { failure, type Outcome, success } from '../../../protocol/result.ts';
import { findBuildx, needsBuildx } from './buildx.ts';

/**
 * Who does the build: buildx when the user says so or when nothing else can, the engine's API in all other cases,
 * which needs no other program and knows the cancel by name. Fails with `buildx-missing` or `buildx-needed`.
 */
export async function chooseBackend(
  request: BuildRequest,
  env: NodeJS.ProcessEnv,
): Promise<Outcome<'engine' | 'buildx'>> {
  const needed = needsBuildx(request, env);
  const options = needed.join(', ');
  if (request.backend === 'engine')
    return needed.length === 0 ? success('engine') : failure('buildx-needed', { options });
  if (request.backend !== 'buildx' && needed.length === 0) return success('engine');
  const version = await findBuildx(env);
  return version === undefined ? failure('buildx-missing', { options }) : success('buildx');
}
