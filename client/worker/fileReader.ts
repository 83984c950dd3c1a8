import { read, readSync } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import type { ByteReader } from '../image/bytes.ts';

const SMALL = 256 << 10;
/** Milliseconds for which small reads may keep the thread to themselves. */
const TURN = 8;

/**
 * A file as a `ByteReader`; the handle stays the caller's. Small reads are done at once, since most are answered
 * from memory and a trip through the thread pool costs ten times as much; now and then one goes that way all
 * the same, so that other calls, a cancel among them, are heard.
 */
export function fileReader(handle: FileHandle, size: number): ByteReader {
  let turnStarted = performance.now();
  return {
    size,
    read: (offset, wanted, into) => {
      const length = Math.max(0, Math.min(wanted, size - offset));
      const buffer = into ? into.subarray(0, length) : Buffer.allocUnsafeSlow(length);
      if (length <= SMALL && performance.now() - turnStarted < TURN) {
        return buffer.subarray(0, readFully(handle.fd, buffer, offset));
      }
      return readLater(handle.fd, buffer, offset).finally(() => {
        turnStarted = performance.now();
      });
    },
  };
}

function readFully(fd: number, buffer: Uint8Array, offset: number): number {
  let done = 0;
  while (done < buffer.length) {
    const count = readSync(fd, buffer, done, buffer.length - done, offset + done);
    if (count === 0) break;
    done += count;
  }
  return done;
}

async function readLater(fd: number, buffer: Uint8Array, offset: number): Promise<Uint8Array> {
  let done = 0;
  while (done < buffer.length) {
    const count = await new Promise<number>((resolve, reject) =>
      read(fd, buffer, done, buffer.length - done, offset + done, (error, bytes) =>
        error ? reject(error) : resolve(bytes),
      ),
    );
    if (count === 0) break;
    done += count;
  }
  return buffer.subarray(0, done);
}
