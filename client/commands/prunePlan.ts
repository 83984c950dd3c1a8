import type { ContainerSummary, DiskUsage, PruneTarget } from '../../protocol/containers.ts';
import type { ImageSummary } from '../../protocol/engine.ts';
import { imageUses } from '../views/imageUse.ts';

/** What clearing away would take, as far as can be told before. */
export interface PrunePlan {
  readonly target: PruneTarget;
  /** Images that go; of the build cache none. */
  readonly images: readonly ImageSummary[];
  /** Records of the build cache that go. */
  readonly records: number;
  /** Bytes that come free at least: what the images share among each other comes free as well. */
  readonly bytes: number;
}

export function planPrune(
  target: PruneTarget,
  images: readonly ImageSummary[],
  containers: readonly ContainerSummary[],
  { images: sizes, cache }: DiskUsage,
): PrunePlan {
  if (target === 'cache') return { target, images: [], records: cache.records, bytes: cache.reclaimable };
  const useOf = imageUses(containers);
  const isUsed = (id: string): boolean => {
    const { running = [], stopped = [] } = useOf(id) ?? {};
    return running.length + stopped.length > 0;
  };
  const going = images.filter(
    ({ id, tags, digests }) =>
      !isUsed(id) && (target === 'unused' || (tags.length === 0 && digests.length === 0)),
  );
  const own = new Map(sizes.map(({ id, size, shared }) => [id, size - shared]));
  return {
    target,
    images: going,
    records: 0,
    bytes: going.reduce((sum, { id }) => sum + Math.max(0, own.get(id) ?? 0), 0),
  };
}
