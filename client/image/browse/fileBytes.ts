import { failure, type Outcome, success } from '../../../protocol/result.ts';
import { readBodies, storedSize } from '../bodies.ts';
import { FILE, type LayerIndex } from '../layerIndex.ts';
import { entryAt } from '../layerTrees.ts';
import type { OpenedImage } from '../openImage.ts';
import { problemText } from '../problem.ts';
import { createSparseReader, type FileSink } from '../sparseMap.ts';

/** Where the bytes of a file are. */
export interface FilePlace {
  readonly number: number;
  readonly layer: LayerIndex;
  readonly index: number;
  /** Bytes. */
  readonly size: number;
}

export interface ReadOptions {
  readonly signal?: AbortSignal | undefined;
  /** Bytes of the layer that are behind: of a packed layer all before the file must be unpacked. */
  readonly onProgress?: ((bytes: number, total: number) => void) | undefined;
}

/** The bytes that an entry shows, through a hard link too; undefined for what has none. */
export function placeOf({ indexes, squashed }: OpenedImage, entry: number): FilePlace | undefined {
  const shown = squashed.data[entry] ?? entry;
  const at = entryAt(indexes, squashed, shown < 0 ? entry : shown);
  if (!at || at.layer.kind[at.index] !== FILE) return undefined;
  return { ...at, number: squashed.layerOf(shown), size: at.layer.size[at.index] ?? 0 };
}

/** Hands over a file's bytes and holes in order. */
export async function streamFile(
  image: OpenedImage,
  { number, layer, index, size }: FilePlace,
  sink: FileSink,
  { signal, onProgress }: ReadOptions = {},
): Promise<Outcome<null>> {
  const bytes = image.layers[number]?.bytes;
  if (!bytes) return failure('layer-unreadable', { layer: number + 1 }, 'its bytes are not here');
  const stored = storedSize(layer, index);
  const map = layer.extra.get(index)?.sparse;
  const bad = (): Outcome<never> =>
    failure('layer-unreadable', { layer: number + 1 }, 'a sparse file whose map does not fit its bytes');
  if (map === undefined && stored !== size) return bad();
  const sparse = map === undefined ? undefined : createSparseReader(map, size, stored, sink);
  const total = bytes.reader.size;
  const trouble = await readBodies(
    layer,
    bytes,
    [index],
    { begin: () => {}, bytes: sparse ? sparse.push : sink.bytes, end: () => {} },
    {
      unpackedBytes: image.limits.unpackedBytes,
      signal,
      onProgress: onProgress && (done => onProgress(done, total)),
    },
  );
  if (signal?.aborted) return failure('cancelled');
  if (trouble) return failure('layer-unreadable', { layer: number + 1 }, problemText(trouble));
  return sparse === undefined || sparse.finish() ? success(null) : bad();
}

/** A whole file, if it is no larger than `most` bytes. */
export async function readWhole(
  image: OpenedImage,
  place: FilePlace,
  most: number,
  options: ReadOptions = {},
): Promise<Outcome<Uint8Array>> {
  if (place.size > most) return failure('limit-reached', { limit: 'bytes', value: most });
  const all = new Uint8Array(place.size);
  let at = 0;
  const read = await streamFile(
    image,
    place,
    {
      bytes: chunk => {
        all.set(chunk.subarray(0, all.length - at), at);
        at += chunk.length;
      },
      hole: length => {
        at += length;
      },
    },
    options,
  );
  return read.ok ? success(all) : read;
}
