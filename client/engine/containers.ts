import type { ContainerSummary } from '../../protocol/containers.ts';
import { type Outcome, success } from '../../protocol/result.ts';
import { ANSWER_TIMEOUT, type Connection } from './connection.ts';
import { attempt } from './failures.ts';

/** All containers, running or not, as far as it takes to know which images are in use. */
export async function listContainers(
  connection: Connection,
  signal: AbortSignal | undefined,
): Promise<Outcome<readonly ContainerSummary[]>> {
  const docker = connection.docker({ signal, timeout: ANSWER_TIMEOUT });
  const containers = await attempt(connection.endpoint.info.address, signal, () =>
    docker.listContainers({ all: true }),
  );
  if (!containers.ok) return containers;
  return success(
    containers.value.map(({ Id, Names, ImageID, Image, State }) => ({
      id: Id,
      name: (Names?.[0] ?? Id).replace(/^\//, ''),
      imageId: ImageID,
      image: Image,
      state: State,
    })),
  );
}
