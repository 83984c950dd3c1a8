import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { later } from '../../client/worker/opening.ts';
import type { ImageOverview } from '../../protocol/image.ts';
import { failure, success } from '../../protocol/result.ts';
import { openSpec } from '../kit/imageIndex.ts';

const overview = { reference: 'kept', layers: [] } as unknown as ImageOverview;

async function held(disposed: string[] = []) {
  const image = await openSpec({ layers: [{ entries: [{ name: 'a', body: 'x' }] }] });
  return { image, dispose: async () => void disposed.push('image') };
}

describe('an image of which the overview is known', () => {
  it('tells it before the rest is there, by the name it was asked for', () => {
    const opening = later(overview, () => assert.fail('nobody asked for more'));
    assert.equal(opening.overview(undefined).reference, 'kept');
    assert.equal(opening.overview('shop:1').reference, 'shop:1');
  });

  it('is put together once, and again after it failed', async () => {
    const answers = [failure('engine-unreachable'), success(await held())];
    let asked = 0;
    const opening = later(overview, async () => answers[asked++] ?? assert.fail('asked too often'));
    const [first, same] = await Promise.all([opening.ready(), opening.ready()]);
    assert.deepEqual([first.ok, same.ok, asked], [false, false, 1]);
    const second = await opening.ready();
    assert.ok(second.ok);
    assert.equal(await opening.ready(), second);
    assert.equal(asked, 2);
  });

  it('lets go of what it holds, and takes nothing up after that', async () => {
    const disposed: string[] = [];
    const opening = later(overview, async () => success(await held(disposed)));
    await opening.ready();
    await opening.dispose();
    assert.deepEqual(disposed, ['image']);
    const never = later(overview, () => assert.fail('it was closed'));
    await never.dispose();
    assert.equal((await never.ready()).ok, false);
  });
});
