import assert from 'node:assert/strict';
import { inspectorHtml } from '../../client/inspector/html.ts';
import { ImageSession } from '../../client/inspector/imageSession.ts';
import { readRequest, requestKey } from '../../client/inspector/request.ts';
import type { ImageApi, ImageOverview, ReadProgress } from '../../protocol/image.ts';
import { failure, type Outcome, success } from '../../protocol/result.ts';

const location = { kind: 'engine', reference: 'sha256:1' } as const;
const overview = { reference: 'sha256:1', layers: [] } as unknown as ImageOverview;

function reader() {
  const calls: string[] = [];
  const lost = new Set<number>();
  const opens: {
    readonly signal: AbortSignal | undefined;
    report(progress: ReadProgress): void;
    end(outcome: Outcome<{ handle: number; overview: ImageOverview }>): void;
  }[] = [];
  const image = {
    open: (_params, options = {}) => {
      calls.push('open');
      return new Promise(end => {
        opens.push({ signal: options.signal, report: progress => options.onProgress?.(progress), end });
        options.signal?.addEventListener('abort', () => end(failure('cancelled')));
      });
    },
    children: async ({ handle, limit }) => {
      calls.push(`children ${handle} ${limit}`);
      return success({ total: 0, offset: 0, items: [] });
    },
    document: async ({ handle, kind }) => {
      calls.push(`document ${handle} ${kind}`);
      return lost.has(handle) ? failure('internal') : success('{}');
    },
    close: async ({ handle }) => {
      calls.push(`close ${handle}`);
      return success(null);
    },
  } satisfies Partial<ImageApi> as unknown as ImageApi;
  return {
    calls,
    opens,
    lose: (handle: number) => lost.add(handle),
    session: new ImageSession(location, call => call(image)),
  };
}

describe('the image of an inspector', () => {
  it('is read once for all pages, and each hears how far it is', async () => {
    const { calls, opens, session } = reader();
    const heard: number[] = [];
    const first = session.load({}, { onProgress: ({ bytes }) => heard.push(bytes) });
    opens[0]?.report({ phase: 'read', bytes: 1, total: undefined, entries: 0 });
    const second = session.load({}, { onProgress: ({ bytes }) => heard.push(bytes * 100) });
    opens[0]?.report({ phase: 'read', bytes: 2, total: undefined, entries: 0 });
    opens[0]?.end(success({ handle: 7, overview }));
    assert.deepEqual([await first, await second], [success(overview), success(overview)]);
    assert.deepEqual(heard, [1, 100, 2, 200]);
    assert.deepEqual(await session.load({}), success(overview));
    await session.queries.children({ layer: 'final', path: '', offset: 0, limit: 1e9 });
    await session.queries.document({ kind: 'config' });
    assert.deepEqual(calls, ['open', 'children 7 1000', 'document 7 config']);
  });

  it('can be cancelled and read again', async () => {
    const { calls, opens, session } = reader();
    const cancelling = new AbortController();
    const first = session.load({}, { signal: cancelling.signal });
    cancelling.abort();
    assert.deepEqual(await first, failure('cancelled'));
    assert.equal(opens[0]?.signal?.aborted, true);
    const second = session.load({});
    opens[1]?.end(success({ handle: 8, overview }));
    assert.deepEqual(await second, success(overview));
    assert.deepEqual(calls, ['open', 'open']);
  });

  it('is let go of when it is read again, and at the end', async () => {
    const { calls, opens, session } = reader();
    const first = session.load({});
    opens[0]?.end(success({ handle: 1, overview }));
    await first;
    const again = session.load({ again: true });
    opens[1]?.end(success({ handle: 2, overview }));
    await again;
    session.dispose();
    await new Promise(setImmediate);
    assert.deepEqual(calls, ['open', 'open', 'close 1', 'close 2']);
    assert.deepEqual(await session.queries.document({ kind: 'config' }), failure('cancelled'));
  });

  it('is read again when the worker has lost it, once for all who ask', async () => {
    const { calls, opens, session, lose } = reader();
    const loading = session.load({});
    opens[0]?.end(success({ handle: 1, overview }));
    await loading;
    lose(1);
    const answers = Promise.all([
      session.queries.document({ kind: 'config' }),
      session.queries.document({ kind: 'history' }),
    ]);
    await new Promise(setImmediate);
    opens[1]?.end(success({ handle: 2, overview }));
    assert.deepEqual(await answers, [success('{}'), success('{}')]);
    assert.equal(calls.filter(call => call === 'open').length, 2);
  });

  it('that is still being read at the end is stopped', async () => {
    const { opens, session } = reader();
    const loading = session.load({});
    session.dispose();
    assert.equal(opens[0]?.signal?.aborted, true);
    assert.deepEqual(await loading, failure('cancelled'));
  });
});

describe('what to inspect', () => {
  it('is read back from what the editor stored', () => {
    const request = { location, title: 'app:1', layer: 2, preview: true };
    assert.deepEqual(readRequest(JSON.parse(JSON.stringify(request))), request);
    assert.deepEqual(readRequest({ location: { kind: 'path', path: '/x.tar' }, title: 'x.tar', view: {} }), {
      location: { kind: 'path', path: '/x.tar' },
      title: 'x.tar',
    });
    for (const odd of [
      undefined,
      null,
      'x',
      {},
      { title: 'x' },
      { title: 'x', location: { kind: 'engine' } },
    ])
      assert.equal(readRequest(odd), undefined);
  });

  it('is told apart by where it lies', () => {
    const keys = [location, { kind: 'path', path: 'sha256:1' } as const].map(place =>
      requestKey({ location: place }),
    );
    assert.equal(new Set(keys).size, 2);
  });
});

describe('the page of an inspector', () => {
  it('lets nothing run but its own script, whatever an image is called', () => {
    const title = '</script><script>alert(1)</script>"&';
    const html = inspectorHtml({
      script: 'https://host/webview.js',
      style: 'https://host/webview.css',
      source: 'https://host',
      nonce: 'n0nce',
      title,
      init: { panel: 'p', title, location: { kind: 'path', path: title }, language: 'en', l10n: undefined },
    });
    assert.equal(html.split('<script').length, 3);
    assert.match(html, /default-src &#39;none&#39;|default-src 'none'/);
    assert.doesNotMatch(html, /unsafe-/);
    const stored = /id="init">(.*)<\/script>/.exec(html)?.[1] ?? '';
    assert.equal(JSON.parse(stored).title, title);
  });
});
