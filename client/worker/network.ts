import type { MessagePort } from 'node:worker_threads';
import type { NetworkApi, NetworkTrouble } from '../../protocol/network.ts';
import { failure, success } from '../../protocol/result.ts';
import { connect, serve } from '../../protocol/rpc.ts';

type Fetch = typeof globalThis.fetch;

/** Answers on one end of a channel with a `fetch` of this thread; returns what ends it. */
export function serveNetwork(port: MessagePort, fetch: Fetch): () => void {
  const bodies = new Map<number, ReadableStreamDefaultReader<Uint8Array>>();
  let nextId = 1;

  const api: NetworkApi = {
    async fetch({ url, method, headers, body }, { signal } = {}) {
      try {
        const init = { method, headers: headers.map(([name, value]): [string, string] => [name, value]) };
        const answer = await fetch(url, {
          ...init,
          ...(body !== undefined && { body }),
          ...(signal && { signal }),
        });
        const id = nextId++;
        const reader = answer.body?.getReader();
        if (reader) bodies.set(id, reader);
        return success({ kind: 'answer', id, status: answer.status, headers: [...answer.headers] });
      } catch (error) {
        if (signal?.aborted) return failure('cancelled');
        return success({ kind: 'broken', ...troubleOf(error) });
      }
    },
    async read({ id }) {
      try {
        const next = await bodies.get(id)?.read();
        if (next && !next.done) return success({ kind: 'bytes', bytes: next.value });
        bodies.delete(id);
        return success({ kind: 'bytes', bytes: undefined });
      } catch (error) {
        bodies.delete(id);
        return success({ kind: 'broken', ...troubleOf(error) });
      }
    },
    async close({ id }) {
      const reader = bodies.get(id);
      bodies.delete(id);
      await reader?.cancel().catch(() => {});
      return success(null);
    },
  };

  const end = serve(channelOf(port), api, () => {});
  return () => {
    end();
    for (const reader of bodies.values()) void reader.cancel().catch(() => {});
    bodies.clear();
    port.close();
  };
}

/** A `fetch` that is done by whoever serves the other end. Takes URLs as text, and bodies that are text. */
export function fetchOver(port: MessagePort): Fetch {
  const { api } = connect<NetworkApi>(channelOf(port));
  return async (input, init = {}) => {
    const { method = 'GET', body, signal } = init;
    const answer = await api.fetch(
      {
        url: String(input instanceof Request ? input.url : input),
        method,
        headers: [...new Headers(init.headers)],
        body: typeof body === 'string' ? body : undefined,
      },
      signal ? { signal } : {},
    );
    if (!answer.ok) {
      throw signal?.aborted ? signal.reason : new TypeError(answer.failure.detail ?? answer.failure.code);
    }
    if (answer.value.kind === 'broken') throw brokenBy(answer.value);
    const { id, status, headers } = answer.value;
    const head = { status, headers: headers.map(([name, value]): [string, string] => [name, value]) };
    if (method === 'HEAD' || status === 204 || status === 304) {
      void api.close({ id });
      return new Response(null, head);
    }
    const stop = (): void => void api.close({ id });
    signal?.addEventListener('abort', stop, { once: true });
    const stream = new ReadableStream<Uint8Array>({
      async pull(controller) {
        const chunk = await api.read({ id });
        if (signal?.aborted) return controller.error(signal.reason);
        if (!chunk.ok) return controller.error(new TypeError(chunk.failure.code));
        if (chunk.value.kind === 'broken') return controller.error(brokenBy(chunk.value));
        if (chunk.value.bytes) return controller.enqueue(chunk.value.bytes);
        signal?.removeEventListener('abort', stop);
        controller.close();
      },
      async cancel() {
        signal?.removeEventListener('abort', stop);
        await api.close({ id });
      },
    });
    return new Response(stream, head);
  };
}

const channelOf = (port: MessagePort): Parameters<typeof serve>[0] => ({
  post: message => port.postMessage(message),
  onMessage: listener => void port.on('message', listener),
});

/** An error with its code, as `fetch` itself gives it. */
const brokenBy = ({ code, message }: NetworkTrouble): TypeError =>
  new TypeError('fetch failed', { cause: Object.assign(new Error(message), { code }) });

function troubleOf(error: unknown): NetworkTrouble {
  let current = error;
  for (let depth = 0; depth < 5 && current instanceof Error; depth++) {
    const inner: unknown = current instanceof AggregateError ? current.errors[0] : current.cause;
    if (!(inner instanceof Error)) break;
    current = inner;
  }
  if (!(current instanceof Error)) return { code: '', message: String(error) };
  const { code } = current as NodeJS.ErrnoException;
  return { code: typeof code === 'string' ? code : '', message: current.message };
}
