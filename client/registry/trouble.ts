import { failure, type Outcome, type UnreachableReason } from '../../protocol/result.ts';
import { discard, readBody, retryAfter } from './transport.ts';

type Failed = Extract<Outcome<never>, { readonly ok: false }>;

export const cancelled = (): Failed => failure('cancelled');

/** Why no answer came, out of what fetch throws: the cause stands one or two levels below. */
export function networkFailure(host: string, error: unknown): Failed {
  const { code, message } = deepest(error);
  return failure('registry-unreachable', { host, reason: reasonOf(code, message) }, message);
}

function deepest(error: unknown): { readonly code: string; readonly message: string } {
  let current = error;
  for (let depth = 0; depth < 5; depth++) {
    if (!(current instanceof Error)) break;
    const inner = current instanceof AggregateError ? current.errors[0] : current.cause;
    if (!(inner instanceof Error)) break;
    current = inner;
  }
  if (!(current instanceof Error)) return { code: '', message: String(error) };
  const { code } = current as NodeJS.ErrnoException;
  return { code: code ?? '', message: current.message || (code ?? current.name) };
}

function reasonOf(code: string, message: string): UnreachableReason {
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'unknown-host';
  if (code === 'ECONNREFUSED') return 'refused';
  if (code === 'ETIMEDOUT' || code === 'UND_ERR_CONNECT_TIMEOUT') return 'timeout';
  if (/CERT|SSL|TLS|ALTNAME|DEPTH_ZERO|UNABLE_TO_VERIFY/.test(code) || /certificate|SSL|TLS/.test(message)) {
    return 'tls';
  }
  return 'other';
}

/** What was asked for, as the user would name it: `ghcr.io/a/b:1`. */
export interface Asked {
  readonly host: string;
  readonly name: string;
  readonly signal?: AbortSignal | undefined;
}

/** An answer with a status that is no success, in words of the specification's error list where it gives one. */
export async function refusal(response: Response, asked: Asked): Promise<Failed> {
  const { host, name } = asked;
  const { status } = response;
  if (status === 429) {
    await discard(response);
    const wait = retryAfter(response.headers);
    return failure('registry-rate-limited', { host, seconds: wait === undefined ? 0 : wait / 1000 });
  }
  const detail = await errorText(response, asked);
  if (status === 401 || status === 403) return failure('registry-denied', { host, name }, detail);
  if (status === 404) return failure('registry-not-found', { host, name }, detail);
  return failure('registry-error', { host, status }, detail);
}

/** `{"errors": [{"code", "message"}]}`; Docker Hub's own interface gives `message` or `detail`. */
async function errorText(response: Response, { host, signal }: Asked): Promise<string | undefined> {
  const body = await readBody(response, 1 << 16, { host, signal });
  if (!body.ok) return undefined;
  try {
    const value: unknown = JSON.parse(Buffer.from(body.value).toString('utf8'));
    const { errors, message, detail } = value as Record<string, unknown>;
    const first: unknown = Array.isArray(errors) ? errors[0] : undefined;
    const said = first !== undefined ? (first as Record<string, unknown>).message : (message ?? detail);
    return typeof said === 'string' && said !== '' ? said : undefined;
  } catch {
    return undefined;
  }
}
