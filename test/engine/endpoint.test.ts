import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { listContexts, resolveEndpoint, type Surroundings } from '../../client/engine/endpoint.ts';
import { failure } from '../../protocol/result.ts';
import { type FileTree, useFolders } from '../kit/fileTree.ts';

const sha = (name: string): string => createHash('sha256').update(name).digest('hex');

/** The files that `docker context create` writes. */
function context(
  name: string,
  host: string,
  more: { skipTls?: boolean; pem?: readonly string[] } = {},
): FileTree {
  const meta = {
    Name: name,
    Metadata: { Description: `about ${name}` },
    Endpoints: { docker: { Host: host, SkipTLSVerify: more.skipTls ?? false } },
  };
  return {
    [`.docker/contexts/meta/${sha(name)}/meta.json`]: JSON.stringify(meta),
    ...Object.fromEntries(
      (more.pem ?? []).map(file => [
        `.docker/contexts/tls/${sha(name)}/docker/${file}.pem`,
        `${name} ${file}`,
      ]),
    ),
  };
}

describe('engine endpoint', () => {
  const folder = useFolders();

  async function surroundings(tree: FileTree, more: Partial<Surroundings> = {}): Promise<Surroundings> {
    return { env: {}, home: await folder(tree), platform: 'linux', exists: () => true, ...more };
  }

  const info = async (
    choice: { host?: string; context?: string },
    tree: FileTree,
    more: Partial<Surroundings> = {},
  ): Promise<unknown> => {
    const endpoint = await resolveEndpoint(choice, await surroundings(tree, more));
    return endpoint.ok ? endpoint.value.info : endpoint.failure;
  };

  const tree: FileTree = {
    ...context('remote', 'tcp://remote:2376'),
    ...context('lab', 'ssh://lab'),
    '.docker/config.json': '\uFEFF{"currentContext":"lab"}',
  };

  it('takes the setting, then DOCKER_HOST, then DOCKER_CONTEXT, then the chosen context, then the socket', async () => {
    const env = { DOCKER_HOST: 'unix:///env.sock', DOCKER_CONTEXT: 'remote' };
    assert.deepEqual(await info({ host: 'unix:///set.sock', context: 'remote' }, tree, { env }), {
      context: 'default',
      address: 'unix:///set.sock',
      origin: 'setting',
    });
    assert.deepEqual(await info({ context: 'remote' }, tree, { env }), {
      context: 'remote',
      address: 'tcp://remote:2376',
      origin: 'setting',
    });
    assert.deepEqual(await info({ host: '', context: '' }, tree, { env }), {
      context: 'default',
      address: 'unix:///env.sock',
      origin: 'environment',
    });
    assert.deepEqual(await info({}, tree, { env: { DOCKER_CONTEXT: 'remote' } }), {
      context: 'remote',
      address: 'tcp://remote:2376',
      origin: 'environment',
    });
    assert.deepEqual(await info({}, tree), { context: 'lab', address: 'ssh://lab', origin: 'context' });
    assert.deepEqual(await info({}, {}), {
      context: 'default',
      address: 'unix:///var/run/docker.sock',
      origin: 'default',
    });
  });

  it('`default` means the plain engine, also where another context was chosen', async () => {
    assert.deepEqual(await info({}, tree, { env: { DOCKER_CONTEXT: 'default' } }), {
      context: 'default',
      address: 'unix:///var/run/docker.sock',
      origin: 'environment',
    });
    assert.deepEqual(await info({ context: 'default' }, tree, { env: { DOCKER_HOST: 'unix:///env.sock' } }), {
      context: 'default',
      address: 'unix:///env.sock',
      origin: 'environment',
    });
  });

  it('knows the sockets of the platforms', async () => {
    assert.deepEqual(await info({}, {}, { platform: 'win32' }), {
      context: 'default',
      address: 'npipe:////./pipe/docker_engine',
      origin: 'default',
    });
    const home = await folder();
    const own = join(home, '.docker/run/docker.sock');
    const mac = await resolveEndpoint(
      {},
      { env: {}, home, platform: 'darwin', exists: path => path === own },
    );
    assert.deepEqual(mac.ok && mac.value.address, { kind: 'socket', path: own });
    const system = await resolveEndpoint({}, { env: {}, home, platform: 'darwin', exists: () => true });
    assert.deepEqual(system.ok && system.value.address, { kind: 'socket', path: '/var/run/docker.sock' });
  });

  it('reads another configuration folder', async () => {
    const elsewhere = await folder(
      Object.fromEntries(Object.entries(tree).map(([path, text]) => [path.slice(8), text])),
    );
    assert.deepEqual(await info({}, {}, { env: { DOCKER_CONFIG: elsewhere } }), {
      context: 'lab',
      address: 'ssh://lab',
      origin: 'context',
    });
  });

  it('takes the TLS files of a context', async () => {
    const endpoint = async (files: FileTree) => resolveEndpoint({ context: 'x' }, await surroundings(files));
    const full = await endpoint(context('x', 'tcp://x', { pem: ['ca', 'cert', 'key'] }));
    assert.ok(full.ok && full.value.address.kind === 'tcp' && full.value.tls);
    assert.deepEqual(
      [
        full.value.address.port,
        full.value.tls.verify,
        `${full.value.tls.ca}`,
        `${full.value.tls.cert}`,
        `${full.value.tls.key}`,
      ],
      [2376, true, 'x ca', 'x cert', 'x key'],
    );
    const blind = await endpoint(context('x', 'tcp://x', { skipTls: true }));
    assert.deepEqual(blind.ok && blind.value.tls, { verify: false });
    const plain = await endpoint(context('x', 'tcp://x'));
    assert.deepEqual(plain.ok && [plain.value.tls, plain.value.address.kind], [undefined, 'tcp']);
    const local = await endpoint(context('x', 'unix:///x', { pem: ['ca'] }));
    assert.deepEqual(local.ok && local.value.tls, undefined);
  });

  it('takes the TLS files that the environment names', async () => {
    const files = {
      'certs/ca.pem': 'ca',
      'certs/cert.pem': 'cert',
      'certs/key.pem': 'key',
      '.docker/ca.pem': 'own ca',
    };
    const base = await surroundings(files);
    const host = 'tcp://x:2376';
    const tls = async (env: Record<string, string>) => {
      const endpoint = await resolveEndpoint({}, { ...base, env: { DOCKER_HOST: host, ...env } });
      return endpoint.ok ? endpoint.value.tls : endpoint.failure;
    };
    const certs = join(base.home, 'certs');
    assert.deepEqual(await tls({ DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: certs }), {
      verify: true,
      ca: Buffer.from('ca'),
      cert: Buffer.from('cert'),
      key: Buffer.from('key'),
    });
    assert.deepEqual(await tls({ DOCKER_TLS: '1' }), { verify: false, ca: Buffer.from('own ca') });
    assert.equal(await tls({ DOCKER_CERT_PATH: certs }), undefined);
  });

  it('tells what is wrong with a context', async () => {
    assert.deepEqual(
      await info({ context: 'nope' }, tree),
      failure('context-unknown', { name: 'nope' }).failure,
    );
    const path = `.docker/contexts/meta/${sha('x')}/meta.json`;
    for (const text of ['', '{', 'null', '{"Endpoints":{"docker":{}}}', '{"Endpoints":7}']) {
      const around = await surroundings({ [path]: text });
      const endpoint = await resolveEndpoint({ context: 'x' }, around);
      assert.ok(!endpoint.ok, text);
      const { code, args } = endpoint.failure;
      assert.deepEqual([code, args], ['context-unreadable', { path: join(around.home, path) }], text);
    }
    const folderInstead = await surroundings({ [`${path}/`]: '' });
    const endpoint = await resolveEndpoint({ context: 'x' }, folderInstead);
    assert.equal(endpoint.ok ? '' : endpoint.failure.code, 'context-unreadable');
    assert.deepEqual(
      await info({ host: 'gopher://x' }, {}),
      failure('engine-unreachable', { address: 'gopher://x', reason: 'bad-address' }).failure,
    );
  });

  it('a config.json that cannot be read chooses nothing, as for the docker CLI', async () => {
    for (const text of ['{', '[]', '{"currentContext":3}', '{"currentContext":""}']) {
      assert.deepEqual(
        await info({}, { '.docker/config.json': text }),
        { context: 'default', address: 'unix:///var/run/docker.sock', origin: 'default' },
        text,
      );
    }
  });

  it('lists all contexts, and the one that the docker CLI would use', async () => {
    const around = await surroundings({ ...tree, '.docker/contexts/meta/broken/meta.json': '{' });
    const remote = {
      name: 'remote',
      address: 'tcp://remote:2376',
      description: 'about remote',
      current: false,
    };
    const lab = { name: 'lab', address: 'ssh://lab', description: 'about lab', current: true };
    const plain = {
      name: 'default',
      address: 'unix:///var/run/docker.sock',
      description: '',
      current: false,
    };
    assert.deepEqual(await listContexts(around), [plain, lab, remote]);
    assert.deepEqual(await listContexts({ ...around, env: { DOCKER_CONTEXT: 'remote' } }), [
      plain,
      { ...lab, current: false },
      { ...remote, current: true },
    ]);
    assert.deepEqual(await listContexts({ ...around, env: { DOCKER_HOST: 'tcp://other' } }), [
      { ...plain, address: 'tcp://other', current: true },
      { ...lab, current: false },
      remote,
    ]);
    assert.deepEqual(await listContexts({ ...around, home: '/nonexistent' }), [{ ...plain, current: true }]);
  });
});
