import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { childrenOf } from '../../client/image/browse/folders.ts';
import type { OpenedImage } from '../../client/image/openImage.ts';
import { openSpec } from '../kit/imageIndex.ts';
import type { TarSpec } from '../kit/tarBuilder.ts';

const file = (name: string, size = 1, more: Partial<TarSpec> = {}): TarSpec => ({
  name,
  body: 'x'.repeat(size),
  ...more,
});
const open = (...layers: readonly TarSpec[][]): Promise<OpenedImage> =>
  openSpec({ layers: layers.map(entries => ({ entries })) });
const all = { offset: 0, limit: 100 };

describe('browsing an image', () => {
  it('lists folders first, then by the bytes of the names', async () => {
    const image = await open([
      file('b'),
      file('a'),
      file('B'),
      file('é'),
      file('z/1'),
      file('y/1'),
      { name: 'x/', type: 'directory' },
    ]);
    const { items, total } = childrenOf(image, { layer: 0, path: '', ...all });
    assert.deepEqual(
      items.map(({ name }) => name),
      ['x', 'y', 'z', 'B', 'a', 'b', 'é'],
    );
    assert.equal(total, 7);
  });

  it('gives any range of a folder', async () => {
    const image = await open(
      [...Array(25).keys()].map(number => file(`d/f${String(number).padStart(2, '0')}`)),
    );
    const names = (offset: number, limit: number): string[] =>
      childrenOf(image, { layer: 'final', path: 'd', offset, limit }).items.map(({ name }) => name);
    assert.deepEqual(names(0, 2), ['f00', 'f01']);
    assert.deepEqual(names(23, 10), ['f23', 'f24']);
    assert.deepEqual(names(25, 10), []);
    assert.deepEqual(names(-5, 1), ['f00']);
    assert.deepEqual(names(3, -1), []);
    assert.equal(childrenOf(image, { layer: 'final', path: 'd', offset: 20, limit: 2 }).total, 25);
  });

  it('sums up what is below a folder, in its layer only', async () => {
    const image = await open([file('d/a', 10), file('d/e/b', 5)], [file('d/c', 3), file('d/.wh.a', 0)]);
    const size = (layer: number | 'final'): (number | undefined)[] =>
      childrenOf(image, { layer, path: '', ...all }).items.map(row => row.size);
    assert.deepEqual([size(0), size(1), size('final')], [[15], [3], [8]]);
    const [d] = childrenOf(image, { layer: 1, path: '', ...all }).items;
    assert.deepEqual([d?.type, d?.change, d?.children, d?.path], ['directory', 'unchanged', 2, 'd']);
  });

  it('shows what a removed path was', async () => {
    const image = await open(
      [
        { name: 'd/', type: 'directory', mode: 0o700, uid: 4 },
        file('d/a'),
        { name: 'l', type: 'symlink', link: 'd' },
      ],
      [file('.wh.d', 0), file('.wh.l', 0)],
    );
    const rows = childrenOf(image, { layer: 1, path: '', ...all }).items;
    assert.deepEqual(
      rows.map(({ name, type, mode, uid, link, size, change }) => [
        name,
        type,
        mode,
        uid,
        link,
        size,
        change,
      ]),
      [
        ['d', 'directory', 0o700, 4, undefined, 0, 'removed'],
        ['l', 'symlink', 0o644, 0, 'd', 0, 'removed'],
      ],
    );
  });

  it('has nothing where there is nothing', async () => {
    const image = await open([file('a/b')], [file('c')]);
    for (const [layer, path] of [
      [0, 'none'],
      [0, 'a/b'],
      [1, 'a'],
      [7, ''],
      ['final', '../..//x'],
    ] as const) {
      assert.deepEqual(
        childrenOf(image, { layer, path, ...all }),
        { total: 0, offset: 0, items: [] },
        `${layer} ${path}`,
      );
    }
    assert.equal(childrenOf(image, { layer: 0, path: './/a/', ...all }).total, 1);
  });

  it('keeps names that are not UTF-8 apart', async () => {
    const raw = (byte: number): TarSpec => ({ name: Uint8Array.of(0x66, byte), body: 'x', dialect: 'ustar' });
    const image = await open([
      raw(0xff),
      raw(0xfe),
      { name: Uint8Array.of(0xe9, 0x2f, 0x61), dialect: 'ustar' },
    ]);
    assert.equal(childrenOf(image, { layer: 0, path: '', ...all }).total, 3);
    const [folder] = childrenOf(image, { layer: 0, path: '', ...all }).items;
    assert.deepEqual(
      childrenOf(image, { layer: 0, path: folder?.path ?? '', ...all }).items.map(({ name }) => name),
      ['a'],
    );
  });
});
