import assert from 'node:assert/strict';
import type { HelperPort } from '../../client/registry/credentialHelper.ts';
import { findCredentials } from '../../client/registry/credentials.ts';
import { NO_CONFIG, parseDockerConfig } from '../../client/registry/dockerConfig.ts';
import { registryHost } from '../../client/registry/host.ts';

const base64 = (text: string): string => Buffer.from(text).toString('base64');
const hub = registryHost('docker.io');
const ghcr = registryHost('ghcr.io');

/** A helper that knows these, by program and key. */
const helper =
  (known: Readonly<Record<string, Readonly<Record<string, string>>>>): HelperPort =>
  (name, _action, key) => {
    const answer = known[name]?.[key];
    return Promise.resolve(
      answer === undefined
        ? { kind: 'ended', code: 1, output: 'credentials not found in native keychain\n' }
        : { kind: 'ended', code: 0, output: answer },
    );
  };
const nobody = helper({});

describe("Docker's configuration", () => {
  it('is read as it is found', () => {
    assert.deepEqual(parseDockerConfig('{}'), NO_CONFIG);
    assert.deepEqual(
      parseDockerConfig('\uFEFF{"auths": [], "credHelpers": {"a": "../x", "b": "ecr-login"}}'),
      {
        ...NO_CONFIG,
        credHelpers: { b: 'ecr-login' },
      },
    );
    for (const bad of ['', '[]', '{', 'null', '"x"']) assert.equal(parseDockerConfig(bad), undefined);
  });

  const cases: readonly (readonly [string, object, object])[] = [
    [
      'an entry',
      { auths: { 'ghcr.io': { auth: base64('anne:a:b\0\0') } } },
      { kind: 'password', username: 'anne', password: 'a:b' },
    ],
    [
      'an entry with a scheme and a path',
      { auths: { 'https://ghcr.io/v2/': { auth: base64('a:b') } } },
      { kind: 'password', username: 'a', password: 'b' },
    ],
    [
      'plain fields',
      { auths: { 'ghcr.io': { username: 'a', password: 'b' } } },
      { kind: 'password', username: 'a', password: 'b' },
    ],
    [
      'an identity token',
      { auths: { 'ghcr.io': { auth: base64('a:'), identitytoken: 't' } } },
      { kind: 'identity', token: 't' },
    ],
    ['a registry token', { auths: { 'ghcr.io': { registrytoken: 't' } } }, { kind: 'registry', token: 't' }],
    [
      'an identity token as a password',
      { auths: { 'ghcr.io': { auth: base64('<token>:t') } } },
      { kind: 'identity', token: 't' },
    ],
    ['an empty entry', { auths: { 'ghcr.io': {} } }, { kind: 'anonymous' }],
    ['another registry', { auths: { 'quay.io': { auth: base64('a:b') } } }, { kind: 'anonymous' }],
    ['an auth that is none', { auths: { 'ghcr.io': { auth: '!!!' } } }, { kind: 'anonymous' }],
  ];
  for (const [name, config, expected] of cases) {
    it(`gives credentials from ${name}`, async () => {
      const found = await findCredentials(
        parseDockerConfig(JSON.stringify(config)) ?? NO_CONFIG,
        ghcr,
        nobody,
      );
      assert.deepEqual(found, { ok: true, value: expected });
    });
  }

  it('knows Docker Hub by its old key and by its name', async () => {
    for (const key of [
      'https://index.docker.io/v1/',
      'index.docker.io',
      'docker.io',
      'https://registry-1.docker.io',
    ]) {
      const config =
        parseDockerConfig(JSON.stringify({ auths: { [key]: { auth: base64('a:b') } } })) ?? NO_CONFIG;
      const found = await findCredentials(config, hub, nobody);
      assert.deepEqual(found, { ok: true, value: { kind: 'password', username: 'a', password: 'b' } }, key);
    }
  });

  it("asks a registry's own helper before the store for all, and the file last", async () => {
    const answer = (name: string) => JSON.stringify({ ServerURL: 'x', Username: name, Secret: 's' });
    const helpers = helper({ own: { 'ghcr.io': answer('own') }, all: { 'ghcr.io': answer('all') } });
    const config = { credsStore: 'all', auths: { 'ghcr.io': { auth: base64('file:s') } } };
    const user = async (value: object): Promise<string> => {
      const found = await findCredentials(
        parseDockerConfig(JSON.stringify(value)) ?? NO_CONFIG,
        ghcr,
        helpers,
      );
      return found.ok && found.value.kind === 'password' ? found.value.username : JSON.stringify(found);
    };
    assert.equal(await user({ ...config, credHelpers: { 'ghcr.io': 'own' } }), 'own');
    assert.equal(await user(config), 'all');
    assert.equal(await user({ ...config, credsStore: 'empty' }), 'file');
  });

  it('takes an identity token from a helper', async () => {
    const helpers = helper({ all: { 'ghcr.io': '{"Username":"<token>","Secret":"t"}' } });
    const found = await findCredentials({ ...NO_CONFIG, credsStore: 'all' }, ghcr, helpers);
    assert.deepEqual(found, { ok: true, value: { kind: 'identity', token: 't' } });
  });

  it('does not repeat what a helper said when it cannot be understood', async () => {
    const helpers = helper({ all: { 'ghcr.io': 'my-secret' } });
    const found = await findCredentials({ ...NO_CONFIG, credsStore: 'all' }, ghcr, helpers);
    assert.equal(!found.ok && found.failure.code, 'credentials-unavailable');
    assert.ok(!JSON.stringify(found).includes('my-secret'));
  });
});
