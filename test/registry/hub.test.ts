import assert from 'node:assert/strict';
import { watchedRegistries } from '../kit/registries.ts';

// Shapes as https://docs.docker.com/reference/api/hub/latest/ documents them.
const TAG = {
  name: '24-alpine',
  full_size: 58_000_000,
  last_updated: '2026-05-06T07:00:00.000000Z',
  tag_last_pushed: '2026-05-06T07:00:00.000000Z',
  digest: 'sha256:aaaa',
  images: [
    {
      architecture: 'amd64',
      os: 'linux',
      variant: null,
      size: 58_000_000,
      digest: 'sha256:1',
      last_pushed: '2026-05-06T06:00:00Z',
    },
    {
      architecture: 'arm64',
      os: 'linux',
      variant: 'v8',
      size: 57_000_000,
      digest: 'sha256:2',
      last_pushed: '2026-05-06T06:30:00Z',
    },
    { architecture: 'unknown', os: 'unknown', variant: null, size: 100, digest: 'sha256:3' },
  ],
};
const SEARCH = {
  count: 2,
  results: [
    { repo_name: 'node', short_description: 'JavaScript.', star_count: 13_000, is_official: true },
    { repo_name: 'bitnami/node', short_description: '', star_count: 70, is_official: false },
  ],
};

const hub = (bodies: Readonly<Record<string, unknown>>) =>
  watchedRegistries({
    fetch: input => {
      const { pathname } = new URL(String(input));
      const body = bodies[pathname];
      return Promise.resolve(
        body === undefined
          ? new Response('{"message":"object not found"}', { status: 404 })
          : new Response(JSON.stringify(body)),
      );
    },
  });
const node = { domain: 'docker.io', path: 'library/node' };
const arm64 = { os: 'linux', architecture: 'arm64', variant: '' };

describe('Docker Hub', () => {
  it('describes a tag in one request', async () => {
    const { registries, requests } = hub({ '/v2/repositories/library/node/tags/24-alpine': TAG });
    assert.deepEqual(await registries.describe(node, '24-alpine', { platform: arm64 }), {
      ok: true,
      value: {
        digest: 'sha256:aaaa',
        platforms: ['linux/amd64', 'linux/arm64'],
        size: 57_000_000,
        created: Date.parse('2026-05-06T06:30:00Z'),
      },
    });
    assert.equal(requests.length, 1);
  });

  it('asks the registry itself for what the Hub does not tell', async () => {
    const { registries, requests } = hub({});
    const answer = await registries.describe(node, 'gone', { platform: arm64 });
    assert.equal(!answer.ok && answer.failure.code, 'registry-not-found');
    assert.deepEqual(requests, [
      'GET /v2/repositories/library/node/tags/gone',
      'GET /v2/library/node/manifests/gone',
    ]);
  });

  it('searches', async () => {
    const { registries } = hub({ '/v2/search/repositories/': SEARCH });
    assert.deepEqual(await registries.hub.search('node'), {
      ok: true,
      value: [
        { name: 'node', description: 'JavaScript.', official: true, stars: 13_000 },
        { name: 'bitnami/node', description: '', official: false, stars: 70 },
      ],
    });
  });

  it('bears answers of another shape', async () => {
    for (const shape of [[], null, 'x', { results: 7 }, { images: [null, 1, {}] }]) {
      const paths = { '/v2/repositories/library/node/tags/1': shape, '/v2/search/repositories/': shape };
      const { registries } = hub(paths);
      assert.deepEqual(await registries.hub.describeTag('library/node', '1', { platform: arm64 }), {
        ok: true,
        value: undefined,
      });
      assert.deepEqual(await registries.hub.search('node'), { ok: true, value: [] });
    }
  });
});
