import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Engine } from '../../client/engine/engine.ts';
import { createImageService, type ImageService } from '../../client/worker/imageService.ts';
import { readRpmDatabase } from '../../client/worker/rpmDatabase.ts';
import { dockerSaveModern, type ImageSpec } from '../kit/imageBuilder.ts';
import { shop } from '../webview/shop.ts';

/** Archives need no engine. */
const noEngine = {} as Engine;

describe('files of an image', () => {
  let folder = '';
  let service: ImageService;
  let handle = 0;
  const open = async (name: string, spec: ImageSpec): Promise<number> => {
    const path = join(folder, name);
    await writeFile(path, dockerSaveModern([spec]));
    const opened = await service.api.open({ location: { kind: 'path', path } });
    assert.ok(opened.ok);
    return opened.value.handle;
  };
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'strata-files-'));
    service = createImageService(noEngine);
    handle = await open('shop.tar', {
      ...shop,
      layers: shop.layers.map(layer => ({ ...layer, packing: 'gzip' as const })),
    });
  });
  after(async () => {
    await service.dispose();
    await rm(folder, { recursive: true, force: true });
  });

  const text = async (layer: number | 'final', path: string): Promise<string> => {
    const read = await service.api.readFile({ handle, layer, path, most: 1e6 });
    return read.ok ? Buffer.from(read.value).toString() : read.failure.code;
  };

  it('are read as each layer has them, also what it takes away', async () => {
    assert.equal((await text(2, 'app/package.json')).length, 400);
    assert.equal((await text('final', 'app/package.json')).length, 410);
    assert.equal((await text(4, 'var/lib/apt/lists/index')).length, 400_000);
    assert.equal(await text('final', 'var/lib/apt/lists/index'), 'file-unreadable');
    assert.equal((await text('final', 'bin/bash')).length, 120_000);
    assert.equal(await text('final', 'app'), 'file-unreadable');
  });

  it('are refused when they are too large', async () => {
    const read = await service.api.readFile({ handle, layer: 'final', path: 'usr/bin/curl', most: 1000 });
    assert.deepEqual(read, {
      ok: false,
      failure: { code: 'limit-reached', args: { limit: 'bytes', value: 1000 } },
    });
  });

  it('are saved whole or not at all', async () => {
    const to = join(folder, 'curl');
    assert.ok((await service.api.saveFile({ handle, layer: 'final', path: 'usr/bin/curl', to })).ok);
    assert.equal((await readFile(to)).length, 200_000);
    const cancelling = AbortSignal.abort();
    const stopped = await service.api.saveFile(
      { handle, layer: 'final', path: 'usr/bin/bash', to: join(folder, 'bash') },
      { signal: cancelling },
    );
    assert.deepEqual(stopped, { ok: false, failure: { code: 'cancelled' } });
    const nowhere = await service.api.saveFile({
      handle,
      layer: 'final',
      path: 'usr/bin/bash',
      to: join(folder, 'no', 'bash'),
    });
    assert.equal(!nowhere.ok && nowhere.failure.code, 'file-unreadable');
    assert.deepEqual((await readdir(folder)).sort(), ['curl', 'shop.tar']);
  });

  it('are compared between two images', async () => {
    const [first, ...rest] = shop.layers;
    const other = await open('other.tar', {
      ...shop,
      layers: [
        first ?? {},
        ...rest.slice(0, 2),
        {
          createdBy: 'RUN touch',
          entries: [
            { name: 'new', body: 'yes' },
            { name: 'etc/passwd', body: 'z'.repeat(900) },
          ],
        },
      ],
    });
    const compared = await service.api.compare({ before: handle, handle: other });
    assert.ok(compared.ok);
    const { added, removed, changed, pairs, sharedLayers } = compared.value;
    assert.deepEqual([added.files, removed.files, changed.files, sharedLayers], [2, 0, 3, 3]);
    assert.deepEqual(
      pairs.map(pair => [pair.before, pair.after, pair.same]),
      [
        [0, 0, true],
        [1, 1, true],
        [2, 2, true],
        [3, 3, false],
        [4, undefined, false],
      ],
    );
    const files = await service.api.comparedFiles({
      before: handle,
      handle: other,
      kind: 'changed',
      text: 'passwd',
      offset: 0,
      limit: 9,
    });
    assert.deepEqual(files.ok && files.value.items, [
      { path: 'etc/passwd', kind: 'changed', delta: 0, before: 0, after: 3 },
    ]);
    await service.api.close({ handle: other });
    assert.equal((await service.api.compare({ before: handle, handle: other })).ok, false);
  });
});

describe("rpm's database", () => {
  it('is read where there is SQLite, and is nothing else', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'strata-rpm-'));
    const path = join(folder, 'rpmdb.sqlite');
    const database = new DatabaseSync(path);
    database.exec(
      'PRAGMA journal_mode = WAL; CREATE TABLE Packages (hnum INTEGER PRIMARY KEY, blob BLOB NOT NULL)',
    );
    database.prepare('INSERT INTO Packages (blob) VALUES (?)').run(Uint8Array.of(1, 2, 3));
    database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    database.close();
    const read = await readRpmDatabase(await readFile(path));
    assert.deepEqual(read.ok && read.value.map(blob => [...blob]), [[1, 2, 3]]);
    assert.equal((await readRpmDatabase(Buffer.from('no database'))).ok, false);
    await rm(folder, { recursive: true, force: true });
  });
});
