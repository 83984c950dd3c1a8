import type { ContainerSummary } from '../../protocol/containers.ts';
import type { ImageSummary } from '../../protocol/engine.ts';
import type { ImageRow } from '../views/imageRows.ts';
import { type ImageUse, imageUses } from '../views/imageUse.ts';

/** What the removal of one chosen row means. */
export interface Removal {
  readonly row: ImageRow;
  /** Names that the image keeps: then only this one goes. */
  readonly staysAs: readonly string[];
  /** Containers made from it; undefined where the engine did not tell. */
  readonly use: ImageUse | undefined;
  /** Images that were made from it and keep the engine from deleting it. */
  readonly children: readonly ImageSummary[];
}

/** Whether all of the chosen names together leave an image with none. */
export function planRemoval(
  rows: readonly ImageRow[],
  containers: readonly ContainerSummary[] | undefined,
  childrenOf: (imageId: string) => readonly ImageSummary[],
): readonly Removal[] {
  const useOf = imageUses(containers);
  const chosen = new Set(rows.flatMap(({ tag }) => tag ?? []));
  const going = new Set(rows.map(({ image }) => image.id));
  return rows.map(row => {
    const { id, tags } = row.image;
    const children = childrenOf(id).filter(child => !going.has(child.id));
    return { row, staysAs: tags.filter(tag => !chosen.has(tag)), use: useOf(id), children };
  });
}

/** Ids of images that lose their last name, each once, parents after their children: engines refuse the other order. */
export function removalOrder(plan: readonly Removal[]): readonly Removal[] {
  const depth = new Map<string, number>();
  const parents = new Map(plan.map(({ row: { image } }) => [image.id, image.parent]));
  const depthOf = (id: string): number => {
    const known = depth.get(id);
    if (known !== undefined) return known;
    // A chain that bites its own tail is no chain.
    depth.set(id, 0);
    const parent = parents.get(id);
    const own = parent !== undefined && parents.has(parent) ? depthOf(parent) + 1 : 0;
    depth.set(id, own);
    return own;
  };
  return plan.toSorted((a, b) => depthOf(b.row.image.id) - depthOf(a.row.image.id));
}
