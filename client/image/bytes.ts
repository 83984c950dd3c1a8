/**
 * Bytes that can be read at any place: a file, a part of one, a buffer. The only way bytes enter this folder.
 * `read` answers with exactly `length` bytes, fewer only where `size` ends; it rejects when the medium fails. It
 * may put them into `into`, which is then as long at least: new memory for each read can cost more than reading.
 */
export interface ByteReader {
  readonly size: number;
  read(offset: number, length: number, into?: Uint8Array): Uint8Array | Promise<Uint8Array>;
  /** The same beside this thread, where a reader can: for bytes that are wanted after those at hand. */
  readAhead?(offset: number, length: number, into: Uint8Array): Promise<Uint8Array>;
}

/** A part of another reader, cut off where that one ends. */
export function partOf(reader: ByteReader, start: number, size: number): ByteReader {
  const within = (offset: number, length: number): number => Math.max(0, Math.min(length, size - offset));
  const ahead = reader.readAhead;
  return {
    size,
    read: (offset, length, into) => reader.read(start + offset, within(offset, length), into),
    ...(ahead && {
      readAhead: (offset, length, into) => ahead(start + offset, within(offset, length), into),
    }),
  };
}

export function memoryReader(bytes: Uint8Array): ByteReader {
  return { size: bytes.length, read: (offset, length) => bytes.subarray(offset, offset + length) };
}

/** A place to put bytes that must be read at random later; whoever made it removes it. */
export interface Scratch {
  write(chunk: Uint8Array): Promise<void>;
  /** Called once, after the last write. */
  finish(): Promise<ByteReader>;
}

export function memoryScratch(): Scratch {
  const chunks: Uint8Array[] = [];
  let size = 0;
  return {
    write: async chunk => {
      chunks.push(chunk);
      size += chunk.length;
    },
    finish: async () => {
      const all = new Uint8Array(size);
      let at = 0;
      for (const chunk of chunks) {
        all.set(chunk, at);
        at += chunk.length;
      }
      return memoryReader(all);
    },
  };
}

const decoder = new TextDecoder();

/** UTF-8 as people read it: what is not UTF-8 becomes U+FFFD. */
export function decodeText(bytes: Uint8Array): string {
  return decoder.decode(bytes);
}
