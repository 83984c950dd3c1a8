import type {
  ComparedFilesRequest,
  Comparison,
  DeltaKind,
  DeltaSum,
  FileDelta,
  LayerPair,
} from '../../../protocol/compare.ts';
import type { ImageOverview, Page } from '../../../protocol/image.ts';
import type { OpenedImage } from '../openImage.ts';
import { alignLayers } from './alignLayers.ts';
import { compareImages, type PathDelta } from './compareImages.ts';

/** Two images side by side, ready to be asked about their files. */
export interface ComparedImages {
  readonly comparison: Comparison;
  files(request: ComparedFilesRequest): Page<FileDelta>;
}

/** An image with its own overview. */
export interface ComparedSide {
  readonly image: OpenedImage;
  readonly overview: ImageOverview;
}

/** What `after` has otherwise than `before`. */
export async function compareOpened(
  before: ComparedSide,
  after: ComparedSide,
  signal?: AbortSignal,
): Promise<ComparedImages> {
  const difference = await compareImages(before.image, after.image, signal);
  const files: readonly FileDelta[] = [
    ...deltas('added', difference.added, 1),
    ...deltas('removed', difference.removed, -1),
    ...deltas('changed', difference.changed, 1),
  ].sort((a, b) => Math.abs(b.delta) - Math.abs(a.delta));
  return {
    comparison: {
      before: before.overview,
      after: after.overview,
      sizeDelta: difference.sizeDelta,
      finalDelta: after.image.waste.liveBytes - before.image.waste.liveBytes,
      sharedLayers: difference.sharedLayers,
      pairs: layerPairs(before.overview, after.overview, difference.sharedLayers),
      added: sumOf('added', files),
      removed: sumOf('removed', files),
      changed: sumOf('changed', files),
    },
    files: request => filesPage(files, request),
  };
}

function filesPage(
  files: readonly FileDelta[],
  { kind, layer, text = '', offset, limit }: ComparedFilesRequest,
): Page<FileDelta> {
  const wanted = text.toLowerCase();
  const all = kind === undefined && layer === undefined && wanted === '';
  const left = all
    ? files
    : files.filter(
        file =>
          (kind === undefined || file.kind === kind) &&
          (layer === undefined || file.after === layer) &&
          (wanted === '' || `/${file.path}`.toLowerCase().includes(wanted)),
      );
  return { total: left.length, offset, items: left.slice(offset, offset + limit) };
}

function deltas(kind: DeltaKind, found: readonly PathDelta[], sign: 1 | -1): readonly FileDelta[] {
  return found.map(({ path, bytes, layerA, layerB }) => ({
    path,
    kind,
    delta: bytes === 0 ? 0 : bytes * sign,
    before: layerA,
    after: layerB,
  }));
}

function sumOf(kind: DeltaKind, files: readonly FileDelta[]): DeltaSum {
  let count = 0;
  let bytes = 0;
  for (const file of files) {
    if (file.kind !== kind) continue;
    count++;
    bytes += file.delta;
  }
  return { files: count, bytes };
}

/** Shared layers are pairs as they are; above them steps are matched by what made them. */
function layerPairs(before: ImageOverview, after: ImageOverview, shared: number): readonly LayerPair[] {
  const rest = (overview: ImageOverview): readonly string[] =>
    overview.layers.slice(shared).map(({ createdBy }) => createdBy);
  const pairs = [
    ...Array.from({ length: shared }, (_, index) => ({ a: index, b: index })),
    ...alignLayers(rest(before), rest(after)).map(({ a, b }) => ({
      a: a === undefined ? undefined : a + shared,
      b: b === undefined ? undefined : b + shared,
    })),
  ];
  return pairs.map(({ a, b }) => {
    const old = a === undefined ? undefined : before.layers[a];
    const now = b === undefined ? undefined : after.layers[b];
    return {
      before: a,
      after: b,
      same: old !== undefined && now !== undefined && old.diffId !== '' && old.diffId === now.diffId,
      delta: (now?.size ?? 0) - (old?.size ?? 0),
    };
  });
}
