import { type DigestOptions, digestBodies } from './digests.ts';
import type { LayerIndex } from './layerIndex.ts';
import { compareEntries } from './sameness.ts';
import { CHANGED, OVERWRITTEN, type Squash, UNCHANGED } from './squash.ts';

/** What an overwritten entry and the one in its place have in common; the numbers `Settled.kind` holds. */
export const NOTHING = 0;
export const SAME_BYTES = 1;
export const SAME = 2;

/** For each entry that lost its path to another one: NOTHING, SAME_BYTES (other metadata) or SAME. */
export interface Settled {
  readonly kind: Uint8Array;
}

/**
 * Finds out which entries were overwritten by the same again, and marks those that put them there UNCHANGED in
 * the effects. Bytes are read only of files that agree in size, and in checksum where both are known.
 */
export async function settle(
  layers: readonly LayerIndex[],
  squashed: Squash,
  options: DigestOptions,
): Promise<Settled> {
  const kind = new Uint8Array(squashed.lostTo.length);
  const open: {
    readonly lower: number;
    readonly upper: number;
    readonly entry: number;
    readonly metadata: boolean;
  }[] = [];
  const wanted = new Map<number, Set<number>>();
  const want = (number: number, index: number): void => {
    wanted.set(number, (wanted.get(number) ?? new Set()).add(index));
  };

  const at = (entry: number): { layer: LayerIndex; index: number; number: number } | undefined => {
    const number = squashed.layerOf(entry);
    const layer = layers[number];
    return layer && { layer, index: entry - (squashed.base[number] ?? 0), number };
  };

  for (let entry = 0; entry < kind.length; entry++) {
    const by = squashed.lostTo[entry] ?? -1;
    if (by < 0 || squashed.lostWhy[entry] !== OVERWRITTEN) continue;
    const lower = squashed.data[entry] ?? -1;
    const upper = squashed.data[by] ?? -1;
    const a = lower < 0 ? undefined : at(lower);
    const b = upper < 0 ? undefined : at(upper);
    if (!a || !b) continue;
    const { content, metadata } = compareEntries(a, b);
    // A layer that comes twice is read once.
    const same = a.layer === b.layer && a.index === b.index;
    if (same || content === true) kind[entry] = metadata ? SAME : SAME_BYTES;
    else if (content === undefined) {
      open.push({ lower, upper, entry, metadata });
      want(a.number, a.index);
      want(b.number, b.index);
    }
  }

  // What cannot be read a second time counts as changed.
  const digests = await digestBodies(layers, squashed.base, wanted, options);
  for (const { lower, upper, entry, metadata } of open) {
    const digest = digests.get(lower);
    if (digest !== undefined && digest === digests.get(upper)) kind[entry] = metadata ? SAME : SAME_BYTES;
  }
  markUnchanged(squashed, kind);
  return { kind };
}

/** What was found out another time about the same layers. */
export function settledAs(squashed: Squash, kind: Uint8Array): Settled {
  markUnchanged(squashed, kind);
  return { kind };
}

function markUnchanged(squashed: Squash, kind: Uint8Array): void {
  for (const { change, below } of squashed.effects) {
    for (let index = 0; index < change.length; index++) {
      const lower = below[index] ?? -1;
      if (change[index] === CHANGED && lower >= 0 && kind[lower] === SAME) change[index] = UNCHANGED;
    }
  }
}
