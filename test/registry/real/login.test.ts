import assert from 'node:assert/strict';
import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import {
  askHelper,
  eraseFromHelper,
  runHelper,
  storeInHelper,
} from '../../../client/registry/credentialHelper.ts';
import { NO_CONFIG, readDockerConfig } from '../../../client/registry/dockerConfig.ts';
import { HUB_CREDENTIAL_KEY, registryHost } from '../../../client/registry/host.ts';
import { forgetLogin, keepLogin, listLogins } from '../../../client/registry/logins.ts';
import { type Registry, startRegistry } from '../../../scripts/parts/registry.ts';
import { ociLayout } from '../../kit/imageBuilder.ts';
import { authEntry, watchedRegistries } from '../../kit/registries.ts';
import { pushLayout } from '../../kit/registryImages.ts';
import { startTokenServer, type TokenServer } from '../../kit/tokenServer.ts';

const login = { username: 'anne', password: 'a:b+c/d=é' };
const layout = ociLayout([
  { layers: [{ entries: [{ name: 'a', body: 'a' }], packing: 'gzip' }], tags: ['x'] },
]);

describe('a registry that asks for a name and a password', function () {
  this.timeout(60_000);
  let registry: Registry;
  before(async () => {
    registry = await startRegistry({ login });
    await pushLayout(layout, `${registry.host}/private/app:1`, login);
  });
  after(() => registry?.stop());
  const repository = () => ({ domain: registry.host, path: 'private/app' });

  it('answers who is logged in', async () => {
    const auths = { [registry.host]: authEntry(login.username, login.password) };
    const { registries } = watchedRegistries({ config: { auths } });
    assert.deepEqual(await registries.tags(repository()), { ok: true, value: ['1'] });
  });

  it('turns away who is not, and who is wrong', async () => {
    for (const auths of [{}, { [registry.host]: authEntry('anne', 'wrong') }]) {
      const { registries } = watchedRegistries({ config: { auths } });
      const tags = await registries.tags(repository());
      assert.equal(!tags.ok && tags.failure.code, 'registry-denied');
      assert.ok(!JSON.stringify(tags).includes('wrong'), 'no secret in a message');
    }
  });
});

describe('logging in', function () {
  this.timeout(60_000);
  let registry: Registry;
  let folder: string;
  before(async () => {
    registry = await startRegistry({ login });
    await pushLayout(layout, `${registry.host}/private/app:1`, login);
    folder = await mkdtemp(join(tmpdir(), 'strata-docker-'));
  });
  after(async () => {
    await registry?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it('keeps what the registry takes, beside all else that is configured, and forgets it', async () => {
    const env = { DOCKER_CONFIG: folder };
    const path = join(folder, 'config.json');
    await writeFile(path, JSON.stringify({ currentContext: 'far', auths: { 'ghcr.io': { auth: 'YTpi' } } }));
    const { registries } = watchedRegistries();
    assert.deepEqual(await registries.verify(registry.host, { ...login, password: 'no' }), {
      ok: true,
      value: false,
    });
    assert.deepEqual(await registries.verify(registry.host, login), { ok: true, value: true });
    const config = await readDockerConfig(env);
    assert.ok(config.ok);
    const ports = { helpers: runHelper, env };
    const host = registryHost(registry.host);
    assert.deepEqual(await keepLogin(config.value, host, login, ports), { ok: true, value: null });
    assert.equal((await stat(path)).mode & 0o777, 0o600);
    const kept = await readDockerConfig(env);
    assert.ok(kept.ok);
    assert.deepEqual(await listLogins(kept.value, runHelper), [registry.host, 'ghcr.io']);
    const tags = await watchedRegistries({ config: kept.value }).registries.tags({
      domain: registry.host,
      path: 'private/app',
    });
    assert.deepEqual(tags, { ok: true, value: ['1'] });
    assert.deepEqual(await forgetLogin(kept.value, host, ports), { ok: true, value: null });
    const left = JSON.parse(await readFile(path, 'utf8')) as unknown;
    assert.deepEqual(left, { currentContext: 'far', auths: { 'ghcr.io': { auth: 'YTpi' } } });
  });

  it('changes nothing in a configuration that it cannot read', async () => {
    const path = join(folder, 'config.json');
    await writeFile(path, '{ "auths": ');
    const kept = await keepLogin(NO_CONFIG, registryHost(registry.host), login, {
      helpers: runHelper,
      env: { DOCKER_CONFIG: folder },
    });
    assert.equal(!kept.ok && kept.failure.code, 'credentials-unreadable');
    assert.equal(await readFile(path, 'utf8'), '{ "auths": ');
  });
});

describe('a registry that sends to a token server', function () {
  this.timeout(60_000);
  let tokens: TokenServer;
  let registry: Registry;
  before(async () => {
    tokens = await startTokenServer({ ...login, refreshToken: 'refresh-me', lifetime: 60 });
    registry = await startRegistry({ token: tokens });
    await pushLayout(layout, `${registry.host}/public/app:1`, login);
    await pushLayout(layout, `${registry.host}/private/app:2`, login);
  });
  after(async () => {
    await registry?.stop();
    await tokens?.stop();
  });

  it('lets anyone see what is public', async () => {
    const { registries } = watchedRegistries();
    assert.deepEqual(await registries.tags({ domain: registry.host, path: 'public/app' }), {
      ok: true,
      value: ['1'],
    });
    const hidden = await registries.tags({ domain: registry.host, path: 'private/app' });
    assert.equal(!hidden.ok && hidden.failure.code, 'registry-denied');
  });

  it('lets who has the password see the rest, with one token for many questions', async () => {
    const auths = { [registry.host]: authEntry(login.username, login.password) };
    const { registries } = watchedRegistries({ config: { auths } });
    const repository = { domain: registry.host, path: 'private/app' };
    const before = tokens.asked.length;
    const answers = await Promise.all(Array.from({ length: 8 }, () => registries.tags(repository)));
    for (const answer of answers) assert.deepEqual(answer, { ok: true, value: ['2'] });
    assert.equal(tokens.asked.length - before, 1);
    assert.equal(tokens.asked.at(-1)?.username, login.username);
    assert.equal(tokens.asked.at(-1)?.scope, 'repository:private/app:pull');
  });

  it('changes an identity token for access tokens', async () => {
    const auths = { [registry.host]: authEntry('', '', 'refresh-me') };
    const { registries } = watchedRegistries({ config: { auths } });
    assert.deepEqual(await registries.tags({ domain: registry.host, path: 'private/app' }), {
      ok: true,
      value: ['2'],
    });
    assert.equal(tokens.asked.at(-1)?.method, 'POST');
  });

  it('asks for a new token when the old one has run out', async () => {
    let time = 0;
    const auths = { [registry.host]: authEntry(login.username, login.password) };
    const { registries } = watchedRegistries({ config: { auths }, net: { now: () => time } });
    const repository = { domain: registry.host, path: 'private/app' };
    const before = tokens.asked.length;
    await registries.tags(repository);
    time += 49_000;
    await registries.tags(repository);
    assert.equal(tokens.asked.length - before, 1, 'one for as long as it holds');
    time += 2_000;
    await registries.tags(repository);
    assert.equal(tokens.asked.length - before, 2);
  });
});

// A helper as the protocol has it: https://docs.docker.com/reference/cli/docker/login/#credential-helper-protocol
const HELPER = `#!/bin/sh
store="$(dirname "$0")/store"
case "$1" in
  store) cat > "$store" ;;
  erase) rm -f "$store" ;;
  get)
    read -r key
    if [ "$key" = "broken" ]; then echo "the key chain is locked"; exit 1; fi
    if [ -f "$store" ]; then cat "$store"; else echo "credentials not found in native keychain"; exit 1; fi ;;
esac
`;

describe('a credential helper', () => {
  let folder: string;
  const path = process.env.PATH;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'strata-helper-'));
    const program = join(folder, 'docker-credential-strata-test');
    await writeFile(program, HELPER);
    await chmod(program, 0o755);
    process.env.PATH = `${folder}${delimiter}${path}`;
  });
  after(async () => {
    process.env.PATH = path;
    await rm(folder, { recursive: true, force: true });
  });

  it('keeps, tells and forgets', async () => {
    const key = HUB_CREDENTIAL_KEY;
    assert.deepEqual(await askHelper(runHelper, 'strata-test', key), {
      ok: true,
      value: { kind: 'anonymous' },
    });
    assert.ok((await storeInHelper(runHelper, 'strata-test', key, login)).ok);
    assert.deepEqual(await askHelper(runHelper, 'strata-test', key), {
      ok: true,
      value: { kind: 'password', ...login },
    });
    assert.ok((await eraseFromHelper(runHelper, 'strata-test', key)).ok);
    assert.deepEqual(await askHelper(runHelper, 'strata-test', key), {
      ok: true,
      value: { kind: 'anonymous' },
    });
  });

  it('says why it cannot', async () => {
    const locked = await askHelper(runHelper, 'strata-test', 'broken');
    assert.deepEqual(!locked.ok && locked.failure, {
      code: 'credentials-unavailable',
      args: { program: 'docker-credential-strata-test' },
      detail: 'the key chain is locked',
    });
    const absent = await askHelper(runHelper, 'strata-absent', 'x');
    assert.equal(!absent.ok && absent.failure.code, 'credentials-unavailable');
  });
});
