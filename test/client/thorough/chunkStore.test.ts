import assert from 'node:assert/strict';
import { chunkStore } from '../../../client/worker/chunkStore.ts';

const MIB = 1 << 20;

describe('bytes from far away', () => {
  it('are fetched once, whatever is read of them', async () => {
    const all = Uint8Array.from({ length: 2 * MIB + 500 }, (_, index) => (index * 7 + (index >> 12)) & 0xff);
    const fetched: number[] = [];
    const store = chunkStore({
      size: all.length,
      read: async (offset, length) => {
        fetched.push(offset);
        return all.slice(offset, offset + length);
      },
    });
    const read = async (offset: number, length: number) => Buffer.from(await store.read(offset, length));
    assert.deepEqual(await read(MIB - 3, 10), Buffer.from(all.subarray(MIB - 3, MIB + 7)));
    assert.deepEqual(fetched, [0, MIB]);
    assert.deepEqual(await read(0, 5), Buffer.from(all.subarray(0, 5)));
    assert.deepEqual(await read(2 * MIB - 1, 10_000), Buffer.from(all.subarray(2 * MIB - 1)));
    assert.deepEqual(fetched, [0, MIB, 2 * MIB]);
    assert.equal((await read(all.length, 5)).length, 0);
    await store.dispose();
    assert.equal((await read(0, 5)).length, 0);
  });

  it('that did not come are asked for again', async () => {
    let broken = true;
    const store = chunkStore({
      size: 10,
      read: async (_offset, length) => {
        if (broken) throw new Error('gone');
        return new Uint8Array(length).fill(7);
      },
    });
    await assert.rejects(async () => store.read(0, 10), /gone/);
    broken = false;
    assert.deepEqual([...(await store.read(8, 5))], [7, 7]);
    await store.dispose();
  });
});
