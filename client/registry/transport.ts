import { failure, type Outcome, success } from '../../protocol/result.ts';
import { type RateLimit, readRateLimit } from './rateLimit.ts';
import { type Asked, cancelled, networkFailure, refusal } from './trouble.ts';

/** The outside world of the registry client: all of it passed in, so that proxies and tests can stand there. */
export interface Net {
  /** The platform's; in VS Code the one that knows its proxies and certificates. */
  readonly fetch: typeof globalThis.fetch;
  /** Milliseconds on a clock that never goes back. */
  now(): number;
  /** Resolves after so many milliseconds, at once when the signal fires. */
  wait(milliseconds: number, signal: AbortSignal | undefined): Promise<void>;
  /** From 0 to 1: retries of many clients must not come at the same moment. */
  random(): number;
  /** Whenever a registry tells how much is left. */
  onRateLimit?(host: string, limit: RateLimit): void;
}

export interface HttpRequest {
  readonly url: string;
  /** As in references: for messages. */
  readonly host: string;
  readonly method?: 'GET' | 'HEAD' | 'POST' | 'DELETE' | 'PUT' | 'PATCH';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array<ArrayBufferLike>;
  /** Milliseconds until the headers of the answer must be there: more than usual for who sends much. */
  readonly patience?: number;
  readonly signal?: AbortSignal | undefined;
}

/** How often is asked in all when a registry is busy or the line breaks. */
const ATTEMPTS = 3;
/** Milliseconds until the headers of an answer must be there. */
const PATIENCE = 20_000;
/** Milliseconds that a registry may ask us to wait; beyond it the user is told instead. */
const LONGEST_WAIT = 5_000;

/**
 * Sends a request until an answer is there, whatever its status; the caller reads the body. Asks again after 429,
 * 502, 503, 504 and broken connections, never after a request that may have changed something.
 */
export async function send(net: Net, request: HttpRequest): Promise<Outcome<Response>> {
  const { method = 'GET', signal, host } = request;
  const repeatable = method === 'GET' || method === 'HEAD';
  for (let attempt = 1; ; attempt++) {
    const answer = await once(net, request);
    if (signal?.aborted) return cancelled();
    const last = attempt === ATTEMPTS || !repeatable;
    if (!answer.ok) {
      if (last || answer.failure.args?.reason !== 'other') return answer;
      await net.wait(backoff(net, attempt), signal);
    } else {
      const response = answer.value;
      const limit = readRateLimit(response.headers);
      if (limit) net.onRateLimit?.(host, limit);
      if (!BUSY.has(response.status)) return answer;
      const asked = retryAfter(response.headers);
      if (last || (asked ?? 0) > LONGEST_WAIT) return answer;
      await discard(response);
      await net.wait(asked ?? backoff(net, attempt), signal);
    }
    if (signal?.aborted) return cancelled();
  }
}

const BUSY: ReadonlySet<number> = new Set([429, 502, 503, 504]);

async function once(net: Net, request: HttpRequest): Promise<Outcome<Response>> {
  const { url, method = 'GET', headers = {}, body, signal, host, patience = PATIENCE } = request;
  const controller = new AbortController();
  const stop = (): void => controller.abort(signal?.reason);
  if (signal?.aborted) return cancelled();
  signal?.addEventListener('abort', stop, { once: true });
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    controller.abort();
  }, patience);
  try {
    const init = {
      method,
      headers,
      signal: controller.signal,
      ...(body !== undefined && { body: body as NonNullable<RequestInit['body']> }),
    };
    return success(await net.fetch(url, init));
  } catch (error) {
    if (signal?.aborted) return cancelled();
    return late ? failure('registry-unreachable', { host, reason: 'timeout' }) : networkFailure(host, error);
  } finally {
    clearTimeout(timer);
    // The signal goes on to hold for the body: fetch ends the stream itself when it fires.
    if (signal && controller.signal.aborted) signal.removeEventListener('abort', stop);
  }
}

function backoff(net: Net, attempt: number): number {
  return 2 ** attempt * 100 * (1 + net.random());
}

/** Milliseconds; registries give seconds, dates are left to the back-off. */
export function retryAfter(headers: Headers): number | undefined {
  const value = headers.get('retry-after');
  return value !== null && /^\d{1,6}$/.test(value.trim()) ? Number(value) * 1000 : undefined;
}

/** Lets the connection go: an answer whose body nobody reads holds it. */
export async function discard(response: Response): Promise<void> {
  await response.body?.cancel().catch(() => {});
}

/** The whole body, or a failure when it is longer than `limit` bytes or the line breaks. */
export async function readBody(
  response: Response,
  limit: number,
  { host, signal }: { readonly host: string; readonly signal?: AbortSignal | undefined },
): Promise<Outcome<Uint8Array>> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of response.body ?? []) {
      size += chunk.length;
      // Leaving the loop cancels the stream.
      if (size > limit)
        return failure('registry-answer', { host }, `the answer is longer than ${limit} bytes`);
      chunks.push(chunk);
    }
  } catch (error) {
    return signal?.aborted ? cancelled() : networkFailure(host, error);
  }
  return success(Buffer.concat(chunks, size));
}

/** A JSON document of a service beside the distribution interface. */
export async function getDocument(
  net: Net,
  {
    url,
    host,
    name,
    signal,
    headers = {},
  }: { readonly url: string; readonly headers?: Readonly<Record<string, string>> } & Asked,
): Promise<Outcome<unknown>> {
  const answer = await send(net, { url, host, headers: { accept: 'application/json', ...headers }, signal });
  if (!answer.ok) return answer;
  if (!answer.value.ok) return await refusal(answer.value, { host, name, signal });
  const body = await readBody(answer.value, 32 << 20, { host, signal });
  if (!body.ok) return body;
  try {
    return success(JSON.parse(Buffer.from(body.value).toString('utf8')));
  } catch {
    return failure('registry-answer', { host }, 'its answer is no JSON');
  }
}
