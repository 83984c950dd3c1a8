import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LayerStore, type RememberedImage } from '../../client/layers/layerStore.ts';
import type { ImageLayers } from '../../protocol/layers.ts';

const image: ImageLayers = { id: 'sha256:aa', created: 1, history: [], layers: [], provenance: undefined };
const remembered: RememberedImage = {
  dockerfile: 'file:///a/Dockerfile',
  origin: 'built',
  reference: 'a:1',
  id: 'sha256:aa',
  build: { dockerfile: 'FROM a:1\n', target: undefined, buildArguments: {}, steps: [] },
  previous: undefined,
};
/** As JSON keeps it. */
const stored = <T>(value: T): T => JSON.parse(JSON.stringify(value));

describe('the store of layers', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'strata-layers-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('keeps images and which Dockerfile made them, over a restart', async () => {
    const before = new LayerStore(folder);
    await before.saveImage(image);
    await before.remember(remembered);
    const store = new LayerStore(folder);
    assert.deepEqual(await store.image(image.id), stored(image));
    assert.deepEqual(await store.remembered(remembered.dockerfile), stored(remembered));
    assert.deepEqual(await store.known(remembered), { image: stored(image), build: remembered.build });
    assert.deepEqual(await store.dockerfilesOf(image.id), [remembered.dockerfile]);
    assert.deepEqual(await store.dockerfilesOf('sha256:bb'), []);
    await store.forget(remembered.dockerfile);
    assert.equal(await store.remembered(remembered.dockerfile), undefined);
    assert.deepEqual(readdirSync(join(folder, 'dockerfiles')), []);
  });

  it('finds the Dockerfile of a layer by what it holds and where it lies in the image', async () => {
    const store = new LayerStore(folder);
    const layers = ['sha256:base', 'sha256:own'].map(diffId => ({
      ...{ diffId, digest: undefined, bytes: 1, files: 1, largest: [], lost: [] },
    }));
    await store.saveImage({ ...image, layers });
    await store.remember(remembered);
    await store.remember({ ...remembered, dockerfile: 'file:///b/Dockerfile', id: 'sha256:gone' });
    assert.deepEqual(await store.dockerfilesOfLayer('sha256:own', 1), [remembered.dockerfile]);
    assert.deepEqual(await store.dockerfilesOfLayer('sha256:own', 0), []);
    assert.deepEqual(await store.dockerfilesOfLayer('sha256:other', 1), []);
  });

  it('takes what is broken for absent, and a folder that cannot be written for a loss of memory only', async () => {
    const store = new LayerStore(folder);
    await store.saveImage(image);
    const [name = ''] = readdirSync(join(folder, 'images'));
    for (const text of [
      '',
      '{',
      'null',
      '{"format":0,"value":{"id":"sha256:aa"}}',
      '{"format":1,"value":{"id":"other"}}',
    ]) {
      writeFileSync(join(folder, 'images', name), text);
      assert.equal(await store.image(image.id), undefined, text);
    }
    writeFileSync(join(folder, 'file'), '');
    const lost = new LayerStore(join(folder, 'file', 'below'));
    await lost.saveImage(image);
    await lost.remember(remembered);
    assert.equal(await lost.image(image.id), undefined);
    assert.deepEqual(await lost.dockerfilesOf(image.id), []);
  });
});
