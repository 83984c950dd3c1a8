import {
  constants,
  type IncomingHttpHeaders,
  performServerHandshake,
  type ServerHttp2Session,
  type ServerHttp2Stream,
} from 'node:http2';
import type { Duplex } from 'node:stream';

/** Status codes of gRPC that are used here. */
export const GRPC_STATUS = { unknown: 2, notFound: 5, internal: 13, unimplemented: 12 } as const;

/** How a call ends that fails; the other side is told the message. */
export class GrpcError extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** One call that the other side makes. */
export interface GrpcCall {
  /** All values under a name of the metadata, in their order. */
  metadata(name: string): readonly string[];
  /** What the other side sends, until it has no more; throws when the call is broken off. */
  readonly messages: AsyncIterable<Uint8Array>;
  /** Sends a message; wait for the promise, if there is one, before sending more. */
  send(message: Uint8Array): Promise<void> | undefined;
  readonly signal: AbortSignal;
}

/** Ends the call when it returns; what it throws is told as a {@link GrpcError}. */
export type GrpcHandler = (call: GrpcCall) => Promise<void>;

/** Largest message that is taken, in bytes. */
const LARGEST_MESSAGE = 16 * 1024 * 1024;
/** Messages are sent together until there are this many bytes: a frame for each costs more than what is in it. */
const GATHERED = 32 * 1024;

/**
 * Serves gRPC over a connection on which the other side is the client: what a build's session is. By hand, because
 * the four services of a session need no more of gRPC than frames and trailers. Disposing breaks off all calls.
 */
export function serveGrpc(socket: Duplex, handlers: ReadonlyMap<string, GrpcHandler>): { dispose(): void } {
  const session = performServerHandshake(socket, {
    settings: { initialWindowSize: 1024 * 1024, maxConcurrentStreams: 1000 },
  });
  // The end of the connection is the engine's to tell, on the build's own stream.
  session.on('error', () => {});
  session.on('stream', (stream, headers, _flags, raw: unknown) => {
    stream.on('error', () => {});
    void answer(stream, headers, rawHeaders(raw), handlers);
  });
  return { dispose: () => endSession(session) };
}

function endSession(session: ServerHttp2Session): void {
  if (!session.destroyed) session.destroy();
}

async function answer(
  stream: ServerHttp2Stream,
  headers: IncomingHttpHeaders,
  raw: readonly string[],
  handlers: ReadonlyMap<string, GrpcHandler>,
): Promise<void> {
  const handler = handlers.get(String(headers[':path' as keyof IncomingHttpHeaders] ?? ''));
  let status = 0;
  let message = '';
  const stop = new AbortController();
  stream.once('close', () => stop.abort());
  if (stream.destroyed) return;
  stream.respond(
    { [constants.HTTP2_HEADER_STATUS]: 200, 'content-type': 'application/grpc' },
    { waitForTrailers: true },
  );
  stream.once('wantTrailers', () => {
    if (!stream.destroyed)
      stream.sendTrailers({
        'grpc-status': String(status),
        ...(message !== '' && { 'grpc-message': encodeURIComponent(message) }),
      });
  });
  const output = new Gathered(stream);
  try {
    if (!handler) throw new GrpcError(GRPC_STATUS.unimplemented, 'not served here');
    await handler({
      metadata: name => valuesOf(raw, name),
      messages: readMessages(stream),
      send: bytes => output.send(bytes),
      signal: stop.signal,
    });
  } catch (error) {
    status = error instanceof GrpcError ? error.status : GRPC_STATUS.unknown;
    message = error instanceof Error ? error.message : String(error);
  }
  output.flush();
  // Without this a client that goes on sending is waited for.
  stream.resume();
  if (!stream.destroyed) stream.end();
}

/** Names and values in turn. Node's own object joins values that came under one name. */
function rawHeaders(raw: unknown): readonly string[] {
  return Array.isArray(raw) ? raw.map(String) : [];
}

function valuesOf(raw: readonly string[], name: string): string[] {
  const values: string[] = [];
  for (let index = 0; index + 1 < raw.length; index += 2)
    if (raw[index] === name) values.push(raw[index + 1] ?? '');
  return values;
}

/** Messages with their heads, written in larger pieces. */
class Gathered {
  readonly #stream: ServerHttp2Stream;
  #pending: Buffer[] = [];
  #length = 0;
  #scheduled = false;
  /** Ends when there is room for more. */
  #full: Promise<void> | undefined;

  constructor(stream: ServerHttp2Stream) {
    this.#stream = stream;
  }

  send(message: Uint8Array): Promise<void> | undefined {
    const head = Buffer.alloc(5);
    head.writeUInt32BE(message.length, 1);
    this.#pending.push(head, Buffer.from(message.buffer, message.byteOffset, message.length));
    this.#length += 5 + message.length;
    if (this.#length >= GATHERED) return this.flush();
    if (!this.#scheduled) {
      this.#scheduled = true;
      setImmediate(() => {
        this.#scheduled = false;
        this.flush();
      });
    }
    return undefined;
  }

  flush(): Promise<void> | undefined {
    if (this.#length > 0 && !this.#stream.destroyed && !this.#stream.writableEnded) {
      const bytes = Buffer.concat(this.#pending, this.#length);
      if (!this.#stream.write(bytes)) this.#full ??= this.#drained();
    }
    this.#pending = [];
    this.#length = 0;
    return this.#full;
  }

  #drained(): Promise<void> {
    return new Promise(resolve => {
      const done = (): void => {
        this.#stream.off('drain', done);
        this.#stream.off('close', done);
        this.#full = undefined;
        resolve();
      };
      this.#stream.on('drain', done);
      this.#stream.on('close', done);
    });
  }
}

async function* readMessages(stream: ServerHttp2Stream): AsyncGenerator<Uint8Array, void, undefined> {
  let rest: Buffer = Buffer.alloc(0);
  // A reader who has enough must not end the stream: the answer is still to come.
  const chunks = stream.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>;
  for await (const chunk of chunks) {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    let at = 0;
    while (rest.length - at >= 5) {
      if (rest[at] !== 0) throw new GrpcError(GRPC_STATUS.unimplemented, 'compressed messages are not read');
      const length = rest.readUInt32BE(at + 1);
      if (length > LARGEST_MESSAGE) throw new GrpcError(GRPC_STATUS.internal, 'the message is too large');
      if (rest.length - at - 5 < length) break;
      yield rest.subarray(at + 5, at + 5 + length);
      at += 5 + length;
    }
    rest = rest.subarray(at);
  }
}
