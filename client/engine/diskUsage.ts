import type { CacheUsage, DiskUsage, Pruned, PruneTarget } from '../../protocol/containers.ts';
import { type Outcome, success } from '../../protocol/result.ts';
import { isAtLeast } from './apiVersion.ts';
import type { Connection } from './connection.ts';
import { attempt } from './failures.ts';
import type { RemovalEntry } from './images.ts';

/** Engines give up counting when something goes away meanwhile, as builds have it all the time. */
const TRIES = 3;

/** What images and the build cache take on the engine's disk. No time limit: the engine counts for as long as it must. */
export async function diskUsage(
  connection: Connection,
  signal: AbortSignal | undefined,
): Promise<Outcome<DiskUsage>> {
  for (let again = 1; ; again++) {
    const usage = await countUsage(connection, signal);
    if (usage.ok || usage.failure.code !== 'engine-error' || again === TRIES) return usage;
  }
}

async function countUsage(
  connection: Connection,
  signal: AbortSignal | undefined,
): Promise<Outcome<DiskUsage>> {
  const { apiVersion } = connection;
  const answer = await attempt(connection.endpoint.info.address, signal, () =>
    connection.modem({ signal }).call<Answer>({
      method: 'GET',
      path: '/system/df?',
      options: isAtLeast(apiVersion, '1.42')
        ? { type: ['image', 'build-cache'], ...(isAtLeast(apiVersion, '1.52') && { verbose: true }) }
        : {},
      statusCodes: { 200: true },
    }),
  );
  if (!answer.ok) return answer;
  const { LayersSize, Images, ImageUsage, BuildCache, BuildCacheUsage } = answer.value;
  const images = ImageUsage?.Items ?? Images ?? [];
  return success({
    layers: ImageUsage?.TotalSize ?? LayersSize ?? 0,
    images: images.map(({ Id, Size, SharedSize }) => ({
      id: Id,
      size: Size,
      shared: Math.max(0, SharedSize),
    })),
    cache: cacheUsage(BuildCacheUsage?.Items ?? BuildCache ?? []),
  });
}

function cacheUsage(records: readonly CacheRecord[]): CacheUsage {
  // What images share is counted with them, and stays.
  const own = records.filter(({ Shared }) => Shared !== true);
  const total = (of: readonly CacheRecord[]): number => of.reduce((sum, { Size }) => sum + Size, 0);
  return {
    records: records.length,
    size: total(own),
    reclaimable: total(own.filter(({ InUse }) => InUse !== true)),
  };
}

/** Takes away what nobody uses; the engine decides what that is, at the moment it does so. */
export async function prune(
  connection: Connection,
  target: PruneTarget,
  signal: AbortSignal | undefined,
): Promise<Outcome<Pruned>> {
  const call =
    target === 'cache'
      ? { path: '/build/prune?', options: { all: true } }
      : { path: '/images/prune?', options: { filters: { dangling: [String(target === 'dangling')] } } };
  const answer = await attempt(connection.endpoint.info.address, signal, () =>
    connection.modem({ signal }).call<PruneAnswer>({ method: 'POST', ...call, statusCodes: { 200: true } }),
  );
  if (!answer.ok) return answer;
  const { ImagesDeleted, CachesDeleted, SpaceReclaimed } = answer.value;
  const images = (ImagesDeleted ?? []).flatMap(({ Untagged, Deleted }) => Untagged ?? Deleted ?? []);
  return success({ removed: [...images, ...(CachesDeleted ?? [])], bytes: SpaceReclaimed ?? 0 });
}

/** Engines from API 1.52 on say `…Usage`, older ones the plain lists. */
interface Answer {
  readonly LayersSize?: number;
  readonly Images?: readonly ImageEntry[] | null;
  readonly BuildCache?: readonly CacheRecord[] | null;
  readonly ImageUsage?: { readonly Items?: readonly ImageEntry[] | null; readonly TotalSize?: number };
  readonly BuildCacheUsage?: { readonly Items?: readonly CacheRecord[] | null };
}

interface ImageEntry {
  readonly Id: string;
  readonly Size: number;
  /** -1 where it was not counted. */
  readonly SharedSize: number;
}

interface CacheRecord {
  readonly Size: number;
  readonly InUse?: boolean;
  readonly Shared?: boolean;
}

interface PruneAnswer {
  readonly ImagesDeleted?: readonly RemovalEntry[] | null;
  readonly CachesDeleted?: readonly string[] | null;
  readonly SpaceReclaimed?: number;
}
