import { readSync } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import type { ByteReader } from '../image/bytes.ts';

/** Milliseconds for which reads may keep the thread to themselves. */
const TURN = 12;

/**
 * A file as a `ByteReader`; the handle stays the caller's. It reads at once, for this runs in a thread that has
 * nothing else to do and a trip through the thread pool costs more than most reads. Now and then it lets other
 * calls be heard first, a cancel among them.
 */
export function fileReader(handle: FileHandle, size: number): ByteReader {
  let turnStarted = performance.now();
  return {
    size,
    read: (offset, wanted, into) => {
      const length = Math.max(0, Math.min(wanted, size - offset));
      const buffer = into ? into.subarray(0, length) : Buffer.allocUnsafeSlow(length);
      if (performance.now() - turnStarted < TURN) return readFully(handle.fd, buffer, offset);
      return new Promise<void>(resolve => setImmediate(resolve)).then(() => {
        turnStarted = performance.now();
        return readFully(handle.fd, buffer, offset);
      });
    },
    readAhead: async (offset, wanted, into) => {
      const length = Math.max(0, Math.min(wanted, size - offset));
      let done = 0;
      while (done < length) {
        const { bytesRead } = await handle.read(into, done, length - done, offset + done);
        if (bytesRead === 0) break;
        done += bytesRead;
      }
      turnStarted = performance.now();
      return into.subarray(0, done);
    },
  };
}

function readFully(fd: number, buffer: Uint8Array, offset: number): Uint8Array {
  let done = 0;
  while (done < buffer.length) {
    const count = readSync(fd, buffer, done, buffer.length - done, offset + done);
    if (count === 0) break;
    done += count;
  }
  return buffer.subarray(0, done);
}
