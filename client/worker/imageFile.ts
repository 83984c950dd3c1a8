import { writeSync } from 'node:fs';
import { type FileHandle, open, rename, unlink } from 'node:fs/promises';
import type { FileRequest } from '../../protocol/browse.ts';
import type { ReadProgress } from '../../protocol/image.ts';
import { failure, type Outcome, success } from '../../protocol/result.ts';
import type { CallOptions } from '../../protocol/rpc.ts';
import { type FilePlace, type ReadOptions, readWhole, streamFile } from '../image/browse/fileBytes.ts';
import type { ImageBrowser } from '../image/browse/imageQueries.ts';
import type { OpenedImage } from '../image/openImage.ts';

/** Milliseconds between two messages about a file that is unpacked. */
const REPORT_EVERY = 100;

/** A whole file of the image. */
export async function readFileOf(
  image: OpenedImage,
  browser: ImageBrowser,
  request: FileRequest,
  most: number,
  options: CallOptions<ReadProgress> = {},
): Promise<Outcome<Uint8Array>> {
  const place = find(browser, request);
  return place.ok ? readWhole(image, place.value, most, reading(options)) : place;
}

/** Writes a file of the image beside its destination and puts it there once it is complete. */
export async function saveFileOf(
  image: OpenedImage,
  browser: ImageBrowser,
  request: FileRequest,
  to: string,
  options: CallOptions<ReadProgress> = {},
): Promise<Outcome<null>> {
  const place = find(browser, request);
  if (!place.ok) return place;
  const part = `${to}.strata-part`;
  let file: FileHandle | undefined;
  try {
    file = await open(part, 'w', 0o600);
    const { fd } = file;
    let trouble: unknown;
    let at = 0;
    const stopping = new AbortController();
    options.signal?.addEventListener('abort', () => stopping.abort(), { once: true });
    if (options.signal?.aborted) stopping.abort();
    const streamed = await streamFile(
      image,
      place.value,
      {
        // At once, as files are read here: nothing piles up in memory however slow the disk is.
        bytes: chunk => {
          try {
            for (let done = 0; trouble === undefined && done < chunk.length; ) {
              const written = writeSync(fd, chunk, done, chunk.length - done, at);
              done += written;
              at += written;
            }
          } catch (error) {
            trouble = error;
            stopping.abort();
          }
        },
        hole: length => {
          at += length;
        },
      },
      { ...reading(options), signal: stopping.signal },
    );
    if (trouble !== undefined) throw trouble;
    if (!streamed.ok) return streamed;
    // What ends in a hole is longer than what was written.
    await file.truncate(at);
    await file.close();
    file = undefined;
    await rename(part, to);
    return success(null);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return failure(code === 'ENOSPC' ? 'disk-full' : 'file-unreadable', { path: to }, message);
  } finally {
    await file?.close().catch(() => {});
    await unlink(part).catch(() => {});
  }
}

function find(browser: ImageBrowser, request: FileRequest): Outcome<FilePlace> {
  const status = browser.status(request);
  if (!status.ok) return status;
  const { place, type } = status.value;
  return place
    ? success(place)
    : failure('file-unreadable', { path: `/${request.path}` }, `it is no file but a ${type}`);
}

function reading({ signal, onProgress }: CallOptions<ReadProgress>): ReadOptions {
  let reported = 0;
  return {
    signal,
    onProgress: (bytes, total) => {
      if (Date.now() - reported < REPORT_EVERY) return;
      reported = Date.now();
      onProgress?.({ phase: 'read', bytes, total, entries: 0 });
    },
  };
}
