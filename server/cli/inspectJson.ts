import type { ImageDifference, PathDelta } from '../../client/image/compare/compareImages.ts';
import { asText } from '../../client/image/documents.ts';
import { entryAt } from '../../client/image/layerTrees.ts';
import type { OpenedImage } from '../../client/image/openImage.ts';
import { overviewOf } from '../../client/image/overview.ts';
import { changeName, describeEntry } from '../../client/image/rows.ts';
import { REMOVED, SUPERSEDED } from '../../client/image/squash.ts';
import type { Change, LayerRow } from '../../protocol/image.ts';

/** One image as one line, in parts: a list of files can be longer than a string may be. */
export function* inspectionJson(
  path: string,
  image: OpenedImage,
  { layer: only, files }: { readonly layer: number | undefined; readonly files: boolean },
): Generator<string> {
  const overview = overviewOf(image);
  const head = {
    path,
    reference: overview.reference,
    tags: overview.tags,
    id: overview.id,
    platform: overview.platform,
    created: asText(image.source.config.created) || null,
    size: overview.size,
    reclaimableBytes: overview.reclaimableBytes,
    efficiency: image.waste.efficiency,
    dive: overview.dive,
  };
  yield `${JSON.stringify(head).slice(0, -1)},"layers":[`;
  const rows = overview.layers.filter(({ index }) => only === undefined || only === index);
  for (const [place, row] of rows.entries()) {
    const fields = JSON.stringify(layerJson(row));
    yield place === 0 ? fields.slice(0, -1) : `,${fields.slice(0, -1)}`;
    if (files) {
      yield ',"entries":[';
      let first = true;
      for (const entry of entriesOf(image, row.index)) {
        yield (first ? '' : ',') + JSON.stringify(entry);
        first = false;
      }
      yield ']';
    }
    yield '}';
  }
  const { config, manifest, index, attestations } = image.source;
  const tail = {
    wasted: image.wasted(),
    notes: overview.notes ?? [],
    history: overview.history,
    platforms: overview.platforms,
    config,
    manifest,
    index: index ?? null,
    attestations: attestations.map(({ digest, subject, predicateTypes, available }) => ({
      digest,
      subject: subject ?? null,
      predicateTypes,
      available,
    })),
  };
  yield `],${JSON.stringify(tail).slice(1)}\n`;
}

function layerJson(row: LayerRow): object {
  return {
    index: row.index,
    digest: row.digest ?? null,
    diffId: row.diffId,
    mediaType: row.mediaType,
    createdBy: row.createdBy,
    size: row.size,
    compressedSize: row.storedSize ?? null,
    files: row.files,
    added: row.added,
    changed: row.changed,
    removed: row.removed,
    // Known once an image is aligned with its Dockerfile.
    instructionLine: null,
    error: row.error ?? null,
    notes: row.notes ?? [],
  };
}

/** One thing a layer holds or takes away. */
export interface EntryJson {
  readonly path: string;
  readonly type: string;
  readonly size: number;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly mtime: number;
  readonly link: string | null;
  readonly change: Change;
}

/** In the order of the archive, then what vanished without a whiteout of its own. */
export function* entriesOf(image: OpenedImage, number: number): Generator<EntryJson> {
  const { table, indexes, squashed } = image;
  const layer = indexes[number];
  const effect = squashed.effects[number];
  if (!layer || !effect) return;
  for (let index = 0; index < layer.count; index++) {
    const change = effect.change[index] ?? SUPERSEDED;
    if (change === SUPERSEDED) continue;
    if (change === REMOVED) {
      yield removed(table.text(layer.target[index] ?? 0), effect.below[index] ?? -1);
      continue;
    }
    const { link, ...described } = describeEntry(layer, index);
    const path = table.text(layer.path[index] ?? 0);
    yield {
      path,
      size: layer.size[index] ?? 0,
      ...described,
      link: link ?? null,
      change: changeName(change),
    };
  }
  for (let at = 0; at < effect.hiddenPath.length; at++) {
    yield removed(table.text(effect.hiddenPath[at] ?? 0), effect.hiddenEntry[at] ?? -1);
  }

  function removed(path: string, entry: number): EntryJson {
    const found = entryAt(indexes, squashed, entry);
    const { link, ...described } = found
      ? describeEntry(found.layer, found.index)
      : { type: 'file', mode: 0, uid: 0, gid: 0, mtime: 0, link: undefined };
    return { path, size: 0, ...described, link: link ?? null, change: 'removed' };
  }
}

export interface ComparedImages {
  readonly nameA: string;
  readonly nameB: string;
  readonly a: OpenedImage;
  readonly b: OpenedImage;
  readonly difference: ImageDifference;
}

export function comparisonJson({ nameA, nameB, a, b, difference }: ComparedImages): string {
  const layers = (image: OpenedImage, wanted: readonly number[]): object[] =>
    overviewOf(image)
      .layers.filter(({ index }) => wanted.includes(index))
      .map(({ index, diffId, createdBy, size }) => ({ index, diffId, createdBy, size }));
  const plain = (deltas: readonly PathDelta[]): object[] =>
    deltas.map(({ path, bytes }) => ({ path, bytes }));
  const { sizeDelta, sharedLayers, onlyA, onlyB, added, removed, changed } = difference;
  const told = {
    a: nameA,
    b: nameB,
    sizeDelta,
    layers: { shared: sharedLayers, a: layers(a, onlyA), b: layers(b, onlyB) },
    added: plain(added),
    removed: plain(removed),
    changed: plain(changed),
  };
  return `${JSON.stringify(told)}\n`;
}
