import type { Outcome } from '../../protocol/result.ts';
import type { ByteReader } from '../image/bytes.ts';
import { type Call, nameOf, pullScope } from './api.ts';
import type { Session } from './session.ts';
import { discard, readBody } from './transport.ts';
import { refusal } from './trouble.ts';

export interface BlobName {
  readonly digest: string;
  /** Bytes, as the manifest says. */
  readonly size: number;
}

/** A small blob whole, such as a config; fails when it is longer than `limit` bytes. */
export async function getBlob(
  session: Session,
  repository: string,
  digest: string,
  { limit, signal }: Call & { readonly limit: number },
): Promise<Outcome<Uint8Array>> {
  const answer = await request(session, repository, digest, undefined, signal);
  return answer.ok ? await readBody(answer.value, limit, { host: session.host.name, signal }) : answer;
}

/** A failure on its way through a {@link ByteReader}, which knows only rejections. */
export class BlobUnreadable extends Error {
  override readonly name = 'BlobUnreadable';
}

/**
 * Bytes of a blob, fetched when they are read: reading on from where the last read ended takes one request for
 * all, any other place takes one more, from there on. Registries that know no ranges send the beginning again.
 */
export function blobReader(
  session: Session,
  repository: string,
  { digest, size }: BlobName,
  call: Call = {},
): ByteReader & { close(): Promise<void> } {
  let stream: Sequence | undefined;
  let busy: Promise<unknown> = Promise.resolve();

  async function read(offset: number, length: number): Promise<Uint8Array> {
    const wanted = Math.max(0, Math.min(length, size - offset));
    if (wanted === 0) return new Uint8Array(0);
    if (stream?.at !== offset) {
      await stream?.close();
      stream = undefined;
      const answer = await request(session, repository, digest, offset, call.signal);
      if (!answer.ok) throw new BlobUnreadable(answer.failure.detail ?? answer.failure.code);
      stream = sequence(answer.value, answer.value.status === 206 ? offset : 0);
      await stream.skipTo(offset);
    }
    return await stream.take(wanted);
  }

  return {
    size,
    read(offset, length) {
      // One after the other: two readers at once would each break the other's sequence.
      const next = busy.then(() => read(offset, length));
      busy = next.catch(() => {});
      return next;
    },
    close: async () => await stream?.close(),
  };
}

interface Sequence {
  /** Offset of the next byte. */
  readonly at: number;
  skipTo(offset: number): Promise<void>;
  take(length: number): Promise<Uint8Array>;
  close(): Promise<void>;
}

function sequence(response: Response, start: number): Sequence {
  const reader = response.body?.getReader();
  let at = start;
  let rest = new Uint8Array(0);

  /** False at the end. */
  async function fill(): Promise<boolean> {
    while (rest.length === 0) {
      const next = await reader?.read();
      if (next === undefined || next.done) return false;
      rest = next.value;
    }
    return true;
  }

  return {
    get at() {
      return at;
    },
    async skipTo(offset) {
      while (at < offset && (await fill())) {
        const step = Math.min(rest.length, offset - at);
        rest = rest.subarray(step);
        at += step;
      }
    },
    async take(length) {
      const bytes = new Uint8Array(length);
      let filled = 0;
      while (filled < length && (await fill())) {
        const part = rest.subarray(0, length - filled);
        bytes.set(part, filled);
        filled += part.length;
        rest = rest.subarray(part.length);
      }
      at += filled;
      return filled === length ? bytes : bytes.subarray(0, filled);
    },
    close: async () => await reader?.cancel().catch(() => {}),
  };
}

async function request(
  session: Session,
  repository: string,
  digest: string,
  offset: number | undefined,
  signal: AbortSignal | undefined,
): Promise<Outcome<Response>> {
  const answer = await session.request({
    path: `/v2/${repository}/blobs/${digest}`,
    scope: pullScope(session, repository),
    ...(offset && { headers: { range: `bytes=${offset}-` } }),
    signal,
  });
  if (!answer.ok || answer.value.ok) return answer;
  const name = `${nameOf(session, repository)}@${digest}`;
  const failed = await refusal(answer.value, { host: session.host.name, name, signal });
  await discard(answer.value);
  return failed;
}
