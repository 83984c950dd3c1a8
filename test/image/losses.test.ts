import assert from 'node:assert/strict';
import { memoryReader } from '../../client/image/bytes.ts';
import { layerDetails } from '../../client/image/losses.ts';
import { openImageArchive } from '../../client/image/openImage.ts';
import { dockerSaveModern } from '../kit/imageBuilder.ts';

describe('bytes that later layers take back', () => {
  it('are told by the layers that hold them and by those that take them', async () => {
    const body = (length: number) => 'x'.repeat(length);
    const archive = dockerSaveModern([
      {
        layers: [
          {
            entries: [
              { name: 'kept', body: body(50) },
              { name: 'gone', body: body(30) },
              { name: 'anew', body: body(20) },
              { name: 'dir/', type: 'directory' },
              { name: 'dir/a', body: body(7) },
            ],
          },
          { entries: [{ name: '.wh.gone' }, { name: 'anew', body: body(21) }, { name: 'dir/.wh..wh..opq' }] },
          { entries: [{ name: '.wh.anew' }] },
        ],
      },
    ]);
    const opened = await openImageArchive(memoryReader(archive), { name: 'test' });
    assert.ok(opened.ok);
    const [first, second, third] = layerDetails(opened.value);
    assert.deepEqual(first?.largest, [
      { path: 'kept', bytes: 50 },
      { path: 'gone', bytes: 30 },
      { path: 'anew', bytes: 20 },
      { path: 'dir/a', bytes: 7 },
    ]);
    assert.deepEqual(first?.lost, [
      {
        by: 1,
        bytes: 57,
        deleted: false,
        paths: [
          { path: 'gone', bytes: 30 },
          { path: 'anew', bytes: 20 },
          { path: 'dir/a', bytes: 7 },
        ],
      },
    ]);
    assert.deepEqual(second?.lost, [
      { by: 2, bytes: 21, deleted: true, paths: [{ path: 'anew', bytes: 21 }] },
    ]);
    assert.deepEqual([third?.bytes, third?.lost], [0, []]);
  });
});
