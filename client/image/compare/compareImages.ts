import { digestBodies } from '../digests.ts';
import { entryAt, shownSize } from '../layerTrees.ts';
import type { OpenedImage } from '../openImage.ts';
import { compareEntries, type EntryAt } from '../sameness.ts';

export interface PathDelta {
  readonly path: string;
  /** Bytes it has, had, or has more than before. */
  readonly bytes: number;
  /** Layers it comes from in each image; undefined where that has none, or no entry for it. */
  readonly layerA: number | undefined;
  readonly layerB: number | undefined;
}

export interface ImageDifference {
  /** Bytes of all layers of `b` less those of `a`. */
  readonly sizeDelta: number;
  /** Layers both begin with, and what each has beyond them (indexes). */
  readonly sharedLayers: number;
  readonly onlyA: readonly number[];
  readonly onlyB: readonly number[];
  /** Paths of the final trees, by size of the difference, largest first. */
  readonly added: readonly PathDelta[];
  readonly removed: readonly PathDelta[];
  readonly changed: readonly PathDelta[];
}

/** What `b` has otherwise than `a`, seen in their final trees. Bytes are read only where sizes agree. */
export async function compareImages(
  a: OpenedImage,
  b: OpenedImage,
  signal?: AbortSignal,
): Promise<ImageDifference> {
  const shared = sharedLayers(a, b);
  const added: PathDelta[] = [];
  const removed: PathDelta[] = [];
  const changed: PathDelta[] = [];
  const open: (Omit<PathDelta, 'bytes'> & { readonly a: number; readonly b: number })[] = [];
  const layersOf = (ownerA: number, ownerB: number): Pick<PathDelta, 'layerA' | 'layerB'> => ({
    layerA: ownerA < 0 ? undefined : a.squashed.layerOf(ownerA),
    layerB: ownerB < 0 ? undefined : b.squashed.layerOf(ownerB),
  });

  // Paths of one image by those of the other: parents come first in `live`.
  const inB = new Map<number, number>([[0, 0]]);
  const liveB = new Set(b.squashed.live);
  const matched = new Set<number>();
  for (const path of a.squashed.live) {
    const parent = inB.get(a.table.parent(path));
    const name = a.table.nameBytes(path);
    const twin = parent === undefined ? -1 : b.table.find(parent, name, 0, name.length);
    const ownerA = a.squashed.owner[path] ?? -1;
    if (twin < 0 || !liveB.has(twin)) {
      removed.push({ path: a.table.text(path), bytes: sizeOf(a, ownerA), ...layersOf(ownerA, -1) });
      continue;
    }
    inB.set(path, twin);
    matched.add(twin);
    const ownerB = b.squashed.owner[twin] ?? -1;
    const same = sameEntry(a, ownerA, b, ownerB, shared);
    const text = a.table.text(path);
    if (same === undefined)
      open.push({ path: text, a: dataOf(a, ownerA), b: dataOf(b, ownerB), ...layersOf(ownerA, ownerB) });
    else if (!same)
      changed.push({
        path: text,
        bytes: sizeOf(b, ownerB) - sizeOf(a, ownerA),
        ...layersOf(ownerA, ownerB),
      });
  }
  for (const path of b.squashed.live) {
    if (matched.has(path)) continue;
    const owner = b.squashed.owner[path] ?? -1;
    added.push({ path: b.table.text(path), bytes: sizeOf(b, owner), ...layersOf(-1, owner) });
  }

  const digestsA = await digests(
    a,
    open.map(pair => pair.a),
    signal,
  );
  const digestsB = await digests(
    b,
    open.map(pair => pair.b),
    signal,
  );
  for (const pair of open) {
    const digest = digestsA.get(pair.a);
    if (digest !== undefined && digest === digestsB.get(pair.b)) continue;
    changed.push({ path: pair.path, bytes: 0, layerA: pair.layerA, layerB: pair.layerB });
  }
  return {
    sizeDelta: b.waste.totalBytes - a.waste.totalBytes,
    sharedLayers: shared,
    onlyA: a.source.layers.map((_, index) => index).slice(shared),
    onlyB: b.source.layers.map((_, index) => index).slice(shared),
    added: bySize(added),
    removed: bySize(removed),
    changed: bySize(changed),
  };
}

/** How many layers from the lowest are the same. */
function sharedLayers(a: OpenedImage, b: OpenedImage): number {
  let shared = 0;
  for (const [index, layer] of a.source.layers.entries()) {
    if (layer.diffId === '' || layer.diffId !== b.source.layers[index]?.diffId) break;
    if (a.layers[index]?.problem || b.layers[index]?.problem) break;
    shared++;
  }
  return shared;
}

function sameEntry(
  a: OpenedImage,
  ownerA: number,
  b: OpenedImage,
  ownerB: number,
  shared: number,
): boolean | undefined {
  const entryA = dataEntry(a, ownerA);
  const entryB = dataEntry(b, ownerB);
  if (!entryA || !entryB) return entryA === entryB;
  const layerA = a.squashed.layerOf(dataOf(a, ownerA));
  const layerB = b.squashed.layerOf(dataOf(b, ownerB));
  if (layerA < shared && layerA === layerB && entryA.index === entryB.index) return true;
  // Each build has its own times: they alone make no difference.
  const { content, metadata } = compareEntries(entryA, entryB, { times: false });
  if (content === false || !metadata) return false;
  return content;
}

const dataOf = (image: OpenedImage, owner: number): number => image.squashed.data[owner] ?? -1;

function dataEntry(image: OpenedImage, owner: number): EntryAt | undefined {
  return owner < 0 ? undefined : entryAt(image.indexes, image.squashed, dataOf(image, owner));
}

function sizeOf(image: OpenedImage, owner: number): number {
  return owner < 0 ? 0 : shownSize(image.indexes, image.squashed, owner);
}

async function digests(
  image: OpenedImage,
  entries: readonly number[],
  signal: AbortSignal | undefined,
): Promise<ReadonlyMap<number, string>> {
  const { squashed } = image;
  const wanted = new Map<number, Set<number>>();
  for (const entry of entries) {
    const number = squashed.layerOf(entry);
    wanted.set(number, (wanted.get(number) ?? new Set()).add(entry - (squashed.base[number] ?? 0)));
  }
  return digestBodies(image.indexes, squashed.base, wanted, {
    bytesOf: layer => image.layers[layer]?.bytes,
    createSha256: image.ports.createSha256,
    unpackedBytes: image.limits.unpackedBytes,
    signal,
  });
}

function bySize(deltas: PathDelta[]): readonly PathDelta[] {
  return deltas.sort((a, b) => Math.abs(b.bytes) - Math.abs(a.bytes) || (a.path < b.path ? -1 : 1));
}
