import { type Failure, failure } from './result.ts';

/** What every method may take after its parameters. Both cross the wire. */
export interface CallOptions<Progress = never> {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
}

/** Two ends that carry structured-cloneable values in order: a worker port, a webview, a process. */
export interface Channel {
  post(message: unknown): void;
  /** Called once by whoever owns this end. */
  onMessage(listener: (message: unknown) => void): void;
}

type Message =
  | { readonly rpc: 'call'; readonly id: number; readonly method: string; readonly params: unknown }
  | { readonly rpc: 'cancel'; readonly id: number }
  | { readonly rpc: 'progress'; readonly id: number; readonly value: unknown }
  | { readonly rpc: 'result'; readonly id: number; readonly value: unknown }
  | { readonly rpc: 'error'; readonly id: number; readonly detail: string };

/** A failure as the methods of an api return it. */
interface Failed {
  readonly ok: false;
  readonly failure: Failure;
}

// biome-ignore lint/complexity/noBannedTypes: any object whose members are methods.
type Method = Function;

/**
 * Answers calls on `channel` with the methods of `api`: only its own function members can be called. A method
 * that throws is a bug, as is a value that cannot be cloned: `onBug` hears of it and the caller gets an
 * `internal` failure. Returns a function that ends it: running calls are aborted, nothing is answered any more.
 */
export function serve(
  channel: Channel,
  api: object,
  onBug: (method: string, error: unknown) => void,
): () => void {
  const running = new Map<number, AbortController>();
  let ended = false;
  const methods = new Map<string, Method>();
  for (const [name, member] of Object.entries(api)) {
    if (typeof member === 'function') methods.set(name, member);
  }

  /** False when `message` cannot cross: the caller then hears of an `internal` failure. */
  function send(method: string, message: Message): boolean {
    if (ended) return true;
    try {
      channel.post(message);
      return true;
    } catch (error) {
      onBug(method, error);
      return false;
    }
  }

  async function answer(id: number, method: string, params: unknown): Promise<void> {
    const controller = new AbortController();
    running.set(id, controller);
    const onProgress = (value: unknown): void => {
      if (running.get(id) === controller) send(method, { rpc: 'progress', id, value });
    };
    try {
      const target = methods.get(method);
      if (!target) throw new Error(`no method ${JSON.stringify(method)}`);
      const value: unknown = await target.call(api, params, { signal: controller.signal, onProgress });
      if (!send(method, { rpc: 'result', id, value })) {
        send(method, { rpc: 'error', id, detail: 'the answer cannot be cloned' });
      }
    } catch (error) {
      onBug(method, error);
      send(method, { rpc: 'error', id, detail: text(error) });
    } finally {
      if (running.get(id) === controller) running.delete(id);
    }
  }

  channel.onMessage(message => {
    if (ended || !isMessage(message)) return;
    if (message.rpc === 'call') void answer(message.id, message.method, message.params);
    else if (message.rpc === 'cancel') running.get(message.id)?.abort();
  });
  return () => {
    ended = true;
    for (const controller of running.values()) controller.abort();
    running.clear();
  };
}

/** The caller's side of a channel. */
export interface Connection<Api> {
  readonly api: Api;
  /** Ends every open call with `reason`; later calls end at once with the same. */
  dispose(reason: Failure): void;
}

/**
 * Calls the methods of the other side. A call never rejects: what breaks on the way comes back as a failure
 * (`internal`, or the reason given to `dispose`). A cancelled call still waits for the other side's answer, so
 * that nothing is left running unseen. An `onProgress` that throws cancels its call, which ends `internal`.
 */
export function connect<Api extends object>(channel: Channel): Connection<Api> {
  interface Open {
    readonly settle: (value: unknown) => void;
    readonly progress: (value: unknown) => void;
  }
  const open = new Map<number, Open>();
  let nextId = 1;
  let ended: Failure | undefined;

  channel.onMessage(message => {
    if (!isMessage(message)) return;
    const call = open.get(message.id);
    if (!call) return;
    if (message.rpc === 'progress') call.progress(message.value);
    else if (message.rpc === 'result') call.settle(message.value);
    else if (message.rpc === 'error') call.settle(failure('internal', undefined, message.detail));
  });

  function call(method: string, params: unknown, options: CallOptions<never> = {}): Promise<unknown> {
    if (ended) return Promise.resolve({ ok: false, failure: ended } satisfies Failed);
    const id = nextId++;
    return new Promise(resolve => {
      const cancel = (): void => {
        // The other side may be gone; whoever owns the channel then calls dispose.
        try {
          channel.post({ rpc: 'cancel', id } satisfies Message);
        } catch {}
      };
      const settle = (value: unknown): void => {
        open.delete(id);
        options.signal?.removeEventListener('abort', cancel);
        resolve(value);
      };
      const progress = (value: unknown): void => {
        try {
          options.onProgress?.(value as never);
        } catch (error) {
          cancel();
          settle(failure('internal', undefined, text(error)));
        }
      };
      open.set(id, { settle, progress });
      try {
        channel.post({ rpc: 'call', id, method, params } satisfies Message);
      } catch (error) {
        settle(failure('internal', undefined, text(error)));
        return;
      }
      if (options.signal?.aborted) cancel();
      else options.signal?.addEventListener('abort', cancel, { once: true });
    });
  }

  const api = new Proxy(
    {},
    {
      // A promise must be able to carry the proxy: `then` is no method of the other side.
      get: (_, name) =>
        typeof name === 'string' && name !== 'then'
          ? (params: unknown, options?: CallOptions<never>) => call(name, params, options)
          : undefined,
    },
  ) as Api;
  return {
    api,
    dispose: reason => {
      ended ??= reason;
      for (const { settle } of [...open.values()]) settle({ ok: false, failure: reason } satisfies Failed);
    },
  };
}

function isMessage(value: unknown): value is Message {
  return (
    typeof value === 'object' &&
    value !== null &&
    'rpc' in value &&
    'id' in value &&
    typeof value.id === 'number' &&
    (value.rpc !== 'call' || ('method' in value && typeof value.method === 'string'))
  );
}

const text = (error: unknown): string => (error instanceof Error ? error.message : String(error));
