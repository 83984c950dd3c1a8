import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createEngine, type Engine } from '../../client/engine/engine.ts';
import { buildPorts } from '../../client/worker/buildPorts.ts';
import { createImageCache } from '../../client/worker/imageCache.ts';
import { createImageTrees } from '../../client/worker/imageTrees.ts';
import { BASE_IMAGE, ENGINE_NAMES, useEngine } from '../kit/hosts/engines.ts';

for (const name of ENGINE_NAMES) {
  describe(`what is in the images of the ${name} engine`, function () {
    this.timeout(60_000);
    const host = useEngine(name);
    let engine: Engine;
    let folder = '';
    before(async () => {
      folder = await mkdtemp(join(tmpdir(), 'strata-trees-'));
      engine = createEngine({ env: {}, platform: 'linux', home: folder, exists: () => true }, buildPorts);
      await engine.api.configure({ host: `unix://${host().socket}` });
    });
    after(async () => {
      engine.dispose();
      await rm(folder, { recursive: true, force: true });
    });

    it('is told by path, links followed, and read once', async () => {
      const cache = createImageCache(join(folder, 'cache'));
      let read = 0;
      const counting = {
        ...cache,
        keep: (...all: Parameters<typeof cache.keep>) => {
          read++;
          return cache.keep(...all);
        },
      };
      for (let time = 0; time < 2; time++) {
        const trees = createImageTrees(engine, counting);
        const [top, shell, none] = await Promise.all(
          ['/', 'bin/sh', '/bin/none'].map(path => trees.imagePath({ reference: BASE_IMAGE, path })),
        );
        assert.ok(top?.ok && shell?.ok && none?.ok);
        const names = top.value?.found?.names.map(({ name, isFolder }) => `${name}${isFolder ? '/' : ''}`);
        assert.ok(names?.includes('bin/') && names.includes('etc/'), String(names));
        assert.equal(shell.value?.found?.kind, 'file');
        assert.deepEqual(none.value, { found: null });
        const accounts = await trees.imageAccounts({ reference: BASE_IMAGE });
        assert.equal(accounts.ok && accounts.value?.users[0]?.name, 'root');
      }
      assert.equal(read, 1);
    });

    it('is unknown for an image that is not there, and without a place to keep it', async () => {
      const trees = createImageTrees(engine, undefined);
      for (const reference of ['strata-test/none:1', BASE_IMAGE]) {
        assert.deepEqual(await trees.imagePath({ reference, path: '/' }), { ok: true, value: null });
        assert.deepEqual(await trees.imageAccounts({ reference }), { ok: true, value: null });
      }
    });
  });
}
