import assert from 'node:assert/strict';
import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { currentBuilder, readBuilders } from '../../client/engine/build/builders.ts';
import { chooseBackend } from '../../client/engine/build/choose.ts';
import type { BuildRequest } from '../../protocol/engine.ts';
import { useFolders } from '../kit/fileTree.ts';

const plain = { context: 'default', address: 'unix:///run/docker.sock', origin: 'default' } as const;
const office = { context: 'office', address: 'ssh://office', origin: 'context' } as const;
const request: BuildRequest = {
  ...{ buildId: 'x', contextPath: '/context', dockerfilePath: '/context/Dockerfile', tags: ['a:1'] },
  backend: 'auto',
};

/** Of `docker buildx create`. */
const far = JSON.stringify({
  ...{ Name: 'far', Driver: 'docker-container', Dynamic: false },
  Nodes: [
    {
      ...{ Name: 'far0', Endpoint: 'unix:///run/docker.sock', DriverOpts: { network: 'host' }, Files: null },
      Platforms: [
        { architecture: 'arm64', os: 'linux' },
        { architecture: 'arm', os: 'linux', variant: 'v7' },
      ],
    },
  ],
});
const cluster = JSON.stringify({
  ...{
    Name: 'cluster',
    Driver: 'kubernetes',
    Nodes: [{ Name: 'c0', Endpoint: 'kubernetes:///c', Platforms: null }],
  },
});
const instances = { 'buildx/instances/far': far, 'buildx/instances/cluster': cluster };
const chosen = (Key: string, Name: string, Global = false): Record<string, string> => ({
  'buildx/current': JSON.stringify({ Key, Name, Global }),
});

describe('builders of buildx', () => {
  const folder = useFolders();
  const store = async (files: Readonly<Record<string, string>>): Promise<string> =>
    join(await folder({ ...instances, ...files }), 'buildx');

  it('are read as they were created; what is broken is left out', async () => {
    const path = await store({ 'buildx/instances/broken': '{', 'buildx/instances/empty': '{}' });
    assert.deepEqual(await readBuilders(path, plain), [
      {
        name: 'cluster',
        driver: 'kubernetes',
        endpoints: ['kubernetes:///c'],
        platforms: [],
        current: false,
      },
      {
        ...{ name: 'far', driver: 'docker-container', endpoints: ['unix:///run/docker.sock'] },
        ...{ platforms: ['linux/arm64', 'linux/arm/v7'], current: false },
      },
    ]);
    assert.deepEqual(await readBuilders(join(path, 'nowhere'), plain), []);
  });

  it('are chosen for the engine they were chosen for, for all of them, or as its default', async () => {
    const nameOf = async (files: Readonly<Record<string, string>>, endpoint: typeof plain | typeof office) =>
      (await currentBuilder(await store(files), endpoint))?.name;
    assert.equal(await nameOf({}, plain), undefined);
    assert.equal(await nameOf(chosen('unix:///run/docker.sock', 'far'), plain), 'far');
    assert.equal(await nameOf(chosen('unix:///run/docker.sock', 'far'), office), undefined);
    assert.equal(await nameOf(chosen('office', 'cluster'), office), 'cluster');
    assert.equal(await nameOf(chosen('office', 'far', true), plain), 'far');
    // `docker buildx use default`, and a builder that is gone.
    assert.equal(await nameOf(chosen('unix:///run/docker.sock', ''), plain), undefined);
    assert.equal(await nameOf(chosen('unix:///run/docker.sock', 'gone'), plain), undefined);
    // `docker buildx use --default far`: the first 20 digits of the SHA-256 of "office".
    const byDefault = { [`buildx/defaults/${OFFICE}`]: 'far' };
    assert.equal(await nameOf(byDefault, office), 'far');
    assert.equal(await nameOf(byDefault, plain), undefined);
  });

  it('do what the settings leave open; the engine does what is asked of it', async () => {
    const root = await folder({
      ...instances,
      ...chosen('unix:///run/docker.sock', 'far'),
      'bin/docker': '',
    });
    const docker = join(root, 'bin', 'docker');
    await writeFile(docker, '#!/bin/sh\necho github.com/docker/buildx v0.29.1\n');
    await chmod(docker, 0o755);
    const env = { PATH: `${join(root, 'bin')}:/usr/bin:/bin` };
    const choose = (
      asked: Partial<BuildRequest>,
      endpoint: typeof plain | typeof office = plain,
      own = env,
    ) => chooseBackend({ ...request, ...asked }, endpoint, { env: own, configFolder: root });
    const builder = { name: 'far', driver: 'docker-container' };
    const taken = async (...args: Parameters<typeof choose>) => {
      const found = await choose(...args);
      assert.ok(found.ok, JSON.stringify(found));
      if (found.value.backend === 'engine') return 'engine';
      return found.value.builder ? `${found.value.builder.name} ${found.value.builder.driver}` : 'buildx';
    };
    assert.equal(await taken({}), `${builder.name} ${builder.driver}`);
    assert.equal(await taken({}, office), 'engine');
    assert.equal(await taken({ backend: 'engine' }), 'engine');
    assert.equal(await taken({ backend: 'buildx' }, office), 'buildx');
    assert.equal(await taken({ builder: 'cluster' }), 'cluster kubernetes');
    assert.equal(await taken({ builder: 'office' }, office), 'office ');
    const missing = { PATH: join(root, 'nowhere') };
    assert.equal(await taken({}, plain, missing), 'engine', 'its program is gone: the engine is still there');
    const failed = await choose({ builder: 'cluster' }, plain, missing);
    assert.ok(!failed.ok && failed.failure.code === 'buildx-missing');
  });

  it('make an agent of a key in a file; an agent’s socket is the engine’s business too', async () => {
    const root = await folder({ id_rsa: 'a key' });
    const places = { env: { PATH: join(root, 'nowhere') }, configFolder: root };
    const choose = (socket: string) =>
      chooseBackend({ ...request, backend: 'engine', ssh: [{ id: 'default', socket }] }, plain, places);
    const ofKey = await choose(join(root, 'id_rsa'));
    assert.ok(!ofKey.ok && ofKey.failure.code === 'buildx-needed' && ofKey.failure.args?.options === 'ssh');
    assert.ok((await choose(join(root, 'agent.sock'))).ok);
  });
});

const OFFICE = '5cc3f82838ba7260203e';
