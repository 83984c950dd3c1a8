import { type ClientRequest, type IncomingMessage, request } from 'node:http';
import { stringify } from 'node:querystring';
import type { Duplex, Readable } from 'node:stream';
import type { EngineAgent } from './agent.ts';

/** What dockerode asks its modem for. */
export interface DialOptions {
  readonly method: string;
  /** Below the API version; dockerode marks those that take a query by a `?` at the end, and forgets some. */
  readonly path: string;
  readonly options?: Readonly<Record<string, unknown>> | null;
  /** Status codes that are answers map to true. */
  readonly statusCodes?: Readonly<Record<number, unknown>>;
  /** A list is sent as a header for each of its members. */
  readonly headers?: Readonly<Record<string, string | string[]>>;
  /** The answer is a stream, not JSON. */
  readonly isStream?: boolean;
  /** The connection itself is wanted after an upgrade. */
  readonly hijack?: boolean;
  /** The body. */
  readonly file?: Readable | Buffer;
  readonly registryconfig?: unknown;
}

/** For all calls made through one modem. */
export interface ModemOptions {
  /** Put before each path: `/v1.41`. */
  readonly prefix: string;
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds until the engine must begin its answer; undefined waits for ever. */
  readonly timeout?: number | undefined;
}

/** An answer of the engine that is an error; the message is the engine's own. */
export class EngineHttpError extends Error {
  readonly status: number;
  /** True when a connection was to be taken over and the engine would not give it. */
  readonly noUpgrade: boolean;

  constructor(status: number, message: string, noUpgrade = false) {
    super(message);
    this.status = status;
    this.noUpgrade = noUpgrade;
  }
}

type Callback = (error: Error | null, data?: unknown) => void;

/** Largest JSON answer that is read into memory, in bytes. */
const JSON_LIMIT = 256 * 1024 * 1024;
const ERROR_LIMIT = 1024 * 1024;

/**
 * The transport under dockerode, in the place of docker-modem, which reads the environment behind our back,
 * follows redirects to other hosts, loses options and error texts, and throws where nobody can catch.
 */
export class Modem {
  /** dockerode sets and uses it. */
  Promise: PromiseConstructor = Promise;
  readonly #agent: EngineAgent;
  readonly #options: ModemOptions;

  constructor(agent: EngineAgent, options: ModemOptions) {
    this.#agent = agent;
    this.#options = options;
  }

  /** Calls back once; a stream is handed over as soon as its headers are there. */
  dial(call: DialOptions, callback: Callback): void {
    const { prefix, signal, timeout } = this.#options;
    let settled = false;
    let timer: NodeJS.Timeout | undefined;
    const headers: Record<string, string | string[]> = { ...call.headers };
    const body = bodyOf(call, headers);
    const settle = (error: Error | null, data?: unknown): void => {
      if (settled) return;
      settled = true;
      clearTimeout(timer);
      if (error && body && !Buffer.isBuffer(body)) body.destroy();
      callback(error, data);
    };
    if (signal?.aborted) {
      settle(abortError());
      return;
    }
    let sent: ClientRequest;
    try {
      sent = request({ agent: this.#agent, method: call.method, path: prefix + pathOf(call), headers });
    } catch (error) {
      settle(error as Error);
      return;
    }
    const fail = (error: Error): void => {
      settle(error);
      sent.destroy(error);
    };
    // A request without a connection yet ignores its end: the caller must not wait for it.
    const abort = (): void => fail(abortError());
    if (timeout !== undefined) timer = setTimeout(() => fail(timeoutError(timeout)), timeout);
    signal?.addEventListener('abort', abort, { once: true });
    sent.once('close', () => signal?.removeEventListener('abort', abort));
    sent.on('error', (error: Error) => {
      // A kept connection may have died while nobody used it.
      if (!settled && sent.reusedSocket && call.method === 'GET') {
        settled = true;
        clearTimeout(timer);
        this.dial(call, callback);
      } else settle(error);
    });
    sent.once('upgrade', (_response: IncomingMessage, socket: Duplex, head: Buffer) => {
      if (head.length > 0) socket.unshift(head);
      if (call.hijack) settle(null, socket);
      else fail(new EngineHttpError(101, 'an upgrade that nobody asked for'));
    });
    sent.once('response', response => {
      clearTimeout(timer);
      const status = response.statusCode ?? 0;
      if (call.statusCodes?.[status] !== true || call.hijack) readError(response, call.hijack, settle);
      else if (call.isStream) settle(null, response);
      else readJson(response, settle);
    });
    write(sent, body, fail);
  }

  /** The answer as a stream of bytes, for what dockerode has no method or no parameter for. */
  stream(path: string, options: Readonly<Record<string, unknown>> = {}): Promise<IncomingMessage> {
    return this.call({ method: 'GET', path, options, isStream: true, statusCodes: { 200: true } });
  }

  /** Like {@link dial}, as a promise. */
  call<T>(options: DialOptions): Promise<T> {
    return new Promise((resolve, reject) => {
      this.dial(options, (error, data) => (error ? reject(error) : resolve(data as T)));
    });
  }

  /** dockerode calls it for a few endpoints of its own. */
  buildQuerystring(options: Readonly<Record<string, unknown>>): string {
    return query(options);
  }
}

function pathOf({ path, options, method, file }: DialOptions): string {
  const marked = path.endsWith('?');
  const plain = marked ? path.slice(0, -1) : path;
  // Other calls carry their options as a JSON body, and only marked ones repeat them here.
  const wanted = options && (marked || file !== undefined || method !== 'POST');
  const text = wanted ? query(options) : '';
  return text ? `${plain}${plain.includes('?') ? '&' : '?'}${text}` : plain;
}

/** The engine takes a list as a repeated name, except one of objects, which is JSON like a single object. */
function query(options: Readonly<Record<string, unknown>>): string {
  const plain: Record<string, string | string[]> = {};
  for (const [name, value] of Object.entries(options)) {
    if (value === undefined || value === null) continue;
    if (Array.isArray(value) && value.every(item => typeof item !== 'object'))
      plain[name] = value.map(String);
    else plain[name] = typeof value === 'object' ? JSON.stringify(value) : String(value);
  }
  return stringify(plain);
}

function bodyOf(
  call: DialOptions,
  headers: Record<string, string | string[]>,
): Readable | Buffer | undefined {
  if (call.registryconfig !== undefined) {
    const json = Buffer.from(JSON.stringify(call.registryconfig));
    // The engine wants the URL alphabet, with padding, and ignores what it cannot decode.
    headers['X-Registry-Config'] = json.toString('base64').replaceAll('+', '-').replaceAll('/', '_');
  }
  if (call.hijack) headers.Connection = 'Upgrade';
  if (call.file !== undefined) {
    headers['Content-Type'] ??= 'application/x-tar';
    // The engine looks at the query first: a refusal then does not get lost under a body that nobody reads.
    if (!Buffer.isBuffer(call.file)) headers.Expect = '100-continue';
    return call.file;
  }
  if (call.method !== 'POST' || !call.options || Object.keys(call.options).length === 0) return undefined;
  headers['Content-Type'] ??= 'application/json';
  return Buffer.from(JSON.stringify(call.options));
}

function write(sent: ClientRequest, body: Readable | Buffer | undefined, fail: (error: Error) => void): void {
  if (body === undefined || Buffer.isBuffer(body)) {
    sent.end(body);
    return;
  }
  let started = false;
  const start = (): void => {
    if (started) return;
    started = true;
    clearTimeout(timer);
    body.pipe(sent);
  };
  // Not every proxy in between knows how to continue.
  const timer = setTimeout(start, 1000);
  sent.once('continue', start);
  body.on('error', fail);
  sent.once('close', () => {
    clearTimeout(timer);
    body.destroy();
  });
  sent.flushHeaders();
}

function readJson(response: IncomingMessage, settle: Callback): void {
  collect(response, JSON_LIMIT).then(bytes => {
    const text = bytes.toString('utf8');
    const value = parsed(text);
    if (value === undefined && text.trim()) {
      settle(new EngineHttpError(response.statusCode ?? 0, `not JSON: ${text.slice(0, 200)}`));
    } else settle(null, value ?? null);
  }, settle);
}

function readError(response: IncomingMessage, noUpgrade: boolean | undefined, settle: Callback): void {
  const status = response.statusCode ?? 0;
  collect(response, ERROR_LIMIT).then(bytes => {
    const text = bytes.toString('utf8').trim();
    settle(new EngineHttpError(status, messageIn(text) ?? (text || `HTTP status ${status}`), noUpgrade));
  }, settle);
}

function messageIn(text: string): string | undefined {
  const value = parsed(text);
  const message =
    typeof value === 'object' && value !== null && 'message' in value ? value.message : undefined;
  return typeof message === 'string' && message ? message : undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Rejects when the stream breaks off, or goes over the limit. */
async function collect(response: IncomingMessage, limit: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > limit)
      throw new EngineHttpError(response.statusCode ?? 0, `an answer of over ${limit} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

const abortError = (): Error => Object.assign(new Error('cancelled'), { code: 'ABORT_ERR' });

const timeoutError = (milliseconds: number): Error =>
  Object.assign(new Error(`no answer within ${milliseconds / 1000} s`), { code: 'ETIMEDOUT' });
