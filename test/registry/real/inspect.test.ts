import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import type { Engine } from '../../../client/engine/engine.ts';
import { createImageService, type ImageService } from '../../../client/worker/imageService.ts';
import { startWorker } from '../../../client/worker/start.ts';
import type { ImageLocation } from '../../../protocol/image.ts';
import { type Registry, startRegistry } from '../../../scripts/parts/registry.ts';
import { ociLayout } from '../../kit/imageBuilder.ts';
import { pushLayout } from '../../kit/registryImages.ts';
import { shop } from '../../webview/shop.ts';

describe('an image in a registry, in the inspector', function () {
  this.timeout(60_000);
  let registry: Registry;
  let service: ImageService;
  before(async () => {
    registry = await startRegistry();
    const image = { ...shop, layers: shop.layers.map(layer => ({ ...layer, packing: 'gzip' as const })) };
    await pushLayout(ociLayout([image]), `${registry.host}/team/shop:1`);
    service = createImageService({} as Engine);
  });
  after(async () => {
    await service?.dispose();
    await registry?.stop();
  });
  const at = (tag: string): ImageLocation => ({
    kind: 'registry',
    reference: `${registry.host}/team/shop:${tag}`,
    insecure: true,
  });

  it('is asked for by the thread that starts the worker: it knows proxies and certificates', async () => {
    const own = globalThis.fetch;
    const asked: string[] = [];
    globalThis.fetch = (input, init) => {
      asked.push(new URL(String(input)).pathname);
      return own(input, init);
    };
    const main = fileURLToPath(new URL('../../../client/worker/main.ts', import.meta.url));
    const worker = startWorker(main);
    try {
      const opened = await worker.image.open({ location: at('1') });
      assert.ok(opened.ok, JSON.stringify(opened));
      assert.equal(opened.value.overview.layers.length, 5);
      assert.ok(asked.includes('/v2/team/shop/manifests/1'), asked.join('\n'));
    } finally {
      globalThis.fetch = own;
      worker.dispose();
    }
  });

  it('is read down to the file without an engine', async () => {
    const opened = await service.api.open({ location: at('1') });
    assert.ok(opened.ok, JSON.stringify(opened));
    const { handle, overview } = opened.value;
    assert.deepEqual([overview.layers.length, overview.reclaimableBytes], [5, 700_546]);
    const file = await service.api.readFile({ handle, layer: 2, path: 'app/package.json', most: 1e6 });
    assert.equal(file.ok && file.value.length, 400);
    // Nothing is fetched twice: it reads on when the registry has gone.
    await registry.stop();
    const again = await service.api.readFile({ handle, layer: 0, path: 'usr/bin/bash', most: 1e6 });
    assert.equal(again.ok && again.value.length, 120_000);
  });

  it('says what is wrong when there is none', async () => {
    const opened = await service.api.open({ location: at('2') });
    assert.match(opened.ok ? '' : opened.failure.code, /^registry-/);
  });
});
