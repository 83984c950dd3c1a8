import assert from 'node:assert/strict';
import { type Registry, startRegistry } from '../../../scripts/parts/registry.ts';
import { type CommandFolder, commandFolder } from '../../kit/commandLine.ts';
import { ociLayout } from '../../kit/imageBuilder.ts';
import { digestBySkopeo, pushLayout } from '../../kit/registryImages.ts';

const login = { username: 'anne', password: 'secret' };

describe('strata tags', function () {
  this.timeout(60_000);
  let registry: Registry;
  let folder: CommandFolder;
  before(async () => {
    registry = await startRegistry({ login });
    for (const tag of ['1.9.0', '1.10.0', 'latest', '1.10.0-alpine']) {
      const image = {
        layers: [{ entries: [{ name: tag, body: tag }], packing: 'gzip' as const }],
        tags: ['x'],
      };
      await pushLayout(ociLayout([image]), `${registry.host}/team/app:${tag}`, login);
    }
    const auth = Buffer.from(`${login.username}:${login.password}`).toString('base64');
    folder = commandFolder({ 'config.json': JSON.stringify({ auths: { [registry.host]: { auth } } }) });
  });
  after(async () => {
    folder?.dispose();
    await registry?.stop();
  });

  it('prints them, the newest version first', async () => {
    const reference = `${registry.host}/team/app`;
    const result = await folder.run(['tags', reference], { env: { DOCKER_CONFIG: folder.path } });
    assert.equal(result.code, 0, result.stderr);
    const printed = JSON.parse(result.stdout) as { reference: string; tags: Record<string, unknown>[] };
    assert.equal(printed.reference, reference);
    assert.deepEqual(
      printed.tags.map(({ name }) => name),
      ['1.10.0', '1.10.0-alpine', '1.9.0', 'latest'],
    );
    const { size, ...first } = printed.tags[0] ?? {};
    assert.ok(typeof size === 'number' && size > 0);
    assert.deepEqual(first, {
      name: '1.10.0',
      digest: await digestBySkopeo(`${reference}:1.10.0`, login),
      platforms: ['linux/amd64'],
      created: '2024-05-06T07:08:09.123Z',
    });
  });

  it('inspects an image there without an engine', async () => {
    const input = `docker://${registry.host}/team/app:1.9.0`;
    const args = ['inspect', input, '--format', 'json', '--files'];
    const result = await folder.run(args, { env: { DOCKER_CONFIG: folder.path } });
    assert.equal(result.code, 0, result.stderr);
    const printed = JSON.parse(result.stdout) as {
      platform: string;
      layers: readonly { readonly entries: readonly { readonly path: string }[] }[];
    };
    assert.equal(printed.platform, 'linux/amd64');
    assert.deepEqual(
      printed.layers.map(({ entries }) => entries.map(({ path }) => path.replace(/^[/]/, ''))),
      [['1.9.0']],
    );
  });

  it('prints no more than is asked for, and a table for people', async () => {
    const args = ['tags', `${registry.host}/team/app:ignored`, '--limit', '2', '--format', 'pretty'];
    const result = await folder.run(args, { env: { DOCKER_CONFIG: folder.path } });
    assert.equal(result.code, 0, result.stderr);
    const lines = result.stdout.trimEnd().split('\n');
    assert.equal(lines.length, 2);
    assert.match(lines[0] ?? '', /^1\.10\.0 +2024-05-06 +\d+ B +sha256:\w{12} +linux\/amd64$/);
  });

  it('says what to do when the registry turns us away, and goes on', async () => {
    const reference = `${registry.host}/team/app`;
    const result = await folder.run(['tags', reference, 'Bad/Name'], {
      env: { DOCKER_CONFIG: `${folder.path}/none` },
    });
    assert.equal(result.code, 2);
    assert.match(
      result.stderr,
      new RegExp(`does not let you see ${reference}.*docker login ${registry.host}`),
    );
    assert.match(result.stderr, /Bad\/Name: invalid reference format/);
    assert.ok(!result.stderr.includes('secret'));
  });
});
