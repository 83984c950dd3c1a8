import {
  type Failure,
  failure,
  type Outcome,
  success,
  type UnreachableReason,
} from '../../protocol/result.ts';
import { EngineHttpError } from './modem.ts';

/** Carries a failure out of a stream or a walk to whoever began it. */
export class FailureError extends Error {
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(failure.detail ?? failure.code);
    this.failure = failure;
  }
}

/** Runs one exchange with the engine; what it throws comes back as a failure. */
export async function attempt<T>(
  address: string,
  signal: AbortSignal | undefined,
  exchange: () => Promise<T>,
): Promise<Outcome<T>> {
  try {
    return success(await exchange());
  } catch (error) {
    return signal?.aborted ? failure('cancelled') : { ok: false, failure: failureOf(error, address) };
  }
}

/** Tells the ways apart in which a connection or a request ends. A bug of ours is thrown on. */
export function failureOf(error: unknown, address: string): Failure {
  if (!(error instanceof Error)) throw error;
  const { code = '', message } = error as NodeJS.ErrnoException;
  if (error instanceof FailureError) return error.failure;
  if (error instanceof EngineHttpError) return failure('engine-error', undefined, message).failure;
  if (code === 'ABORT_ERR') return failure('cancelled').failure;
  if (code === 'EACCES' || code === 'EPERM')
    return failure('engine-permission', { address }, message).failure;
  if (GONE.has(code)) return failure('engine-gone', undefined, message).failure;
  const reason = REASONS.get(code) ?? (TLS_CODE.test(code) ? 'tls' : 'other');
  if (reason === 'other' && (code === '' || code.startsWith('ERR_'))) throw error;
  return failure('engine-unreachable', { address, reason }, message).failure;
}

const GONE = new Set([
  'ECONNRESET',
  'EPIPE',
  'ECONNABORTED',
  'ERR_STREAM_PREMATURE_CLOSE',
  'HPE_INVALID_EOF_STATE',
]);

const REASONS = new Map<string, UnreachableReason>([
  ['ENOENT', 'no-socket'],
  ['ENOTDIR', 'no-socket'],
  ['ECONNREFUSED', 'refused'],
  ['ENOTSOCK', 'refused'],
  ['ETIMEDOUT', 'timeout'],
  ['ENOTFOUND', 'unknown-host'],
  ['EAI_AGAIN', 'unknown-host'],
  ['EPROTO', 'tls'],
  ['ESSH', 'ssh'],
]);

/** OpenSSL's and Node's names for what is wrong with certificates and handshakes. */
const TLS_CODE = /CERT|^ERR_(?:SSL|TLS|OSSL)|SELF_SIGNED|UNABLE_TO_/;
