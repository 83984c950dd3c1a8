import { readTarNumber } from './tarNumber.ts';

/**
 * Where the bytes of a sparse file belong, as offset and length in turn, in order; or `in-body` when the map stands
 * in front of the bytes.
 */
export type SparseMap = readonly number[] | 'in-body';

/** Pieces in a header of GNU's own sparse files, and in each block behind it. */
const IN_HEADER = 4;
const IN_BLOCK = 21;
const PIECE = 24;

/** Adds the pieces of a header (its map starts at 386) or of a further block (at 0) to `map`. */
export function readSparsePieces(bytes: Uint8Array, at: number, isHeader: boolean, map: number[]): void {
  const start = at + (isHeader ? 386 : 0);
  for (let piece = 0; piece < (isHeader ? IN_HEADER : IN_BLOCK); piece++) {
    const field = start + piece * PIECE;
    // An empty field ends the list.
    if (bytes[field] === 0 && bytes[field + 12] === 0) return;
    map.push(readTarNumber(bytes, field, 12), readTarNumber(bytes, field + 12, 12));
  }
}

/** True when the pieces come in order, do not overlap, and hold `stored` of `size` bytes. */
export function isSparseMap(map: readonly number[], size: number, stored: number): boolean {
  let end = 0;
  let bytes = 0;
  for (let at = 0; at < map.length; at += 2) {
    const offset = map[at] ?? Number.NaN;
    const length = map[at + 1] ?? Number.NaN;
    if (!(offset >= end && length >= 0 && offset + length <= size)) return false;
    end = offset + length;
    bytes += length;
  }
  return map.length % 2 === 0 && bytes === stored;
}

export interface FileSink {
  bytes(chunk: Uint8Array): void;
  /** So many zeros that nobody wrote. */
  hole(length: number): void;
}

export interface SparseReader {
  /** The next bytes as they are stored. */
  push(chunk: Uint8Array): void;
  /** False when the map does not fit the bytes; the sink has only a part then. */
  finish(): boolean;
}

/** Puts the bytes of a sparse file, handed in as stored, where they belong. `stored` counts a map in front of them. */
export function createSparseReader(
  known: SparseMap,
  size: number,
  stored: number,
  sink: FileSink,
): SparseReader {
  let map = known === 'in-body' ? undefined : known;
  let fits = map === undefined || isSparseMap(map, size, stored);
  const front = createFrontReader();
  let piece = 0;
  let done = 0;
  let position = 0;

  function hole(until: number): void {
    if (until > position) sink.hole(until - position);
    position = until;
  }

  function put(chunk: Uint8Array, pieces: readonly number[]): void {
    for (let at = 0; at < chunk.length && piece < pieces.length; ) {
      const offset = pieces[piece] ?? 0;
      const length = pieces[piece + 1] ?? 0;
      hole(offset + done);
      const part = chunk.subarray(at, at + length - done);
      if (part.length > 0) sink.bytes(part);
      at += part.length;
      done += part.length;
      position += part.length;
      if (done < length) return;
      piece += 2;
      done = 0;
    }
  }

  return {
    push: chunk => {
      if (!fits) return;
      if (map) {
        put(chunk, map);
        return;
      }
      const rest = front.push(chunk);
      if (!rest) return;
      map = rest.map;
      fits = map !== undefined && isSparseMap(map, size, stored - rest.length);
      if (fits && map) put(rest.bytes, map);
    },
    finish: () => {
      if (!fits || !map) return false;
      while (piece < map.length && (map[piece + 1] ?? 0) === done) {
        piece += 2;
        done = 0;
      }
      if (piece < map.length) return false;
      hole(size);
      return true;
    },
  };
}

interface Front {
  /** Undefined when it is none. */
  readonly map: readonly number[] | undefined;
  /** Bytes that it takes, whole blocks. */
  readonly length: number;
  /** What followed it in the chunk. */
  readonly bytes: Uint8Array;
}

/** Reads the map in front of the bytes: a count and then as many offsets and lengths, a line each, in whole blocks. */
function createFrontReader(): { push(chunk: Uint8Array): Front | undefined } {
  const numbers: number[] = [];
  let current = -1;
  let read = 0;
  let isWhole = false;

  return {
    push: chunk => {
      let at = 0;
      const broken: Front = { map: undefined, length: 0, bytes: chunk };
      for (; at < chunk.length && !isWhole; at++, read++) {
        const digit = (chunk[at] ?? 0) - 0x30;
        if (digit >= 0 && digit <= 9) current = Math.max(0, current) * 10 + digit;
        else if (chunk[at] === 0x0a && current >= 0) {
          numbers.push(current);
          current = -1;
          isWhole = numbers.length === 1 + 2 * (numbers[0] ?? 0);
        } else return broken;
      }
      if (!isWhole) return undefined;
      const length = Math.ceil(read / 512) * 512;
      const padding = Math.min(length - read, chunk.length - at);
      read += padding;
      return read < length
        ? undefined
        : { map: numbers.slice(1), length, bytes: chunk.subarray(at + padding) };
    },
  };
}
