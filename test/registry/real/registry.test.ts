import assert from 'node:assert/strict';
import { defaultLimits } from '../../../client/image/limits.ts';
import { openImageFiles } from '../../../client/image/openImage.ts';
import { openSource } from '../../../client/image/openSource.ts';
import { describeTag } from '../../../client/registry/describe.ts';
import { getManifest, headDigest } from '../../../client/registry/manifests.ts';
import { remoteFiles } from '../../../client/registry/remoteImage.ts';
import { listRepositories } from '../../../client/registry/repositories.ts';
import { type Registry, startRegistry } from '../../../scripts/parts/registry.ts';
import { ociLayout } from '../../kit/imageBuilder.ts';
import { watchedRegistries } from '../../kit/registries.ts';
import { digestBySkopeo, pushLayout } from '../../kit/registryImages.ts';

const amd64 = { os: 'linux', architecture: 'amd64', variant: '' };
const file = (name: string, body: string) => ({ name, body });

describe('a registry that asks nobody to log in', function () {
  this.timeout(120_000);
  let registry: Registry;
  const layers = Array.from({ length: 50 }, (_, index) => ({
    entries: [file(`file-${index}`, `layer ${index}`)],
    packing: 'gzip' as const,
  }));

  before(async () => {
    registry = await startRegistry();
    await pushLayout(ociLayout([{ layers, tags: ['x'] }]), `${registry.host}/team/app:1.0`);
    const two = [
      { layers: layers.slice(0, 2), platform: { os: 'linux', architecture: 'amd64' } },
      { layers: layers.slice(2, 5), platform: { os: 'linux', architecture: 'arm64', variant: 'v8' } },
    ];
    await pushLayout(ociLayout(two, { nested: true, attestations: true }), `${registry.host}/team/app:2.0`);
  });
  after(() => registry?.stop());

  const repository = () => ({ domain: registry.host, path: 'team/app' });

  it('tells all tags', async () => {
    const { registries } = watchedRegistries();
    const tags = await registries.tags(repository());
    assert.ok(tags.ok, JSON.stringify(tags));
    assert.deepEqual([...tags.value].sort(), ['1.0', '2.0']);
  });

  it('describes an image of one platform and one of two', async () => {
    const { registries } = watchedRegistries();
    const one = await registries.describe(repository(), '1.0', { platform: amd64 });
    assert.ok(one.ok, JSON.stringify(one));
    assert.equal(one.value.digest, await digestBySkopeo(`${registry.host}/team/app:1.0`));
    assert.deepEqual(one.value.platforms, ['linux/amd64']);
    assert.equal(one.value.created, Date.parse('2024-05-06T07:08:09.123Z'));
    const two = await registries.describe(repository(), '2.0', { platform: amd64 });
    assert.ok(two.ok, JSON.stringify(two));
    assert.equal(two.value.digest, await digestBySkopeo(`${registry.host}/team/app:2.0`));
    assert.deepEqual(two.value.platforms, ['linux/amd64', 'linux/arm64']);
    assert.ok((two.value.size ?? 0) > 0 && (two.value.size ?? 0) < (one.value.size ?? 0));
  });

  it('tells a digest without sending the manifest', async () => {
    const { registries, requests } = watchedRegistries();
    const digest = await headDigest(registries.session(registry.host), 'team/app', '1.0');
    assert.deepEqual(digest, { ok: true, value: await digestBySkopeo(`${registry.host}/team/app:1.0`) });
    assert.ok(
      requests.every(request => request.startsWith('HEAD ')),
      requests.join('\n'),
    );
  });

  it('shows an image of 50 layers after its manifest and its config, and reads a layer when it is opened', async () => {
    const { registries, requests } = watchedRegistries();
    const session = registries.session(registry.host);
    // Once: which of TLS and plain HTTP it speaks.
    await headDigest(session, 'team/app', '1.0');
    requests.length = 0;
    const files = await remoteFiles(session, 'team/app', '1.0', 'team/app:1.0');
    assert.ok(files.ok, JSON.stringify(files));
    const found = await openSource(files.value, {}, defaultLimits);
    assert.ok(found.ok, JSON.stringify(found));
    assert.equal(found.source.layers.length, 50);
    assert.deepEqual(
      requests.map(request => request.replace(/sha256:\w+/, 'D')),
      ['GET /v2/team/app/manifests/1.0', 'GET /v2/team/app/blobs/D'],
    );
    const layer = await found.source.layers[7]?.open();
    assert.ok(layer?.ok);
    assert.deepEqual([...(await layer.reader.read(0, 2))], [0x1f, 0x8b]);
    assert.equal(requests.length, 3);
  });

  it('reads a remote image whole, as an archive of it', async () => {
    const { registries } = watchedRegistries();
    const files = await remoteFiles(registries.session(registry.host), 'team/app', '2.0', undefined);
    assert.ok(files.ok, JSON.stringify(files));
    const image = await openImageFiles(files.value, { name: 'remote', platform: 'linux/arm64' });
    assert.ok(image.ok, JSON.stringify(image));
    assert.deepEqual(
      image.value.layers.map(layer => layer.problem),
      [undefined, undefined, undefined],
    );
  });

  it('lists its repositories', async () => {
    const { registries } = watchedRegistries();
    const listed = await listRepositories(registries, { domain: registry.host, namespace: '' });
    assert.deepEqual(listed, { ok: true, value: [{ path: 'team/app', description: '' }] });
  });

  it('says what it does not have', async () => {
    const { registries } = watchedRegistries();
    const none = await registries.tags({ domain: registry.host, path: 'team/none' });
    assert.equal(!none.ok && none.failure.code, 'registry-not-found');
    const tag = await describeTag(registries.session(registry.host), 'team/app', 'nope', { platform: amd64 });
    assert.deepEqual(!tag.ok && tag.failure.args, {
      host: registry.host,
      name: `${registry.host}/team/app:nope`,
    });
  });

  it('refuses a manifest that is not the one its digest names', async () => {
    const { registries } = watchedRegistries({
      fetch: (input, init) => fetch(String(input).replace(/manifests\/sha256:.*/, 'manifests/1.0'), init),
    });
    const wrong = `sha256:${'0'.repeat(64)}`;
    const answer = await getManifest(registries.session(registry.host), 'team/app', wrong);
    assert.equal(!answer.ok && answer.failure.code, 'registry-answer');
  });

  it('is let go when the user cancels', async () => {
    const { registries } = watchedRegistries();
    const controller = new AbortController();
    controller.abort();
    const tags = await registries.tags(repository(), { signal: controller.signal });
    assert.deepEqual(tags, { ok: false, failure: { code: 'cancelled' } });
  });
});
