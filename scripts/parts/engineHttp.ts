import { request } from 'node:http';
import type { Readable } from 'node:stream';

export interface EngineAnswer {
  /** HTTP status. */
  readonly status: number;
  readonly body: Buffer;
}

/** One request to an engine over its unix socket. Rejects when nothing answers within `timeout` milliseconds. */
export function askEngine(
  socket: string,
  method: string,
  path: string,
  body?: Buffer | Readable,
  timeout = 60_000,
): Promise<EngineAnswer> {
  return new Promise((resolve, reject) => {
    const headers = body === undefined ? {} : { 'content-type': 'application/x-tar' };
    const call = request({ socketPath: socket, method, path, headers, timeout }, answer => {
      const parts: Buffer[] = [];
      answer.on('data', (part: Buffer) => parts.push(part));
      answer.on('error', reject);
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, body: Buffer.concat(parts) }));
    });
    call.on('timeout', () => call.destroy(new Error(`no answer from ${socket} in ${timeout} ms`)));
    call.on('error', reject);
    if (body === undefined || Buffer.isBuffer(body)) call.end(body);
    else body.pipe(call);
  });
}

export interface EngineVersion {
  readonly version: string;
  readonly apiVersion: string;
}

/** What answers on the socket; undefined when nothing does. */
export async function engineVersion(socket: string): Promise<EngineVersion | undefined> {
  try {
    const answer = await askEngine(socket, 'GET', '/version', undefined, 3_000);
    if (answer.status !== 200) return undefined;
    const said: { Version?: unknown; ApiVersion?: unknown } = JSON.parse(answer.body.toString('utf8'));
    if (typeof said.Version !== 'string' || typeof said.ApiVersion !== 'string') return undefined;
    return { version: said.Version, apiVersion: said.ApiVersion };
  } catch {
    return undefined;
  }
}
