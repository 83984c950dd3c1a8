import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { MessageChannel } from 'node:worker_threads';
import { networkFailure } from '../../../client/registry/trouble.ts';
import { fetchOver, serveNetwork } from '../../../client/worker/network.ts';

describe('HTTP of another thread', () => {
  let server: Server;
  let origin: string;
  let hangs = 0;
  before(done => {
    server = createServer((request, response) => {
      if (request.url === '/hang') {
        response.write('begun');
        response.on('close', () => hangs++);
        return;
      }
      response.setHeader('docker-content-digest', 'sha256:1');
      response.setHeader('set-cookie', ['a=1', 'b=2']);
      if (request.url === '/none') return void response.writeHead(404).end('{}');
      const parts: Buffer[] = [];
      request.on('data', part => parts.push(part));
      request.on('end', () => {
        const said = `${request.method} ${request.headers.range ?? ''} ${Buffer.concat(parts)}`;
        response.writeHead(206).end(said.padEnd(300_000, '.'));
      });
    }).listen(0, '127.0.0.1', () => {
      origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      done();
    });
  });
  after(() => server.close());

  async function withFetch(
    use: (fetch: typeof globalThis.fetch) => Promise<void>,
    own: typeof globalThis.fetch = globalThis.fetch,
  ): Promise<void> {
    const { port1, port2 } = new MessageChannel();
    const end = serveNetwork(port1, own);
    try {
      await use(fetchOver(port2));
    } finally {
      end();
    }
  }

  it('is asked with method, headers and body, and answers with status, headers and all bytes', async () => {
    await withFetch(async fetch => {
      const init = { method: 'POST', headers: { range: 'bytes=5-' }, body: 'hello' };
      const answer = await fetch(`${origin}/x`, init);
      assert.equal(answer.status, 206);
      assert.equal(answer.headers.get('docker-content-digest'), 'sha256:1');
      const text = await answer.text();
      assert.deepEqual([text.length, text.slice(0, 19)], [300_000, 'POST bytes=5- hello']);
      const none = await fetch(`${origin}/none`);
      assert.deepEqual([none.ok, none.status, await none.json()], [false, 404, {}]);
      const head = await fetch(`${origin}/x`, { method: 'HEAD' });
      assert.deepEqual([head.status, await head.text()], [206, '']);
    });
  });

  it('goes through what the other thread has for a fetch', async () => {
    const asked: string[] = [];
    const own: typeof globalThis.fetch = (input, init) => {
      asked.push(`${init?.method} ${String(input)}`);
      return Promise.resolve(new Response('by proxy'));
    };
    await withFetch(
      async fetch => assert.equal(await (await fetch('https://a.example/')).text(), 'by proxy'),
      own,
    );
    assert.deepEqual(asked, ['GET https://a.example/']);
  });

  it('tells why there is no answer, with its code', async () => {
    const refused = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
    const own = () => Promise.reject(new TypeError('fetch failed', { cause: new AggregateError([refused]) }));
    await withFetch(async fetch => {
      const error: unknown = await fetch('https://a.example/').catch(reason => reason);
      assert.equal(networkFailure('a.example', error).failure.args?.reason, 'refused');
    }, own);
  });

  it('ends with its signal, before the answer and in the middle of the body', async () => {
    await withFetch(async fetch => {
      await assert.rejects(fetch(`${origin}/x`, { signal: AbortSignal.abort() }));
      const controller = new AbortController();
      const answer = await fetch(`${origin}/hang`, { signal: controller.signal });
      const reader = answer.body?.getReader();
      assert.equal(Buffer.from((await reader?.read())?.value ?? []).toString(), 'begun');
      const next = reader?.read();
      controller.abort();
      await assert.rejects(next ?? Promise.resolve());
      while (hangs < 1) await new Promise(resolve => setTimeout(resolve, 5));
      const left = await fetch(`${origin}/hang`);
      await left.body?.cancel();
      while (hangs < 2) await new Promise(resolve => setTimeout(resolve, 5));
    });
  });
});
