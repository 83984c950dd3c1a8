import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import type { Failure } from '../../../protocol/result.ts';
import { readFields } from '../build/protobuf.ts';
import { MessageWriter } from '../build/protobufWriter.ts';
import { type ContextEntry, unreadable } from '../context/walk.ts';
import { FailureError } from '../failures.ts';
import { GRPC_STATUS, type GrpcCall, GrpcError, type GrpcHandler } from './grpc.ts';

/** Something that lies in a folder that the engine may ask for: on disk, or held here. */
export type SyncEntry =
  | ContextEntry
  | {
      readonly type: 'memory';
      readonly path: string;
      readonly content: Buffer;
      readonly mode: number;
      readonly mtimeMs: number;
    };

/** What the engine wants of a folder: only these sources and what is below them, or everything. */
export interface SyncQuestion {
  readonly sources: readonly string[];
}

/** Folders by the name by which the engine asks; each in the order of the bytes of its paths, parents first. */
export type SyncFolders = Readonly<
  Record<string, (question: SyncQuestion) => AsyncIterable<SyncEntry> | Iterable<SyncEntry>>
>;

export interface SyncReport {
  /** A file begins to be sent. */
  file(): void;
  bytes(count: number): void;
  /** A folder is as the engine wants it. */
  done(folder: string): void;
  /** Why a folder could not be sent. */
  failed(failure: Failure): void;
}

const PACKET = { stat: 0, request: 1, data: 2, end: 3, error: 4 } as const;
/** Files up to this size, in bytes, are read whole and at once: a trip through the thread pool costs more. */
const SMALL = 128 * 1024;
/** Bytes of a file in one message. */
const PIECE = 64 * 1024;
/** Opens what the walk saw: a link or pipe put in its place since is not followed and does not block. */
const OPEN = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/**
 * Sends folders as BuildKit's `DiffCopy` wants them: what is there is told first, and of the files only those go over
 * the wire that the engine does not have yet.
 */
export function serveFiles(folders: SyncFolders, report: SyncReport): GrpcHandler {
  return async call => {
    const [name = ''] = metadata(call, 'dir-name');
    const folder = Object.hasOwn(folders, name) ? folders[name] : undefined;
    if (!folder) throw new GrpcError(GRPC_STATUS.notFound, `there is no folder ${JSON.stringify(name)}`);
    const sources = [...metadata(call, 'followpaths'), ...metadata(call, 'include-patterns')];
    const files = new Map<number, SyncEntry>();
    try {
      // Files are asked for while the rest is still told.
      await Promise.all([tell(call, folder({ sources }), files), answerRequests(call, files, report)]);
      report.done(name);
    } catch (error) {
      if (error instanceof FailureError) {
        report.failed(error.failure);
        call.send(packet(PACKET.error, writer => writer.text(4, error.message)));
      }
      throw error;
    }
  };
}

/** Values that are not plain ASCII come encoded as in a query, and say so; from older engines as UTF-8. */
function metadata(call: GrpcCall, name: string): string[] {
  const values = call.metadata(name);
  if (!/^(?:1|t|true)$/i.test(call.metadata(`${name}-encoded`)[0] ?? ''))
    return values.map(value => Buffer.from(value, 'latin1').toString('utf8'));
  return values.map(value => decodeURIComponent(value.replaceAll('+', ' ')));
}

async function tell(
  call: GrpcCall,
  entries: AsyncIterable<SyncEntry> | Iterable<SyncEntry>,
  files: Map<number, SyncEntry>,
): Promise<void> {
  let id = 0;
  for await (const entry of entries) {
    if (call.signal.aborted) return;
    if (entry.type === 'memory' || entry.type === 'file') files.set(id, entry);
    id++;
    const stat = statOf(entry);
    const full = call.send(packet(PACKET.stat, writer => writer.bytes(2, stat), stat.length));
    if (full) await full;
  }
  call.send(packet(PACKET.stat, () => {}));
}

async function answerRequests(
  call: GrpcCall,
  files: Map<number, SyncEntry>,
  report: SyncReport,
): Promise<void> {
  for await (const message of call.messages) {
    const { type, id, data } = readPacket(message);
    if (type === PACKET.end) {
      call.send(packet(PACKET.end, () => {}));
      return;
    }
    if (type === PACKET.error)
      throw new GrpcError(GRPC_STATUS.unknown, `the engine could not take the files: ${data}`);
    const entry = files.get(id);
    if (type !== PACKET.request || !entry)
      throw new GrpcError(GRPC_STATUS.internal, 'a file was asked for that was not offered');
    files.delete(id);
    report.file();
    await sendFile(call, id, entry, report);
  }
}

async function sendFile(call: GrpcCall, id: number, entry: SyncEntry, report: SyncReport): Promise<void> {
  const send = (bytes: Uint8Array): Promise<void> | undefined => {
    report.bytes(bytes.length);
    return call.send(packet(PACKET.data, writer => writer.varint(3, id).bytes(4, bytes), bytes.length));
  };
  if (entry.type === 'memory') await inPieces(entry.content, send);
  else if (entry.size <= SMALL) await inPieces(readSmall(entry), send);
  else await sendLarge(entry, send);
  call.send(packet(PACKET.data, writer => id > 0 && writer.varint(3, id)));
}

async function inPieces(
  content: Buffer,
  send: (bytes: Uint8Array) => Promise<void> | undefined,
): Promise<void> {
  for (let at = 0; at < content.length; at += PIECE) {
    const full = send(content.subarray(at, at + PIECE));
    if (full) await full;
  }
}

function readSmall(entry: ContextEntry): Buffer {
  let file: number | undefined;
  try {
    file = openSync(entry.absolute, OPEN);
    const content = Buffer.allocUnsafe(fstatSync(file).size);
    let length = 0;
    for (let read = -1; read !== 0 && length < content.length; length += read)
      read = readSync(file, content, length, content.length - length, null);
    return content.subarray(0, length);
  } catch (error) {
    throw unreadable(entry.absolute, error);
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

async function sendLarge(
  entry: ContextEntry,
  send: (bytes: Uint8Array) => Promise<void> | undefined,
): Promise<void> {
  let file: FileHandle | undefined;
  try {
    file = await open(entry.absolute, OPEN);
    const source = file.createReadStream({ autoClose: false, highWaterMark: PIECE });
    for await (const chunk of source as AsyncIterable<Buffer>) {
      const full = send(chunk);
      if (full) await full;
    }
  } catch (error) {
    throw unreadable(entry.absolute, error);
  } finally {
    await file?.close().catch(() => {});
  }
}

function packet(type: number, fill: (writer: MessageWriter) => unknown, size = 0): Uint8Array {
  const writer = new MessageWriter(size + 64);
  if (type !== PACKET.stat) writer.varint(1, type);
  fill(writer);
  return writer.finish();
}

function readPacket(message: Uint8Array): {
  readonly type: number;
  readonly id: number;
  readonly data: string;
} {
  let type = 0;
  let id = 0;
  let data = '';
  for (const { number, value, bytes } of readFields(message)) {
    if (number === 1) type = value;
    else if (number === 3) id = value;
    else if (number === 4) data = Buffer.from(bytes).toString('utf8');
  }
  return { type, id, data };
}

/** Bits of Go's file modes, which BuildKit uses instead of those of the system. */
const MODE_BITS = { directory: 0x8000_0000, symlink: 0x0800_0000, fifo: 0x0200_0000, file: 0, memory: 0 };

/** Everything belongs to root, as the docker CLI sends it. */
function statOf(entry: SyncEntry): Uint8Array {
  const writer = new MessageWriter(64 + entry.path.length * 3);
  const { mode } = entry;
  const special =
    (mode & 0o4000 ? 0x0080_0000 : 0) + (mode & 0o2000 ? 0x0040_0000 : 0) + (mode & 0o1000 ? 0x0010_0000 : 0);
  writer.text(1, entry.path).varint(2, MODE_BITS[entry.type] + special + (mode & 0o777));
  const size = entry.type === 'memory' ? entry.content.length : entry.size;
  if (size > 0) writer.varint(5, size);
  if (entry.mtimeMs > 0) writer.varint(6, BigInt(Math.floor(entry.mtimeMs * 1000)) * 1000n);
  if (entry.type !== 'memory' && entry.link !== undefined) writer.text(7, entry.link);
  return writer.finish();
}
