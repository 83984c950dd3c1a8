import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { copyImage } from '../../../client/registry/copyImage.ts';
import { type Registry, startRegistry } from '../../../scripts/parts/registry.ts';
import { ociLayout } from '../../kit/imageBuilder.ts';
import { authEntry, watchedRegistries } from '../../kit/registries.ts';
import { digestBySkopeo, pushLayout } from '../../kit/registryImages.ts';

const login = { username: 'anne', password: 'a secret' };

describe('an image is given another name in registries', function () {
  this.timeout(120_000);
  let registry: Registry;
  let other: Registry;
  before(async () => {
    [registry, other] = await Promise.all([startRegistry(), startRegistry({ login })]);
    const layer = (name: string, size: number) => ({
      entries: [{ name, body: randomBytes(size) }],
      packing: 'gzip' as const,
    });
    const images = [
      { layers: [layer('a', 300_000), layer('b', 10)], platform: { os: 'linux', architecture: 'amd64' } },
      { layers: [layer('c', 20)], platform: { os: 'linux', architecture: 'arm64' } },
    ];
    const layout = ociLayout(images, { nested: true, attestations: true });
    await pushLayout(layout, `${registry.host}/team/app:1.0`);
  });
  after(() => Promise.all([registry?.stop(), other?.stop()]));

  const world = () => {
    const watched = watchedRegistries({
      config: { auths: { [other.host]: authEntry(login.username, login.password) } },
    });
    const place = (host: string, repository: string, reference: string) => ({
      session: watched.registries.session(host),
      repository,
      reference,
    });
    return { ...watched, place };
  };
  const source = () => digestBySkopeo(`${registry.host}/team/app:1.0`);

  it('in its repository by its manifest alone', async () => {
    const { place, requests } = world();
    const from = place(registry.host, 'team/app', '1.0');
    const copied = await copyImage(from, place(registry.host, 'team/app', 'stable'));
    assert.deepEqual(copied, { ok: true, value: await source() });
    assert.equal(await digestBySkopeo(`${registry.host}/team/app:stable`), await source());
    assert.deepEqual(
      requests.filter(request => request.includes('/blobs/')),
      [],
    );
  });

  it('in another repository without sending a byte of its layers', async () => {
    const { place, requests } = world();
    const copied = await copyImage(
      place(registry.host, 'team/app', '1.0'),
      place(registry.host, 'prod/app', '1'),
    );
    assert.ok(copied.ok, JSON.stringify(copied));
    assert.equal(await digestBySkopeo(`${registry.host}/prod/app:1`), await source());
    assert.ok(requests.some(request => request.includes('mount=sha256')));
    assert.deepEqual(
      requests.filter(request => /^(?:PATCH|GET .*\/blobs\/)/.test(request)),
      [],
    );
  });

  it('in another registry, in chunks, with all platforms, and only what is not there', async () => {
    const { place, requests } = world();
    const said: string[] = [];
    const from = place(registry.host, 'team/app', '1.0');
    const to = place(other.host, 'far/app', '1');
    const copied = await copyImage(from, to, {
      chunk: 100_000,
      onProgress: (done, all) => said.push(`${done}/${all}`),
    });
    assert.ok(copied.ok, JSON.stringify(copied));
    assert.equal(await digestBySkopeo(`${other.host}/far/app:1`, login), await source());
    assert.equal(requests.filter(request => request.startsWith('PATCH')).length, 4);
    const [done, all] = said.at(-1)?.split('/') ?? [];
    assert.equal(done, all);
    requests.length = 0;
    assert.ok((await copyImage(from, { ...to, reference: '2' })).ok);
    assert.deepEqual(
      requests.filter(request => /^(?:PATCH|POST)/.test(request)),
      [],
    );
  });

  it('stops when nobody wants it any more, and says what is refused', async () => {
    const { place } = world();
    const from = place(registry.host, 'team/app', '1.0');
    const controller = new AbortController();
    const options = { chunk: 100_000, signal: controller.signal, onProgress: () => controller.abort() };
    const stopped = await copyImage(from, place(other.host, 'far/stopped', '1'), options);
    assert.equal(stopped.ok ? '' : stopped.failure.code, 'cancelled');
    const stranger = watchedRegistries().registries.session(other.host);
    const denied = await copyImage(from, { session: stranger, repository: 'far/app', reference: '3' });
    assert.equal(denied.ok ? '' : denied.failure.code, 'registry-denied');
    const none = await copyImage({ ...from, reference: '9' }, place(registry.host, 'x/y', '1'));
    assert.equal(none.ok ? '' : none.failure.code, 'registry-not-found');
  });
});
