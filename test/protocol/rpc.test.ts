import assert from 'node:assert/strict';
import { MessageChannel } from 'node:worker_threads';
import { failure, type Outcome, success } from '../../protocol/result.ts';
import { type CallOptions, type Channel, connect, serve } from '../../protocol/rpc.ts';

interface Api {
  add(params: { readonly a: number; readonly b: number }): Promise<Outcome<number>>;
  count(params: { readonly to: number }, options?: CallOptions<number>): Promise<Outcome<null>>;
  untilCancelled(params: Record<string, never>, options?: CallOptions): Promise<Outcome<string>>;
  breaks(params: Record<string, never>): Promise<Outcome<null>>;
  unclonable(params: Record<string, never>, options?: CallOptions<unknown>): Promise<Outcome<unknown>>;
  fails(params: Record<string, never>): Promise<Outcome<null>>;
}

/** Two ends that clone what crosses, as every real channel does, and deliver it later, in order. */
function pair(): readonly [Channel, Channel] {
  const listeners: ((message: unknown) => void)[][] = [[], []];
  const end = (own: number, other: number): Channel => ({
    post(message) {
      const copy: unknown = structuredClone(message);
      queueMicrotask(() => {
        for (const listener of listeners[other] ?? []) listener(copy);
      });
    },
    onMessage: listener => void listeners[own]?.push(listener),
  });
  return [end(0, 1), end(1, 0)];
}

function setUp(overrides: Partial<Api> = {}) {
  const [near, far] = pair();
  const bugs: string[] = [];
  const running = { count: 0 };
  const api: Api = {
    add: async ({ a, b }) => success(a + b),
    count: async ({ to }, options) => {
      for (let value = 1; value <= to; value++) options?.onProgress?.(value);
      return success(null);
    },
    untilCancelled: (_, options) =>
      new Promise(resolve => {
        running.count++;
        const end = (): void => {
          running.count--;
          resolve(failure('cancelled'));
        };
        if (options?.signal?.aborted) end();
        else options?.signal?.addEventListener('abort', end);
      }),
    breaks: async () => {
      throw new TypeError('a bug');
    },
    unclonable: async (_, options) => {
      options?.onProgress?.(() => 1);
      return success(() => 1);
    },
    fails: async () => failure('engine-unreachable', { address: 'unix:///x' }, 'connect ENOENT'),
    ...overrides,
  };
  const end = serve(far, api, (method, error) => bugs.push(`${method}: ${(error as Error).name}`));
  return { ...connect<Api>(near), near, far, bugs, running, end };
}

const turn = (): Promise<void> => new Promise(resolve => setImmediate(resolve));

describe('rpc', () => {
  it('carries parameters there and the value back, for calls that overlap', async () => {
    const { api } = setUp();
    const answers = await Promise.all([api.add({ a: 1, b: 2 }), api.add({ a: 10, b: 20 })]);
    assert.deepEqual(answers, [success(3), success(30)]);
  });

  it('carries a failure as it is', async () => {
    const { api, bugs } = setUp();
    assert.deepEqual(
      await api.fails({}),
      failure('engine-unreachable', { address: 'unix:///x' }, 'connect ENOENT'),
    );
    assert.deepEqual(bugs, []);
  });

  it('delivers progress in order and only before the result', async () => {
    const seen: number[] = [];
    let late: ((value: number) => void) | undefined;
    const { api } = setUp({
      count: async (_, options) => {
        late = options?.onProgress;
        options?.onProgress?.(1);
        options?.onProgress?.(2);
        return success(null);
      },
    });
    await api.count({ to: 2 }, { onProgress: value => seen.push(value) });
    late?.(3);
    await turn();
    assert.deepEqual(seen, [1, 2]);
  });

  it('cancels the one call, and waits for its end', async () => {
    const { api, running } = setUp();
    const first = new AbortController();
    const second = new AbortController();
    const one = api.untilCancelled({}, { signal: first.signal });
    const two = api.untilCancelled({}, { signal: second.signal });
    await turn();
    assert.equal(running.count, 2);
    first.abort();
    assert.deepEqual(await one, failure('cancelled'));
    assert.equal(running.count, 1);
    second.abort();
    assert.deepEqual(await two, failure('cancelled'));
  });

  it('a signal that is aborted before the call still reaches the other side', async () => {
    const { api } = setUp();
    assert.deepEqual(await api.untilCancelled({}, { signal: AbortSignal.abort() }), failure('cancelled'));
  });

  it('a finished call no longer listens to its signal', async () => {
    const { api, far } = setUp();
    const posted: unknown[] = [];
    far.onMessage(message => posted.push(message));
    const controller = new AbortController();
    await api.count({ to: 1 }, { signal: controller.signal });
    controller.abort();
    await turn();
    assert.deepEqual(
      posted.map(message => (message as { rpc: string }).rpc),
      ['call'],
    );
  });

  it('a method that throws is reported as a bug and answers `internal`', async () => {
    const { api, bugs } = setUp();
    assert.deepEqual(await api.breaks({}), failure('internal', undefined, 'a bug'));
    assert.deepEqual(bugs, ['breaks: TypeError']);
  });

  it('a value that cannot be cloned is a bug of its side, and the call still ends', async () => {
    const { api, bugs } = setUp();
    const answer = await api.unclonable({}, { onProgress: () => assert.fail('must not arrive') });
    assert.deepEqual(answer, failure('internal', undefined, 'the answer cannot be cloned'));
    assert.deepEqual(bugs, ['unclonable: DataCloneError', 'unclonable: DataCloneError']);
  });

  it('parameters that cannot be cloned end the call at once', async () => {
    const { api } = setUp();
    const answer = await api.add({ a: 1, b: (() => 1) as unknown as number });
    assert.equal(answer.ok ? '' : answer.failure.code, 'internal');
  });

  it('only own methods of the api can be called', async () => {
    const { api, bugs } = setUp();
    const loose = api as unknown as Record<string, (params: object) => Promise<Outcome<unknown>>>;
    for (const name of ['missing', 'toString', 'constructor', '__proto__', 'hasOwnProperty']) {
      const answer = await loose[name]?.({});
      assert.deepEqual(answer, failure('internal', undefined, `no method "${name}"`), name);
    }
    assert.equal(bugs.length, 5);
  });

  it('an `onProgress` that throws cancels its own call and no other', async () => {
    const { api, running } = setUp({
      count: async (_, options) => {
        options?.onProgress?.(1);
        await new Promise(resolve => options?.signal?.addEventListener('abort', resolve));
        return success(null);
      },
    });
    const other = new AbortController();
    const open = api.untilCancelled({}, { signal: other.signal });
    const answer = await api.count(
      { to: 1 },
      {
        onProgress: () => {
          throw new Error('the view is gone');
        },
      },
    );
    assert.deepEqual(answer, failure('internal', undefined, 'the view is gone'));
    assert.equal(running.count, 1);
    other.abort();
    await open;
  });

  it('dispose ends open and later calls with its reason', async () => {
    const { api, dispose } = setUp();
    const open = api.untilCancelled({});
    await turn();
    dispose({ code: 'engine-gone' });
    dispose({ code: 'internal' });
    assert.deepEqual(await open, failure('engine-gone'));
    assert.deepEqual(await api.add({ a: 1, b: 2 }), failure('engine-gone'));
  });

  it('ending the serving side aborts what runs and answers nothing more', async () => {
    const { api, running, end } = setUp();
    let settled = false;
    void api.untilCancelled({}).then(() => {
      settled = true;
    });
    await turn();
    end();
    void api.untilCancelled({});
    await turn();
    assert.equal(running.count, 0);
    assert.equal(settled, false);
  });

  it('ignores what is no message of its own', async () => {
    const { api, near, far, bugs } = setUp();
    const strange = [
      null,
      1,
      'call',
      {},
      { rpc: 'call' },
      { rpc: 'call', id: 'x', method: 'add' },
      { id: 1 },
      { rpc: 'call', id: 4 },
      { rpc: 'progress', id: 99 },
    ];
    for (const value of strange) {
      near.post(value);
      far.post(value);
    }
    await turn();
    assert.deepEqual(await api.add({ a: 2, b: 2 }), success(4));
    assert.deepEqual(bugs, []);
  });

  it('can be awaited and passed through promises', async () => {
    const { api } = setUp();
    assert.equal(await Promise.resolve(api), api);
  });

  it('works over a real port, and survives the closing of the other end', async () => {
    const { port1, port2 } = new MessageChannel();
    const over = (port: typeof port1): Channel => ({
      post: message => port.postMessage(message),
      onMessage: listener => void port.on('message', listener),
    });
    serve(over(port2), { add: async ({ a, b }: { a: number; b: number }) => success(a + b) }, () => {});
    const { api, dispose } = connect<Api>(over(port1));
    const closed = new Promise(resolve => port1.on('close', resolve));
    try {
      assert.deepEqual(await api.add({ a: 3, b: 4 }), success(7));
    } finally {
      port2.close();
    }
    await closed;
    const open = api.add({ a: 1, b: 1 });
    dispose({ code: 'engine-gone' });
    assert.deepEqual(await open, failure('engine-gone'));
  });
});
