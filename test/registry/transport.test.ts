import assert from 'node:assert/strict';
import { nextPath } from '../../client/registry/api.ts';
import { parseChallenges } from '../../client/registry/challenge.ts';
import { registryHost } from '../../client/registry/host.ts';
import type { RateLimit } from '../../client/registry/rateLimit.ts';
import { authEntry, watchedRegistries } from '../kit/registries.ts';

/** Answers as given, one after the other; the last one again and again. */
function answers(...given: readonly (() => Response | Error)[]): typeof globalThis.fetch {
  let count = 0;
  return () => {
    const answer = given[Math.min(count++, given.length - 1)]?.();
    return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer ?? new Response());
  };
}

const json =
  (value: unknown, headers: Record<string, string> = {}, status = 200) =>
  () =>
    new Response(JSON.stringify(value), { status, headers });
const status =
  (code: number, headers: Record<string, string> = {}) =>
  () =>
    new Response('', { status: code, headers });
const broken = (code: string) => () =>
  new TypeError('fetch failed', { cause: Object.assign(new Error(`it is ${code}`), { code }) });
const ghcr = { domain: 'ghcr.io', path: 'owner/name' };

describe('challenges of a registry', () => {
  it('are read as the header has them', () => {
    assert.deepEqual(
      parseChallenges('Bearer realm="https://a/token",service="s",scope="repository:a/b:pull,push"'),
      [
        {
          scheme: 'bearer',
          parameters: { realm: 'https://a/token', service: 's', scope: 'repository:a/b:pull,push' },
        },
      ],
    );
    assert.deepEqual(parseChallenges('Basic realm="a \\"quoted\\" one", Bearer realm=plain , error=x'), [
      { scheme: 'basic', parameters: { realm: 'a "quoted" one' } },
      { scheme: 'bearer', parameters: { realm: 'plain', error: 'x' } },
    ]);
    for (const nothing of ['', ',,', '=', '"']) assert.deepEqual(parseChallenges(nothing), []);
    assert.deepEqual(parseChallenges('Basic realm="open'), [{ scheme: 'basic', parameters: {} }]);
  });
});

describe('the next page', () => {
  it('stays with the registry that was asked', () => {
    assert.equal(
      nextPath('</v2/a/tags/list?last=x&n=2>; rel="next"', '/v2/a/tags/list'),
      '/v2/a/tags/list?last=x&n=2',
    );
    assert.equal(nextPath('<https://evil.example/v2/a?n=1>; rel=next', '/v2/a/tags/list'), '/v2/a?n=1');
    assert.equal(nextPath('<?last=b>; rel="next"', '/v2/a/tags/list?n=5'), '/v2/a/tags/list?last=b');
    assert.equal(nextPath('</v2/x>; rel="prev"', '/v2/a'), undefined);
    assert.equal(nextPath(null, '/v2/a'), undefined);
  });

  it('is asked for until there is none, and never twice', async () => {
    const link = { link: '</v2/owner/name/tags/list?last=b>; rel="next"' };
    const { registries, requests } = watchedRegistries({
      fetch: answers(json({ tags: ['a', 'b'] }, link), json({ tags: ['c'] }, link)),
    });
    const tags = await registries.tags(ghcr);
    assert.deepEqual(tags, { ok: true, value: ['a', 'b', 'c'] });
    assert.equal(requests.length, 2);
  });
});

describe('a registry in trouble', () => {
  it('is asked again when it is busy or the line breaks', async () => {
    const { registries, requests } = watchedRegistries({
      fetch: answers(status(503), broken('ECONNRESET'), json({ tags: null })),
    });
    assert.deepEqual(await registries.tags(ghcr), { ok: true, value: [] });
    assert.equal(requests.length, 3);
  });

  it('is waited for as long as it asks, and no longer than people wait', async () => {
    const waited: number[] = [];
    const wait = (milliseconds: number) => Promise.resolve(void waited.push(milliseconds));
    const short = watchedRegistries({
      fetch: answers(status(429, { 'retry-after': '2' }), json({})),
      net: { wait },
    });
    assert.ok((await short.registries.tags(ghcr)).ok);
    assert.deepEqual(waited, [2000]);
    const long = watchedRegistries({ fetch: answers(status(429, { 'retry-after': '3600' })), net: { wait } });
    const refused = await long.registries.tags(ghcr);
    assert.deepEqual(!refused.ok && refused.failure, {
      code: 'registry-rate-limited',
      args: { host: 'ghcr.io', seconds: 3600 },
    });
    assert.equal(long.requests.length, 1);
  });

  for (const [code, reason] of [
    ['ENOTFOUND', 'unknown-host'],
    ['ECONNREFUSED', 'refused'],
    ['UND_ERR_CONNECT_TIMEOUT', 'timeout'],
    ['SELF_SIGNED_CERT_IN_CHAIN', 'tls'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'tls'],
  ] as const) {
    it(`says why nobody answers: ${code}`, async () => {
      const { registries } = watchedRegistries({ fetch: answers(broken(code)) });
      const tags = await registries.tags(ghcr);
      assert.deepEqual(!tags.ok && tags.failure.args, { host: 'ghcr.io', reason });
      assert.equal(!tags.ok && tags.failure.detail, `it is ${code}`);
    });
  }

  it('gives its own words for what it refuses', async () => {
    const errors = { errors: [{ code: 'DENIED', message: 'requested access to the resource is denied' }] };
    const { registries } = watchedRegistries({ fetch: answers(json(errors, {}, 403)) });
    const tags = await registries.tags(ghcr);
    assert.deepEqual(!tags.ok && tags.failure, {
      code: 'registry-denied',
      args: { host: 'ghcr.io', name: 'ghcr.io/owner/name' },
      detail: 'requested access to the resource is denied',
    });
  });

  it('is no registry when a login page answers', async () => {
    const { registries } = watchedRegistries({ fetch: answers(() => new Response('<html>')) });
    const tags = await registries.tags(ghcr);
    assert.equal(!tags.ok && tags.failure.code, 'registry-answer');
  });

  it('tells how much is left of its limit', async () => {
    const limits: (RateLimit & { host: string })[] = [];
    const { registries } = watchedRegistries({
      fetch: answers(
        json({ tags: [] }, { 'ratelimit-limit': '100;w=21600', 'ratelimit-remaining': '7;w=21600' }),
      ),
      net: { onRateLimit: (host, limit) => void limits.push({ host, ...limit }) },
    });
    await registries.tags({ domain: 'docker.io', path: 'library/node' });
    assert.deepEqual(limits, [{ host: 'docker.io', limit: 100, remaining: 7, window: 21600 }]);
  });
});

describe('credentials', () => {
  it('go nowhere without TLS but on this machine', async () => {
    const sent: string[] = [];
    const { registries } = watchedRegistries({
      config: { auths: { 'ghcr.io': authEntry('anne', 'secret') } },
      fetch: (input, init) => {
        sent.push(`${String(input)} ${new Headers(init?.headers).get('authorization')}`);
        return Promise.resolve(
          new Response('', {
            status: 401,
            headers: { 'www-authenticate': 'Bearer realm="http://tokens.example/t"' },
          }),
        );
      },
    });
    const tags = await registries.tags(ghcr);
    assert.equal(!tags.ok && tags.failure.code, 'registry-answer');
    assert.deepEqual(sent, ['https://ghcr.io/v2/owner/name/tags/list?n=1000 null']);
  });

  it('are asked for once for all who wait, whoever of them goes away', async () => {
    const controller = new AbortController();
    let release = (): void => {};
    const held = new Promise<void>(resolve => {
      release = resolve;
    });
    const { registries } = watchedRegistries({
      fetch: async (input, init) => {
        if (String(input).startsWith('https://tokens.example')) {
          await held;
          init?.signal?.throwIfAborted();
          return new Response('{"token":"t"}');
        }
        return new Headers(init?.headers).has('authorization')
          ? new Response('{"tags":["1"]}')
          : new Response('', {
              status: 401,
              headers: { 'www-authenticate': 'Bearer realm="https://tokens.example/t"' },
            });
      },
    });
    const gone = registries.tags(ghcr, { signal: controller.signal });
    const stays = registries.tags(ghcr);
    await new Promise(setImmediate);
    controller.abort();
    release();
    assert.equal((await gone).ok, false);
    assert.deepEqual(await stays, { ok: true, value: ['1'] });
  });

  it('are tried on plain HTTP for registries of this machine only', () => {
    assert.deepEqual(registryHost('127.0.0.1:5000').origins, [
      'https://127.0.0.1:5000',
      'http://127.0.0.1:5000',
    ]);
    assert.deepEqual(registryHost('[::1]:5000').origins.length, 2);
    assert.deepEqual(registryHost('localhost').origins.length, 2);
    assert.deepEqual(registryHost('localhost.example.com').origins, ['https://localhost.example.com']);
    assert.deepEqual(registryHost('127.0.0.1.example.com').origins.length, 1);
    assert.deepEqual(registryHost('harbor.lan', ['harbor.lan']).origins.length, 2);
    assert.deepEqual(registryHost('docker.io').origins, ['https://registry-1.docker.io']);
  });
});
