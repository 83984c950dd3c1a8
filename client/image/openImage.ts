import type { ReadProgress } from '../../protocol/image.ts';
import { failure, type Outcome, success } from '../../protocol/result.ts';
import { openArchive } from './archiveFiles.ts';
import { type ByteReader, memoryScratch, type Scratch } from './bytes.ts';
import { type DiveScore, diveScore } from './diveScore.ts';
import type { ImageFiles } from './files.ts';
import { emptyLayer, type LayerIndex } from './layerIndex.ts';
import { type BrowsableTree, finalTree, layerTree } from './layerTrees.ts';
import { defaultLimits, type Limits } from './limits.ts';
import { openSource } from './openSource.ts';
import { createPathTable, type PathTable } from './pathTable.ts';
import { parsePlatform, platformText } from './platform.ts';
import { type Problem, problemText } from './problem.ts';
import { type KnownLayer, type ReadLayer, readLayers } from './readLayers.ts';
import { type Settled, settle, settledAs } from './settle.ts';
import { createSha256, type Sha256 } from './sha256.ts';
import type { ImageSource, NoImage } from './source.ts';
import { type Squash, squash } from './squash.ts';
import { listWaste, measureWaste, type Waste, type WastedPath } from './waste.ts';

/** What reading images needs from outside. */
export interface ImagePorts {
  /** Where compressed archives are unpacked to; in memory when left out. */
  readonly createScratch?: () => Scratch;
  /** A faster one than plain JavaScript. */
  readonly createSha256?: () => Sha256;
}

export interface OpenOptions {
  /** Names the archive or folder in failures. */
  readonly name: string;
  /** `os/architecture[/variant]`. */
  readonly platform?: string | undefined;
  /** The machine's own, taken where there is a choice. */
  readonly preferredPlatform?: string | undefined;
  /** One of the tags, where an archive holds several images. */
  readonly reference?: string | undefined;
  readonly limits?: Partial<Limits>;
  /** A layer that was read another time, put into the table; undefined when it was not. */
  readonly knownLayer?: KnownLayer | undefined;
  readonly ports?: ImagePorts;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: ReadProgress) => void) | undefined;
}

/** An image read as a whole: plain data, and what is worked out from it on demand. */
export interface OpenedImage {
  readonly name: string;
  readonly source: ImageSource;
  readonly table: PathTable;
  readonly layers: readonly ReadLayer[];
  readonly indexes: readonly LayerIndex[];
  readonly squashed: Squash;
  readonly settled: Settled;
  readonly waste: Waste;
  readonly dive: DiveScore;
  /** What is wrong beside the layers. */
  readonly notes: readonly Problem[];
  readonly limits: Limits;
  readonly ports: Required<ImagePorts>;
  tree(layer: number | 'final'): BrowsableTree;
  wasted(): readonly WastedPath[];
}

/** Opens a `docker save` or OCI archive, compressed or not. The reader must stay readable while the image is in use. */
export async function openImageArchive(
  reader: ByteReader,
  options: OpenOptions,
): Promise<Outcome<OpenedImage>> {
  const limits = { ...defaultLimits, ...options.limits };
  const files = await openArchive(reader, {
    limits,
    createScratch: options.ports?.createScratch ?? memoryScratch,
    signal: options.signal,
    onProgress: bytes => options.onProgress?.({ phase: 'read', bytes, total: reader.size, entries: 0 }),
  });
  return openImageFiles(files, options);
}

/** Opens an image from the files of a layout folder or an archive that was opened already. */
export async function openImageFiles(files: ImageFiles, options: OpenOptions): Promise<Outcome<OpenedImage>> {
  const { signal, onProgress, name } = options;
  if (signal?.aborted) return failure('cancelled');
  const limits = options.limits ? { ...defaultLimits, ...options.limits } : defaultLimits;
  const platform = options.platform === undefined ? undefined : parsePlatform(options.platform);
  if (options.platform !== undefined && !platform) {
    return failure('platform-not-found', { platform: options.platform, available: '' });
  }
  const preferred =
    options.preferredPlatform === undefined ? undefined : parsePlatform(options.preferredPlatform);
  const found = await openSource(files, { reference: options.reference, platform, preferred }, limits);
  if (signal?.aborted) return failure('cancelled');
  if (!found.ok) return explainNoImage(found.none, files, options);
  if (found.source.layers.length > limits.layers) {
    return failure('limit-reached', { limit: 'layers', value: limits.layers });
  }
  const table = createPathTable();
  const layers = await readLayers(table, found.source.layers, {
    limits,
    signal,
    known: options.knownLayer,
    onProgress: (bytes, total, entries) => onProgress?.({ phase: 'read', bytes, total, entries }),
  });
  if (signal?.aborted) return failure('cancelled');
  const notes = [...(files.problem ? [files.problem] : []), ...found.source.notes];
  const image = await assembleImage({ name, source: found.source, notes, table, layers, limits }, options);
  return signal?.aborted ? failure('cancelled') : success(image);
}

/** An image that was read, before anything is worked out from it. */
export interface ReadImage {
  readonly name: string;
  readonly source: ImageSource;
  readonly notes: readonly Problem[];
  readonly table: PathTable;
  readonly layers: readonly ReadLayer[];
  readonly limits: Limits;
}

/** Works out what an image is; `kind` is what an earlier time found out by comparing bytes. */
export async function assembleImage(
  { name, source, notes, table, layers, limits }: ReadImage,
  options: OpenOptions,
  kind?: Uint8Array,
): Promise<OpenedImage> {
  const ports = { createScratch: memoryScratch, createSha256, ...options.ports };
  const indexes = layers.map(({ index }) => index);
  const squashed = squash(table, indexes);
  const settled =
    kind === undefined
      ? await settle(indexes, squashed, {
          bytesOf: layer => layers[layer]?.bytes,
          createSha256: ports.createSha256,
          unpackedBytes: limits.unpackedBytes,
          signal: options.signal,
        })
      : settledAs(squashed, kind);
  const trees = new Map<number | 'final', BrowsableTree>();
  let wasted: readonly WastedPath[] | undefined;
  return {
    name,
    source,
    table,
    layers,
    indexes,
    squashed,
    settled,
    notes,
    waste: measureWaste(indexes, squashed),
    dive: diveScore(
      table,
      indexes.map((index, number) => (source.layers[number]?.isLink ? emptyLayer : index)),
    ),
    limits,
    ports,
    tree: layer => {
      let tree = trees.get(layer);
      if (!tree) {
        tree =
          layer === 'final'
            ? finalTree(table, indexes, squashed)
            : layerTree(table, indexes, squashed, layer);
        trees.set(layer, tree);
      }
      return tree;
    },
    wasted: () => {
      wasted ??= listWaste(table, indexes, squashed, settled);
      return wasted;
    },
  };
}

function explainNoImage(
  none: NoImage,
  files: ImageFiles,
  { name, platform, reference }: OpenOptions,
): { readonly ok: false; readonly failure: Extract<Outcome<never>, { ok: false }>['failure'] } {
  switch (none.reason) {
    case 'no-platform':
      return failure('platform-not-found', {
        platform: platform ?? '',
        available: [...new Set(none.available.map(platformText))].join(', '),
      });
    case 'no-reference':
      return failure('image-not-found', { reference: reference ?? '' }, none.tags.join(', '));
    case 'no-image':
      return explainProblem(none.problem ?? files.problem, files.empty, name);
  }
}

function explainProblem(trouble: Problem | undefined, empty: boolean, path: string) {
  if (trouble?.code === 'truncated') return failure('archive-truncated', { path }, problemText(trouble));
  if (trouble?.code === 'unreadable') return failure('archive-unreadable', { path }, problemText(trouble));
  if (trouble?.code === 'limit') {
    return failure('limit-reached', { limit: trouble.args.limit ?? '', value: trouble.args.value ?? 0 });
  }
  if (trouble) return failure('archive-invalid', { path }, problemText(trouble));
  const detail = empty
    ? 'it is empty'
    : 'it holds neither manifest.json nor index.json: a file system, perhaps, but no image';
  return failure('archive-invalid', { path }, detail);
}
