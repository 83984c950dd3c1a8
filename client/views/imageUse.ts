import type { ContainerSummary } from '../../protocol/containers.ts';

/** Containers made from one image, by name. */
export interface ImageUse {
  readonly running: readonly string[];
  readonly stopped: readonly string[];
}

const UNUSED: ImageUse = { running: [], stopped: [] };

/** Finds the containers of an image; undefined where the engine did not tell of containers. */
export type UseOf = (imageId: string) => ImageUse | undefined;

/** What runs, or is only paused, holds its image; what has ended holds it against removal alone. */
export function imageUses(containers: readonly ContainerSummary[] | undefined): UseOf {
  if (!containers) return () => undefined;
  const uses = new Map<string, { running: string[]; stopped: string[] }>();
  for (const { imageId, name, state } of containers) {
    const use = uses.get(imageId) ?? { running: [], stopped: [] };
    uses.set(imageId, use);
    (RUNS.has(state) ? use.running : use.stopped).push(name);
  }
  return id => uses.get(id) ?? UNUSED;
}

const RUNS = new Set(['running', 'paused', 'restarting']);
