import type { ByteReader } from './bytes.ts';
import { type Compression, decompress, explainStream } from './decompress.ts';
import { FILE, type LayerIndex } from './layerIndex.ts';
import { type Problem, problem, unreadable } from './problem.ts';

/** A layer's bytes as they are stored. */
export interface LayerBytes {
  readonly reader: ByteReader;
  readonly compression: Compression;
}

export interface BodySink {
  begin(entry: number): void;
  bytes(chunk: Uint8Array): void;
  end(entry: number): void;
}

export interface BodyOptions {
  readonly unpackedBytes: number;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((bytes: number) => void) | undefined;
}

const CHUNK = 1 << 20;

/** Bytes of an entry's body in the archive. */
export function storedSize(layer: LayerIndex, entry: number): number {
  if (layer.kind[entry] !== FILE) return 0;
  return layer.extra.get(entry)?.stored ?? layer.size[entry] ?? 0;
}

/**
 * Reads the bodies of some entries of a layer, in the order of the archive: by jumping to them, or of a
 * compressed layer by inflating as far as the last of them.
 */
export async function readBodies(
  layer: LayerIndex,
  bytes: LayerBytes,
  entries: readonly number[],
  sink: BodySink,
  options: BodyOptions,
): Promise<Problem | undefined> {
  const wanted = [...entries].sort((a, b) => (layer.offset[a] ?? 0) - (layer.offset[b] ?? 0));
  return bytes.compression === 'none'
    ? readJumping(layer, bytes.reader, wanted, sink, options)
    : readInflating(layer, bytes, wanted, sink, options);
}

async function readJumping(
  layer: LayerIndex,
  reader: ByteReader,
  entries: readonly number[],
  sink: BodySink,
  { signal, onProgress }: BodyOptions,
): Promise<Problem | undefined> {
  for (const entry of entries) {
    const start = layer.offset[entry] ?? 0;
    const size = storedSize(layer, entry);
    sink.begin(entry);
    for (let done = 0; done < size; ) {
      if (signal?.aborted) return undefined;
      let chunk: Uint8Array;
      try {
        chunk = await reader.read(start + done, Math.min(CHUNK, size - done));
      } catch (error) {
        return unreadable(error);
      }
      if (chunk.length === 0) return problem('truncated', { offset: start + done });
      sink.bytes(chunk);
      done += chunk.length;
      onProgress?.(start + done);
    }
    sink.end(entry);
  }
  return undefined;
}

async function readInflating(
  layer: LayerIndex,
  { reader, compression }: LayerBytes,
  entries: readonly number[],
  sink: BodySink,
  { unpackedBytes, signal, onProgress }: BodyOptions,
): Promise<Problem | undefined> {
  let next = 0;
  let position = 0;
  let begun = false;
  try {
    for await (const chunk of decompress(reader, compression, { limit: unpackedBytes, signal, onProgress })) {
      const end = position + chunk.length;
      for (; next < entries.length; next++) {
        const entry = entries[next] ?? 0;
        const start = layer.offset[entry] ?? 0;
        const stop = start + storedSize(layer, entry);
        if (start >= end && stop > start) break;
        if (!begun) sink.begin(entry);
        begun = true;
        const from = Math.max(start, position) - position;
        if (stop > position) sink.bytes(chunk.subarray(from, Math.min(stop, end) - position));
        if (stop > end) break;
        sink.end(entry);
        begun = false;
      }
      if (next >= entries.length) return undefined;
      position = end;
      if (signal?.aborted) return undefined;
    }
  } catch (error) {
    return explainStream(error);
  }
  return problem('truncated', { offset: position });
}
