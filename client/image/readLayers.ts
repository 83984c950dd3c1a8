import type { LayerBytes } from './bodies.ts';
import type { ByteReader } from './bytes.ts';
import { type Compression, decompress, explainStream, sniffCompression } from './decompress.ts';
import { createIndexBuilder } from './indexBuilder.ts';
import { emptyLayer, type LayerIndex } from './layerIndex.ts';
import type { Limits } from './limits.ts';
import type { PathTable } from './pathTable.ts';
import { type Problem, problem, unreadable } from './problem.ts';
import { scanReader, scanStream } from './scanTar.ts';
import type { LayerSource } from './source.ts';
import { createTarScanner } from './tarScanner.ts';

/** A layer once it was read; a broken one has a problem and no entries. */
export interface ReadLayer {
  readonly index: LayerIndex;
  readonly problem: Problem | undefined;
  /** For a second look at its bodies. */
  readonly bytes: LayerBytes | undefined;
  /** Bytes as stored, where they are there. */
  readonly storedSize: number | undefined;
}

export interface ReadLayersOptions {
  readonly limits: Limits;
  readonly signal?: AbortSignal | undefined;
  /** Stored bytes that are behind, of `total`, and entries found, over all layers. */
  readonly onProgress?: ((bytes: number, total: number, entries: number) => void) | undefined;
}

/** Inflating runs beside this thread: two layers at once fill two cores. */
const AT_ONCE = 2;

/** Reads all layers, each in one pass, into indexes over one table of paths. The same bytes twice are read once. */
export async function readLayers(
  table: PathTable,
  sources: readonly LayerSource[],
  options: ReadLayersOptions,
): Promise<readonly ReadLayer[]> {
  const progress = createProgress(options, sources);
  const opened = new Map<string, Promise<ReadLayer>>();
  const results: Promise<ReadLayer>[] = [];
  let running: Promise<unknown>[] = [];
  for (const [number, source] of sources.entries()) {
    const key = source.digest ?? (source.diffId || undefined);
    const known = key === undefined ? undefined : opened.get(key);
    if (known) {
      results.push(known);
      continue;
    }
    if (running.length === AT_ONCE) {
      await Promise.race(running);
      running = running.slice(-AT_ONCE).filter(task => !finished.has(task));
    }
    const task = readLayer(table, source, options, progress.of(number));
    void task.then(() => finished.add(task));
    running.push(task);
    if (key !== undefined) opened.set(key, task);
    results.push(task);
  }
  return Promise.all(results);
}

const finished = new WeakSet<Promise<unknown>>();

interface LayerProgress {
  bytes(done: number): void;
  entries(count: number): void;
}

function createProgress({ onProgress }: ReadLayersOptions, sources: readonly LayerSource[]) {
  const done = sources.map(() => 0);
  const found = sources.map(() => 0);
  const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
  const total = sum(sources.map(source => source.size ?? 0));
  return {
    of: (number: number): LayerProgress => ({
      bytes: bytes => {
        done[number] = bytes;
        onProgress?.(sum(done), Math.max(total, sum(done)), sum(found));
      },
      entries: count => {
        found[number] = count;
      },
    }),
  };
}

async function readLayer(
  table: PathTable,
  source: LayerSource,
  { limits, signal }: ReadLayersOptions,
  progress: LayerProgress,
): Promise<ReadLayer> {
  const opened = await source.open();
  if (!opened.ok) return broken(opened.problem, source.size);
  const { reader } = opened;
  let compression: Compression;
  try {
    compression = sniffCompression(await reader.read(0, 8));
  } catch (error) {
    return broken(unreadable(error), reader.size);
  }
  if (compression === 'xz' || compression === 'bzip2') {
    return broken(problem('unsupported-compression', { compression }), reader.size);
  }
  const { index, trouble } = await scanLayer(table, reader, compression, limits, signal, progress);
  if (trouble) return broken(trouble, reader.size);
  return { index, problem: undefined, bytes: { reader, compression }, storedSize: reader.size };
}

async function scanLayer(
  table: PathTable,
  reader: ByteReader,
  compression: Compression,
  limits: Limits,
  signal: AbortSignal | undefined,
  progress: LayerProgress,
): Promise<{ readonly index: LayerIndex; readonly trouble: Problem | undefined }> {
  const builder = createIndexBuilder(table, { limits, checksums: compression !== 'none' });
  const scanner = createTarScanner(builder, limits);
  const onProgress = (bytes: number): void => {
    progress.entries(builder.count());
    progress.bytes(bytes);
  };
  const trouble =
    compression === 'none'
      ? await scanReader(reader, scanner, { signal, onProgress })
      : await scanStream(
          decompress(reader, compression, { limit: limits.unpackedBytes, signal, onProgress }),
          scanner,
          explainStream,
          signal,
        );
  progress.entries(builder.count());
  return { index: builder.finish(), trouble: builder.trouble() ?? trouble };
}

function broken(reason: Problem, storedSize: number | undefined): ReadLayer {
  return { index: emptyLayer, problem: reason, bytes: undefined, storedSize };
}
