import * as zlib from 'node:zlib';
import { Decompress } from 'fzstd';
import type { ByteReader } from './bytes.ts';
import { type Problem, problem, unreadable } from './problem.ts';
import { createFrameCutter } from './zstdFrames.ts';

export type Compression = 'none' | 'gzip' | 'zstd' | 'xz' | 'bzip2';

const MAGICS: readonly (readonly [Compression, readonly number[]])[] = [
  ['gzip', [0x1f, 0x8b]],
  ['zstd', [0x28, 0xb5, 0x2f, 0xfd]],
  ['xz', [0xfd, 0x37, 0x7a, 0x58, 0x5a]],
  ['bzip2', [0x42, 0x5a, 0x68]],
];

/** What the first bytes say; media types are not trusted, since writers mislabel. */
export function sniffCompression(head: Uint8Array): Compression {
  for (const [compression, magic] of MAGICS) {
    if (magic.every((byte, index) => head[index] === byte)) return compression;
  }
  // A skippable zstd frame may come first.
  const skippable =
    ((head[0] ?? 0) & 0xf0) === 0x50 && head[1] === 0x2a && head[2] === 0x4d && head[3] === 0x18;
  return skippable ? 'zstd' : 'none';
}

export interface DecompressOptions {
  /** Bytes it may grow to. */
  readonly limit: number;
  readonly signal?: AbortSignal | undefined;
  /** Compressed bytes behind. */
  readonly onProgress?: ((bytes: number) => void) | undefined;
}

const INPUT = 1 << 20;
const OUTPUT = 256 << 10;

/** The bytes of a compressed reader, in order. Throws what `explainStream` turns into a problem. */
export async function* decompress(
  reader: ByteReader,
  compression: Compression,
  options: DecompressOptions,
): AsyncGenerator<Uint8Array, void, undefined> {
  let size = 0;
  for await (const chunk of unlimited(reader, compression, options)) {
    size += chunk.length;
    if (size > options.limit)
      throw new StreamProblem(problem('limit', { limit: 'unpacked bytes', value: options.limit }));
    yield chunk;
  }
}

function unlimited(
  reader: ByteReader,
  compression: Compression,
  options: DecompressOptions,
): AsyncIterable<Uint8Array> {
  const chunks = readChunks(reader, options);
  switch (compression) {
    case 'none':
      return chunks;
    case 'gzip':
      return throughNode(chunks, zlib.createGunzip(nodeOptions), compression);
    case 'zstd':
      // Node has it from 22.15.
      return typeof zlib.createZstdDecompress === 'function'
        ? throughNode(wholeFrames(chunks), zlib.createZstdDecompress(nodeOptions), compression)
        : fzstdStream(chunks);
    default:
      throw new StreamProblem(problem('unsupported-compression', { compression }));
  }
}

// More than one chunk may wait, so that inflating goes on in its thread while the last one is looked at.
const nodeOptions = { chunkSize: OUTPUT, readableHighWaterMark: 4 * OUTPUT };

class StreamProblem extends Error {
  readonly problem: Problem;
  constructor(reason: Problem) {
    super(reason.code);
    this.problem = reason;
  }
}

/** The problem behind what a stream of this module threw; anything else is the medium's failure. */
export function explainStream(error: unknown): Problem {
  return error instanceof StreamProblem ? error.problem : unreadable(error);
}

async function* readChunks(
  reader: ByteReader,
  { signal, onProgress }: DecompressOptions,
): AsyncGenerator<Uint8Array, void, undefined> {
  for (let offset = 0; offset < reader.size && !signal?.aborted; ) {
    const chunk = await reader.read(offset, INPUT);
    if (chunk.length === 0) return;
    offset += chunk.length;
    yield chunk;
    onProgress?.(offset);
  }
}

async function* wholeFrames(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
  const cutter = createFrameCutter();
  for await (const chunk of chunks) yield* cutter.cut(chunk);
}

/** Feeds a zlib stream on one side while its output is taken on the other. */
async function* throughNode(
  chunks: AsyncIterable<Uint8Array>,
  stream: zlib.Gunzip | zlib.ZstdDecompress,
  compression: Compression,
): AsyncGenerator<Uint8Array, void, undefined> {
  let inputFailure: unknown;
  let fed = 0;
  async function feed(): Promise<void> {
    try {
      for await (const chunk of chunks) {
        if (stream.destroyed) return;
        fed += chunk.length;
        await new Promise<void>(resolve => stream.write(chunk, () => resolve()));
      }
      stream.end();
    } catch (error) {
      inputFailure = error;
      stream.destroy(error instanceof Error ? error : new Error(String(error)));
    }
  }
  // Not waited for: when the stream is destroyed its last write may never answer.
  void feed();
  try {
    for await (const chunk of stream) yield chunk as Uint8Array;
  } catch (error) {
    if (inputFailure !== undefined) throw inputFailure;
    // An empty input is an empty output to every engine.
    if (fed === 0) return;
    throw new StreamProblem(problem('bad-compression', { compression, detail: messageOf(error) }));
  } finally {
    stream.destroy();
  }
}

/** zstd in plain JavaScript, for where Node has none. */
export async function* fzstdStream(
  chunks: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array, void, undefined> {
  let ready: Uint8Array[] = [];
  const stream = new Decompress(chunk => ready.push(chunk));
  const push = (chunk: Uint8Array, final: boolean): readonly Uint8Array[] => {
    ready = [];
    try {
      stream.push(chunk, final);
    } catch (error) {
      throw new StreamProblem(problem('bad-compression', { compression: 'zstd', detail: messageOf(error) }));
    }
    return ready;
  };
  for await (const chunk of chunks) yield* push(chunk, false);
  yield* push(new Uint8Array(0), true);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
