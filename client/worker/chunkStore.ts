import { createTempFile, type TempFile } from '../engine/tempFile.ts';
import type { ByteReader } from '../image/bytes.ts';
import { fileReader } from './fileReader.ts';

/** Bytes fetched and kept at once. */
const CHUNK = 1 << 20;

/** A reader of which nothing is read twice: what came once is in a private file. */
export interface ChunkStore extends ByteReader {
  dispose(): Promise<void>;
}

export function chunkStore(remote: ByteReader): ChunkStore {
  const { size } = remote;
  const kept = new Uint8Array(Math.ceil(size / CHUNK));
  let file: Promise<TempFile> | undefined;
  let disposed = false;

  async function keep(chunk: number): Promise<void> {
    if (kept[chunk] === 1) return;
    const start = chunk * CHUNK;
    const bytes = await remote.read(start, Math.min(CHUNK, size - start));
    file ??= createTempFile();
    const { handle } = await file;
    await handle.write(bytes, 0, bytes.length, start);
    // A part of one is no chunk: it is asked for again.
    if (bytes.length === Math.min(CHUNK, size - start)) kept[chunk] = 1;
  }

  return {
    size,
    read: async (offset, wanted, into) => {
      const length = Math.max(0, Math.min(wanted, size - offset));
      if (length === 0 || disposed) return new Uint8Array(0);
      const last = Math.floor((offset + length - 1) / CHUNK);
      for (let chunk = Math.floor(offset / CHUNK); chunk <= last; chunk++) await keep(chunk);
      file ??= createTempFile();
      return fileReader((await file).handle, size).read(offset, length, into);
    },
    dispose: async () => {
      disposed = true;
      await (await file)?.dispose();
    },
  };
}
