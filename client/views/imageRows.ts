import type { HistoryStep, ImagePart, ImageSummary } from '../../protocol/engine.ts';

/** One line of the list: a tag of an image, or an image without any. */
export interface ImageRow {
  /** Stable while the image keeps its tag. */
  readonly key: string;
  /** `name:tag`; undefined for an image without a tag. */
  readonly tag: string | undefined;
  readonly image: ImageSummary;
}

/** Newest first; images without a tag last, because they are what is left over. */
export function imageRows(images: readonly ImageSummary[]): readonly ImageRow[] {
  const rows = images.flatMap((image): ImageRow[] =>
    image.tags.length === 0
      ? [{ key: image.id, tag: undefined, image }]
      : image.tags.map(tag => ({ key: `${image.id} ${tag}`, tag, image })),
  );
  return rows.sort(
    (a, b) =>
      Number(a.tag === undefined) - Number(b.tag === undefined) ||
      b.image.created - a.image.created ||
      compareText(a.tag ?? a.key, b.tag ?? b.key),
  );
}

/** What the engine calls this row when it is asked to act on it: the tag, so that other tags are untouched. */
export function rowReference(row: ImageRow): string {
  return row.tag ?? row.image.id;
}

/** How the row is called: its tag, `name@sha256:…` of one that was pulled so, else nothing. */
export function rowName({ tag, image }: ImageRow): string | undefined {
  return tag ?? image.digests[0];
}

/** Manifests of platforms whose bytes are here; one at most where the engine does not tell them apart. */
export function presentPlatforms({ parts = [] }: ImageSummary): readonly ImagePart[] {
  return parts.filter(({ kind, available }) => kind === 'image' && available);
}

/** The digest to hand to someone else: `name@sha256:…` when a registry knows the image, otherwise its id. */
export function rowDigest(row: ImageRow): string {
  const name = row.tag === undefined ? undefined : repositoryOf(row.tag);
  return (
    row.image.digests.find(digest => digest.startsWith(`${name}@`)) ?? row.image.digests[0] ?? row.image.id
  );
}

/** The layer each history step made, counted from 0 at the bottom; undefined for steps without one. */
export function stepLayers(history: readonly HistoryStep[]): readonly (number | undefined)[] {
  let next = 0;
  return history.map(step => (step.empty ? undefined : next++));
}

/** `registry:5000/name:tag` without its tag. */
export function repositoryOf(reference: string): string {
  const colon = reference.lastIndexOf(':');
  return colon > reference.lastIndexOf('/') ? reference.slice(0, colon) : reference;
}

/** By code unit: the same on every machine. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
