import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pack as createPack, type Header, type Pack } from 'tar-stream';
import { FailureError } from '../failures.ts';
import { type ContextEntry, unreadable } from './walk.ts';

/** A file that is sent besides what the context holds. */
export interface ExtraFile {
  readonly path: string;
  readonly content: Buffer;
}

type EntryHeader = Partial<Header> & Pick<Header, 'name'>;

/** Files up to this size, in bytes, are read whole: a trip through the thread pool costs more than the file. */
const SMALL = 128 * 1024;
/** The tar stream comes in pieces of 512 bytes; the wire gets larger ones. In bytes. */
const CHUNK = 64 * 1024;

/**
 * The context as a tar stream, read no faster than it is taken. Everything belongs to root, as the docker CLI
 * sends it. Breaks off with a {@link FailureError} when a file cannot be read or changes while it is sent.
 */
export function packContext(
  entries: AsyncIterable<ContextEntry>,
  extra: readonly ExtraFile[],
  onEntry: (bytes: number) => void,
): Readable {
  const pack = createPack();
  // Whoever reads the archive hears of it.
  pack.on('error', () => {});
  const fill = async (): Promise<void> => {
    for (const { path, content } of extra) {
      await put(pack, { name: path, mode: 0o644, mtime: new Date(0), type: 'file' }, content);
      onEntry(content.length);
    }
    for await (const entry of entries) {
      const content = entry.type === 'file' && entry.size <= SMALL ? readSmall(entry) : undefined;
      const header = headerOf(entry, content?.length ?? entry.size);
      if (content || entry.type !== 'file') await put(pack, header, content);
      else await putLarge(pack, header, entry);
      onEntry(content?.length ?? entry.size);
    }
    pack.finalize();
  };
  return Readable.from(inChunks(pack, fill), { objectMode: false, highWaterMark: 4 * CHUNK });
}

function headerOf(entry: ContextEntry, size: number): EntryHeader {
  const { type, mode, mtime, link } = entry;
  return {
    name: type === 'directory' ? `${entry.path}/` : entry.path,
    type,
    size,
    mode,
    // What does not fit into the field's digits would spoil the header.
    mtime: new Date(Math.min(Math.max(mtime.getTime(), 0), 0x7fffffff * 1000)),
    uid: 0,
    gid: 0,
    ...(link !== undefined && { linkname: link }),
  };
}

/** Opens what the walk saw: a link or pipe put in its place since is not followed and does not block. */
const OPEN = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/** As long as it is now, which may not be what the walk saw. */
function readSmall(entry: ContextEntry): Buffer {
  let file: number | undefined;
  try {
    file = openSync(entry.absolute, OPEN);
    const content = Buffer.allocUnsafe(fstatSync(file).size);
    let length = 0;
    for (let read = -1; read !== 0 && length < content.length; length += read) {
      read = readSync(file, content, length, content.length - length, null);
    }
    return content.subarray(0, length);
  } catch (error) {
    throw unreadable(entry.absolute, error);
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

async function withFile<T>(entry: ContextEntry, use: (file: FileHandle) => Promise<T>): Promise<T> {
  let file: FileHandle | undefined;
  try {
    file = await open(entry.absolute, OPEN);
    return await use(file);
  } catch (error) {
    throw error instanceof FailureError ? error : unreadable(entry.absolute, error);
  } finally {
    await file?.close().catch(() => {});
  }
}

function put(pack: Pack, header: EntryHeader, content: Buffer | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const done = (error?: Error | null): void => (error ? reject(error) : resolve());
    const sink = content ? pack.entry(header, content, done) : pack.entry(header, done);
    sink.on('error', () => {});
  });
}

async function putLarge(pack: Pack, header: EntryHeader, entry: ContextEntry): Promise<void> {
  await withFile(entry, async file => {
    let sink: ReturnType<Pack['entry']> | undefined;
    const taken = new Promise<void>((resolve, reject) => {
      sink = pack.entry(header, error => (error ? reject(error) : resolve()));
      sink.on('error', () => {});
    });
    taken.catch(() => {});
    let sent = 0;
    // One byte more than was announced tells of a file that grows.
    const source = file.createReadStream({ autoClose: false, end: entry.size, highWaterMark: 4 * CHUNK });
    for await (const chunk of source as AsyncIterable<Buffer>) {
      sent += chunk.length;
      if (sent > entry.size || !sink || sink.destroyed) break;
      if (!sink.write(chunk)) await drained(sink);
    }
    if (pack.destroyed) throw new Error('nobody takes the context any more');
    if (sent !== entry.size) throw unreadable(entry.absolute, new Error('it changed while it was sent'));
    sink?.end(null);
    await taken;
  });
}

function drained(sink: ReturnType<Pack['entry']>): Promise<void> {
  return new Promise(resolve => {
    const done = (): void => {
      sink.off('drain', done);
      sink.off('close', done);
      resolve();
    };
    sink.on('drain', done);
    sink.on('close', done);
  });
}

/** Nothing is read before somebody wants it. */
async function* inChunks(pack: Pack, fill: () => Promise<void>): AsyncGenerator<Buffer, void, undefined> {
  let broken: unknown;
  fill().catch((error: Error) => {
    broken = error;
    pack.destroy(error);
  });
  let pending: Buffer[] = [];
  let length = 0;
  try {
    for await (const piece of pack as AsyncIterable<Buffer>) {
      pending.push(piece);
      length += piece.length;
      if (length < CHUNK) continue;
      yield pending.length === 1 ? piece : Buffer.concat(pending, length);
      pending = [];
      length = 0;
    }
  } catch (error) {
    throw broken ?? error;
  }
  if (length > 0) yield Buffer.concat(pending, length);
}
