import type { LayerBytes } from './bodies.ts';
import type { ByteReader } from './bytes.ts';
import { type Compression, decompress, explainStream, sniffCompression } from './decompress.ts';
import { createIndexBuilder } from './indexBuilder.ts';
import { emptyLayer, type LayerIndex } from './layerIndex.ts';
import type { Limits } from './limits.ts';
import type { PathTable } from './pathTable.ts';
import { type Problem, problem, unreadable } from './problem.ts';
import { scanReader, scanStream } from './scanTar.ts';
import type { LayerSource, OpenedLayer } from './source.ts';
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

/** Finds the index of a layer that was read another time. */
export type KnownLayer = (table: PathTable, source: LayerSource) => Promise<LayerIndex | undefined>;

export interface ReadLayersOptions {
  readonly limits: Limits;
  readonly known?: KnownLayer | undefined;
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
  const tasks = new Map<string, Task>();
  for (const source of sources) {
    if (!tasks.has(source.key))
      tasks.set(source.key, { source, opened: await source.open(), done: 0, entries: 0 });
  }
  const all = [...tasks.values()];
  const total = sum(all.map(({ opened }) => (opened.ok ? opened.reader.size : 0)));
  const report = (): void =>
    options.onProgress?.(sum(all.map(({ done }) => done)), total, sum(all.map(({ entries }) => entries)));

  const results = new Map<string, ReadLayer>();
  const waiting = all.values();
  async function work(): Promise<void> {
    for (const task of waiting) {
      if (options.signal?.aborted) return;
      results.set(task.source.key, await readLayer(table, task, options, report));
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return sources.map(({ key, size }) => results.get(key) ?? broken(problem('missing', { name: key }), size));
}

interface Task {
  readonly source: LayerSource;
  readonly opened: OpenedLayer;
  /** Stored bytes that are behind, and entries found. */
  done: number;
  entries: number;
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

async function readLayer(
  table: PathTable,
  task: Task,
  { limits, known, signal }: ReadLayersOptions,
  report: () => void,
): Promise<ReadLayer> {
  const { source, opened } = task;
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
  const before = await known?.(table, source);
  if (before) {
    task.done = reader.size;
    task.entries = before.count;
    report();
    return { index: before, problem: undefined, bytes: { reader, compression }, storedSize: reader.size };
  }
  const { index, trouble } = await scanLayer(table, reader, compression, limits, signal, (bytes, entries) => {
    task.done = bytes;
    task.entries = entries;
    report();
  });
  task.done = reader.size;
  if (trouble) return broken(trouble, reader.size);
  return { index, problem: undefined, bytes: { reader, compression }, storedSize: reader.size };
}

async function scanLayer(
  table: PathTable,
  reader: ByteReader,
  compression: Compression,
  limits: Limits,
  signal: AbortSignal | undefined,
  progress: (bytes: number, entries: number) => void,
): Promise<{ readonly index: LayerIndex; readonly trouble: Problem | undefined }> {
  const builder = createIndexBuilder(table, { limits, checksums: compression !== 'none' });
  const scanner = createTarScanner(builder, limits);
  const onProgress = (bytes: number): void => progress(bytes, builder.count());
  const trouble =
    compression === 'none'
      ? await scanReader(reader, scanner, { signal, onProgress })
      : await scanStream(
          decompress(reader, compression, { limit: limits.unpackedBytes, signal, onProgress }),
          scanner,
          explainStream,
          signal,
        );
  return { index: builder.finish(), trouble: builder.trouble() ?? trouble };
}

function broken(reason: Problem, storedSize: number | undefined): ReadLayer {
  return { index: emptyLayer, problem: reason, bytes: undefined, storedSize };
}
