import { basename } from 'node:path';
import type { BuildRequest } from '../../../protocol/engine.ts';

/** Parameters of `POST /build`: with a session for BuildKit, else for the builder before it. Unset ones are left out. */
export function buildQuery(
  request: BuildRequest,
  how: { readonly session: string } | { readonly dockerfile: string; readonly buildKit: boolean },
): Readonly<Record<string, unknown>> {
  const { buildId, tags, target, buildArgs, platform, noCache, pull, network, labels, cacheFrom } = request;
  const own =
    'session' in how
      ? {
          version: '2',
          session: how.session,
          // The engine asks over the session for what it needs.
          remote: 'client-session',
          dockerfile: basename(request.dockerfilePath),
          // Known to the engine, not to its documentation: without it a build cannot be cancelled by name.
          buildid: buildId,
        }
      : how.buildKit
        ? { version: '2', dockerfile: how.dockerfile, buildid: buildId }
        : { dockerfile: how.dockerfile, forcerm: true };
  const options = {
    ...own,
    t: tags,
    rm: true,
    target,
    buildargs: buildArgs,
    platform,
    nocache: noCache,
    pull: pull ? '1' : undefined,
    networkmode: network,
    labels,
    cachefrom: cacheFrom && cacheFrom.length > 0 ? JSON.stringify(cacheFrom) : undefined,
  };
  return Object.fromEntries(
    Object.entries(options).filter(([, value]) => value !== undefined && value !== ''),
  );
}
