import type { ByteReader } from './bytes.ts';
import { type Problem, unreadable } from './problem.ts';
import type { TarScanner } from './tarScanner.ts';

const SMALL = 16 << 10;
const LARGE = 2 << 20;
/** A jump over so much makes the next entry look like the first of its kind. */
const FAR = 128 << 10;

export interface ScanOptions {
  readonly signal?: AbortSignal | undefined;
  /** Bytes of the archive that are behind. */
  readonly onProgress?: ((bytes: number) => void) | undefined;
}

/**
 * Runs a scanner over bytes that can be read anywhere: bodies nobody wants are jumped over, not read. Windows
 * grow while entries are small; once they are large, the next one is read while this one is looked at. Ends early,
 * without a problem, when the signal says so.
 */
export async function scanReader(
  reader: ByteReader,
  scanner: TarScanner,
  { signal, onProgress }: ScanOptions = {},
): Promise<Problem | undefined> {
  let offset = 0;
  let window = SMALL;
  const buffers = [new Uint8Array(Math.min(LARGE, reader.size)), new Uint8Array(0)];
  let ahead: { readonly offset: number; readonly bytes: Promise<Uint8Array> } | undefined;

  async function next(): Promise<Uint8Array> {
    const coming = ahead;
    ahead = undefined;
    if (coming) {
      // Waited for in any case: it still writes into its buffer.
      const bytes = await coming.bytes;
      if (offset < coming.offset + bytes.length) {
        buffers.reverse();
        return bytes.subarray(offset - coming.offset);
      }
    }
    const [buffer = new Uint8Array(0)] = buffers;
    return reader.read(offset, Math.min(window, buffer.length), buffer);
  }

  function readOn(from: number): void {
    if (!reader.readAhead || window < LARGE || from >= reader.size) return;
    if (buffers[1]?.length === 0) buffers[1] = new Uint8Array(LARGE);
    const bytes = reader.readAhead(from, LARGE, buffers[1] ?? new Uint8Array(LARGE));
    // Whoever waits for it hears of a failure.
    bytes.catch(() => {});
    ahead = { offset: from, bytes };
  }

  while (offset < reader.size && !scanner.done() && !signal?.aborted) {
    const jump = Math.min(scanner.skippable(), reader.size - offset);
    if (jump > 0) {
      scanner.skip(jump);
      offset += jump;
      if (jump >= Math.min(window, FAR)) window = SMALL;
      continue;
    }
    let chunk: Uint8Array;
    try {
      chunk = await next();
    } catch (error) {
      return unreadable(error);
    }
    if (chunk.length === 0) break;
    readOn(offset + chunk.length);
    scanner.push(chunk);
    offset += chunk.length;
    onProgress?.(offset);
    window = Math.min(window * 2, LARGE);
  }
  return signal?.aborted ? undefined : scanner.finish();
}

/** Runs a scanner over a stream of bytes. What the stream throws becomes a problem by `explain`. */
export async function scanStream(
  chunks: AsyncIterable<Uint8Array>,
  scanner: TarScanner,
  explain: (error: unknown) => Problem,
  signal?: AbortSignal,
): Promise<Problem | undefined> {
  const iterator = chunks[Symbol.asyncIterator]();
  let trouble: Problem | undefined;
  try {
    while (!signal?.aborted) {
      let next: IteratorResult<Uint8Array>;
      try {
        next = await iterator.next();
      } catch (error) {
        trouble = explain(error);
        break;
      }
      if (next.done) break;
      if (!scanner.done()) scanner.push(next.value);
      // After the end marker the rest is read as well: only its end tells whether the data was whole.
      else if (scanner.finish()) break;
    }
  } finally {
    await iterator.return?.();
  }
  if (signal?.aborted) return undefined;
  return trouble ?? scanner.finish();
}
