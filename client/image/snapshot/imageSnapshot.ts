import type { ImageOverview } from '../../../protocol/image.ts';
import type { ByteReader } from '../bytes.ts';
import type { Compression } from '../decompress.ts';
import type { LayerIndex } from '../layerIndex.ts';
import { defaultLimits } from '../limits.ts';
import { assembleImage, type ImagePorts, type OpenedImage } from '../openImage.ts';
import { overviewOf } from '../overview.ts';
import type { PathTable } from '../pathTable.ts';
import type { ImageSource, LayerSource } from '../source.ts';
import { SNAPSHOT_VERSION } from './layerSnapshot.ts';

/** What of an image is kept besides its layers: enough to show it without its bytes. */
export interface ImageSnapshot {
  readonly version: number;
  readonly name: string;
  readonly source: Omit<ImageSource, 'layers' | 'readStatements'>;
  readonly layers: readonly (Omit<LayerSource, 'open'> & {
    readonly storedSize: number;
    readonly compression: Compression;
  })[];
  /** As `Settled.kind`. */
  readonly settled: Uint8Array;
  /** What is shown of it at first sight, so that nobody waits for its layers to be put together. */
  readonly overview: ImageOverview;
}

/** Undefined for an image that is not whole: it is read anew each time, with what is wrong. */
export function takeImageSnapshot(image: OpenedImage): ImageSnapshot | undefined {
  const { layers: sources, readStatements: _, ...source } = image.source;
  if (image.notes.length > 0 || image.limits !== defaultLimits) return undefined;
  const layers: ImageSnapshot['layers'][number][] = [];
  for (const [index, { open: _open, ...layer }] of sources.entries()) {
    const read = image.layers[index];
    if (!read?.bytes || read.problem || read.storedSize === undefined || layer.diffId === '')
      return undefined;
    layers.push({ ...layer, storedSize: read.storedSize, compression: read.bytes.compression });
  }
  return {
    version: SNAPSHOT_VERSION,
    name: image.name,
    source,
    layers,
    settled: image.settled.kind,
    overview: overviewOf(image),
  };
}

/** Bytes of a layer when they are needed after all. */
export type LayerBytesAgain = (layer: number) => Promise<ByteReader>;

/**
 * The image again from what was kept of it; `indexes` are its layers over `table`. Undefined where they do not fit.
 */
export async function restoreImage(
  snapshot: ImageSnapshot,
  table: PathTable,
  indexes: readonly LayerIndex[],
  bytesAgain: LayerBytesAgain,
  readStatements: NonNullable<ImageSource['readStatements']>,
  ports: ImagePorts,
): Promise<OpenedImage | undefined> {
  const { version, name, settled } = snapshot;
  const entries = indexes.reduce((sum, { count }) => sum + count, 0);
  if (version !== SNAPSHOT_VERSION || indexes.length !== snapshot.layers.length || settled.length !== entries)
    return undefined;
  const readers = snapshot.layers.map(({ storedSize }, layer): ByteReader => {
    const read: ByteReader['read'] = async (offset, length, into) =>
      (await bytesAgain(layer)).read(offset, length, into);
    return { size: storedSize, read };
  });
  const layers = snapshot.layers.map(({ storedSize, compression, ...layer }, index) => {
    const reader = readers[index] ?? { size: 0, read: () => new Uint8Array(0) };
    const source: LayerSource = { ...layer, open: async () => ({ ok: true, reader }) };
    const read = {
      index: indexes[index] ?? raise(),
      problem: undefined,
      bytes: { reader, compression },
      storedSize,
    };
    return { source, read };
  });
  const source: ImageSource = {
    ...snapshot.source,
    layers: layers.map(layer => layer.source),
    readStatements,
  };
  const read = layers.map(layer => layer.read);
  return assembleImage(
    { name, source, notes: [], table, layers: read, limits: defaultLimits },
    { name, ports },
    settled,
  );
}

function raise(): never {
  throw new Error('more layers than indexes');
}
