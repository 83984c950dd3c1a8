import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createImageBrowser } from '../../../client/image/browse/imageQueries.ts';
import { overviewOf } from '../../../client/image/overview.ts';
import { createPathTable } from '../../../client/image/pathTable.ts';
import { createImageCache, type ImageCache } from '../../../client/worker/imageCache.ts';
import { type OpenedPath, openImagePath } from '../../../client/worker/imagePath.ts';
import { glanceAtKnownImage, openKnownImage } from '../../../client/worker/openEngineImage.ts';
import { failure, type Outcome } from '../../../protocol/result.ts';
import { dockerSaveModern } from '../../kit/imageBuilder.ts';
import { shop } from '../../webview/shop.ts';

describe('what is kept of images', () => {
  let folder = '';
  let archive = '';
  let cache: ImageCache;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'strata-cache-'));
    archive = join(folder, 'shop.tar');
    await writeFile(archive, dockerSaveModern([shop]));
    cache = createImageCache(join(folder, 'kept'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const opened = async (): Promise<OpenedPath> => {
    const held = await openImagePath(archive);
    assert.ok(held.ok);
    return held.value;
  };
  const known = (open: () => Promise<Outcome<OpenedPath>>) => openKnownImage('key', cache, open);

  it('tells at first sight what an image is, without a look at its layers', async () => {
    const held = await opened();
    const { image } = held;
    await cache.keep('key', image);
    await held.dispose();
    for (const name of await readdir(join(folder, 'kept')))
      if (name.startsWith('layer-')) await rm(join(folder, 'kept', name));
    assert.deepEqual(await glanceAtKnownImage('key', cache), overviewOf(image));
    assert.equal(await glanceAtKnownImage('other', cache), undefined);
  });

  it('keeps nothing where nothing may be kept', async () => {
    const held = await opened();
    await cache.keep('key', held.image);
    const none = createImageCache(join(folder, 'kept'), 0);
    await none.keep('other', held.image);
    await held.dispose();
    assert.deepEqual(await readdir(join(folder, 'kept')), []);
  });

  it('shows an image without its bytes, and fetches them for its files', async () => {
    const first = await opened();
    await cache.keep('key', first.image);
    let fetched = 0;
    const again = await known(() => {
      fetched++;
      return openImagePath(archive);
    });
    assert.ok(again);
    assert.deepEqual(overviewOf(again.image), overviewOf(first.image));
    const { queries } = createImageBrowser(again.image, async () => failure('internal'));
    const wasted = await queries.waste({ offset: 0, limit: 10 });
    assert.deepEqual(wasted.ok && wasted.value.items, first.image.wasted());
    assert.equal(fetched, 0);
    const packages = await queries.packages({});
    assert.deepEqual(
      packages.ok && packages.value.databases[0]?.packages.map(({ name, layer }) => [name, layer]),
      [
        ['libc6', 0],
        ['curl', 1],
      ],
    );
    assert.equal(fetched, 1);
    await again.dispose();
    await first.dispose();
  });

  it('tries again to fetch what was cancelled', async () => {
    const first = await opened();
    await cache.keep('key', first.image);
    let tries = 0;
    const again = await known(async () => (++tries === 1 ? failure('cancelled') : openImagePath(archive)));
    const options = { platform: undefined, signal: undefined, onProgress: undefined };
    assert.deepEqual(await again?.materialize?.(options), failure('cancelled'));
    assert.equal((await again?.materialize?.(options))?.ok, true);
    assert.equal((await again?.materialize?.(options))?.ok, true);
    assert.equal(tries, 2);
    await again?.dispose();
    await first.dispose();
  });

  it('is for nobody else to read, and gone when it is cleared', async () => {
    const first = await opened();
    await cache.keep('key', first.image);
    const names = await readdir(join(folder, 'kept'));
    assert.equal(names.length, shop.layers.length + 1);
    for (const name of names) assert.equal((await stat(join(folder, 'kept', name))).mode & 0o077, 0);
    await cache.clear();
    assert.equal(await known(async () => failure('internal')), undefined);
    await first.dispose();
  });

  it('is read anew when a part of it is missing or damaged', async () => {
    const first = await opened();
    await cache.keep('key', first.image);
    const kept = join(folder, 'kept');
    const layers = (await readdir(kept)).filter(name => name.startsWith('layer-'));
    await writeFile(join(kept, layers[0] ?? ''), 'nonsense');
    assert.equal(await known(async () => failure('internal')), undefined);
    assert.equal(await cache.layer(createPathTable(), 'sha256:none'), undefined);
    await first.dispose();
  });

  it('has the lists of users and groups with it, or nothing at all', async () => {
    const closed = await opened();
    await closed.dispose();
    await cache.keep('key', closed.image);
    const nobody = async () => failure('internal');
    assert.equal(await known(nobody), undefined);
    const first = await opened();
    await cache.keep('key', first.image);
    const again = await known(nobody);
    const lengths = again?.image.indexes.flatMap(({ texts }) =>
      [...(texts?.values() ?? [])].map(text => text.length),
    );
    assert.deepEqual(lengths, [900]);
    await again?.dispose();
    await first.dispose();
  });

  it('stays below its limit, what was used last staying', async () => {
    const first = await opened();
    const small = createImageCache(join(folder, 'small'), 1);
    await small.keep('key', first.image);
    assert.deepEqual(await readdir(join(folder, 'small')), []);
    await first.dispose();
  });
});
