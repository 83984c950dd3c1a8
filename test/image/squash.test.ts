import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { childrenOf } from '../../client/image/browse/folders.ts';
import type { OpenedImage } from '../../client/image/openImage.ts';
import { layerRows } from '../../client/image/overview.ts';
import type { FileRow } from '../../protocol/image.ts';
import { openSpec } from '../kit/imageIndex.ts';
import type { TarSpec } from '../kit/tarBuilder.ts';

const file = (name: string, body = 'x', more: Partial<TarSpec> = {}): TarSpec => ({ name, body, ...more });
const folder = (name: string, more: Partial<TarSpec> = {}): TarSpec => ({
  name: `${name}/`,
  type: 'directory',
  ...more,
});
const link = (name: string, target: string): TarSpec => ({ name, type: 'symlink', link: target });
const hardlink = (name: string, target: string): TarSpec => ({ name, type: 'hardlink', link: target });

const open = (layers: readonly (readonly TarSpec[])[]): Promise<OpenedImage> =>
  openSpec({ layers: layers.map(entries => ({ entries })) });

/** All rows below a folder, each as `path change`, folders on the way included. */
function rows(
  image: OpenedImage,
  layer: number | 'final',
  tell: (row: FileRow) => string,
  path = '',
): string[] {
  return childrenOf(image, { layer, path, offset: 0, limit: 1000 }).items.flatMap(row => [
    tell(row),
    ...(row.children > 0 ? rows(image, layer, tell, row.path) : []),
  ]);
}

const tree = (image: OpenedImage): string[] =>
  rows(image, 'final', row => (row.type === 'directory' ? `${row.path}/` : row.path)).sort();
const changes = (image: OpenedImage, layer: number): string[] =>
  rows(image, layer, row => `${row.path} ${row.change}`).sort();

interface Case {
  readonly name: string;
  readonly layers: readonly (readonly TarSpec[])[];
  readonly tree: readonly string[];
  /** Rows of the last layer. */
  readonly changes?: readonly string[];
  readonly reclaimable?: number;
}

const cases: readonly Case[] = [
  {
    name: 'a whiteout takes a file away',
    layers: [[file('a', '12345'), file('b')], [file('.wh.a', '')]],
    tree: ['b'],
    changes: ['a removed'],
    reclaimable: 5,
  },
  {
    name: 'a whiteout takes a folder away, as one row',
    layers: [[folder('d'), file('d/a', '12'), file('d/e/f', '3')], [file('.wh.d', '')]],
    tree: [],
    changes: ['d removed'],
    reclaimable: 3,
  },
  {
    name: 'a whiteout of nothing is a row, and no harm',
    layers: [[file('a')], [file('.wh.none', ''), file('b')]],
    tree: ['a', 'b'],
    changes: ['b added', 'none removed'],
    reclaimable: 0,
  },
  {
    name: 'a whiteout behind the new file spares it',
    layers: [[file('a', '123')], [file('a', '4567'), file('.wh.a', '')]],
    tree: ['a'],
    changes: ['a changed'],
    reclaimable: 3,
  },
  {
    name: 'a folder taken away and made anew loses its old children',
    layers: [
      [folder('d'), file('d/old', '12')],
      [file('.wh.d', ''), folder('d'), file('d/new', '3')],
    ],
    tree: ['d/', 'd/new'],
    changes: ['d unchanged', 'd/new added', 'd/old removed'],
    reclaimable: 2,
  },
  {
    name: 'an opaque mark hides what is below, wherever it stands in its layer',
    layers: [
      [file('d/a', '12'), file('d/e/b', '3')],
      [file('d/new'), file('d/.wh..wh..opq', '')],
    ],
    tree: ['d/', 'd/new'],
    changes: ['d unchanged', 'd/a removed', 'd/e removed', 'd/new added'],
    reclaimable: 3,
  },
  {
    name: 'an opaque mark of the root',
    layers: [
      [file('a'), file('d/b')],
      [file('.wh..wh..opq', ''), file('c')],
    ],
    tree: ['c'],
    changes: ['a removed', 'c added', 'd removed'],
    reclaimable: 2,
  },
  {
    name: 'a file over a folder',
    layers: [[folder('p'), file('p/a', '12'), file('p/b/c', '3')], [file('p', '4')]],
    tree: ['p'],
    changes: ['p changed'],
    reclaimable: 3,
  },
  {
    name: 'a folder over a file, and back',
    layers: [[file('p', '1')], [folder('p'), file('p/a', '23')], [file('p', '456')]],
    tree: ['p'],
    changes: ['p changed'],
    reclaimable: 3,
  },
  {
    name: 'a folder over a folder keeps its children and takes the new mode',
    layers: [[folder('d', { mode: 0o700 }), file('d/a')], [folder('d', { mode: 0o755 })]],
    tree: ['d/', 'd/a'],
    changes: ['d changed'],
  },
  {
    name: "a folder's time alone is no change",
    layers: [[folder('d', { mtime: 1 })], [folder('d', { mtime: 2 }), file('d/a')]],
    tree: ['d/', 'd/a'],
    changes: ['d unchanged', 'd/a added'],
  },
  {
    name: 'the same file again',
    layers: [[file('a', 'same')], [file('a', 'same')]],
    tree: ['a'],
    changes: ['a unchanged'],
    reclaimable: 4,
  },
  {
    name: 'a touch',
    layers: [[file('a', 'same')], [file('a', 'same', { mtime: 9 })]],
    tree: ['a'],
    changes: ['a changed'],
  },
  {
    name: 'a chmod',
    layers: [[file('a', 'same')], [file('a', 'same', { mode: 0o600 })]],
    tree: ['a'],
    changes: ['a changed'],
  },
  {
    name: 'a chown',
    layers: [[file('a', 'same')], [file('a', 'same', { uid: 5 })]],
    tree: ['a'],
    changes: ['a changed'],
  },
  {
    name: 'a capability',
    layers: [[file('a', 'same')], [file('a', 'same', { pax: { 'SCHILY.xattr.security.capability': 'x' } })]],
    tree: ['a'],
    changes: ['a changed'],
  },
  {
    name: 'other bytes of the same size',
    layers: [[file('a', 'same')], [file('a', 'SAME')]],
    tree: ['a'],
    changes: ['a changed'],
  },
  {
    name: 'a link that points elsewhere',
    layers: [[link('l', 'a')], [link('l', 'b')]],
    tree: ['l'],
    changes: ['l changed'],
  },
  {
    name: 'a link that stays',
    layers: [[link('l', 'a')], [link('l', 'a')]],
    tree: ['l'],
    changes: ['l unchanged'],
  },
  {
    name: 'another device',
    layers: [
      [{ name: 'n', type: 'character', major: 1, minor: 3 }],
      [{ name: 'n', type: 'character', major: 1, minor: 5 }],
    ],
    tree: ['n'],
    changes: ['n changed'],
  },
  {
    name: 'files laid through a linked folder',
    layers: [[folder('usr/lib'), link('lib', 'usr/lib')], [file('lib/a.so')]],
    tree: ['lib', 'usr/', 'usr/lib/', 'usr/lib/a.so'],
    changes: ['lib unchanged', 'lib/a.so added'],
  },
  {
    name: 'a whiteout through a linked folder',
    layers: [[file('usr/lib/a', '12'), link('lib', '/usr/lib')], [file('lib/.wh.a', '')]],
    tree: ['lib', 'usr/', 'usr/lib/'],
    reclaimable: 2,
  },
  {
    name: 'a folder entry replaces the link instead',
    layers: [
      [folder('usr/lib'), link('lib', 'usr/lib')],
      [folder('lib'), file('lib/a')],
    ],
    tree: ['lib/', 'lib/a', 'usr/', 'usr/lib/'],
  },
  {
    name: 'a link that climbs stays inside the root',
    layers: [[link('out', '../../../etc')], [file('out/passwd')]],
    tree: ['etc/', 'etc/passwd', 'out'],
  },
  {
    name: 'links in a circle do not hang',
    layers: [[link('a', 'b'), link('b', 'a')], [file('a/x')]],
    tree: ['a/', 'a/x', 'b'],
  },
  {
    name: 'a file where a folder is needed gives way',
    layers: [[file('a', '12')], [file('a/b')]],
    tree: ['a/', 'a/b'],
    reclaimable: 2,
  },
  {
    name: 'names that climb out are kept inside',
    layers: [[file('../../etc/passwd'), file('/abs/file'), file('./d/../e')]],
    tree: ['abs/', 'abs/file', 'e', 'etc/', 'etc/passwd'],
  },
  {
    name: 'a path twice in one layer: the later one holds, the first is waste',
    layers: [[file('a', '123'), file('a', '45')]],
    tree: ['a'],
    changes: ['a added'],
    reclaimable: 3,
  },
  {
    name: "a hard link keeps the bytes when the file's own path goes",
    layers: [[file('a', '12345'), hardlink('b', 'a')], [file('.wh.a', '')]],
    tree: ['b'],
    reclaimable: 0,
  },
  {
    name: 'the bytes go with the last hard link',
    layers: [[file('a', '12345'), hardlink('b', 'a')], [file('.wh.a', '')], [file('.wh.b', '')]],
    tree: [],
    reclaimable: 5,
  },
  {
    name: 'a hard link to a file of a lower layer',
    layers: [[file('a', '123')], [hardlink('b', '/a')]],
    tree: ['a', 'b'],
    reclaimable: 0,
  },
  { name: 'a hard link to nothing', layers: [[hardlink('b', 'none')]], tree: ['b'], reclaimable: 0 },
  {
    name: 'what AUFS kept for itself is in no tree',
    layers: [[folder('.wh..wh.plnk'), file('.wh..wh.plnk/1.2', '123'), file('.wh..wh.aufs', ''), file('a')]],
    tree: ['a'],
    reclaimable: 3,
  },
  {
    name: 'hard links into the folder of AUFS have its bytes',
    layers: [
      [folder('.wh..wh.plnk'), file('.wh..wh.plnk/1.2', '123'), hardlink('a', '.wh..wh.plnk/1.2')],
      [hardlink('b', 'a'), file('.wh.a', '')],
    ],
    tree: ['b'],
    reclaimable: 0,
  },
  {
    name: 'a whiteout that names nothing',
    layers: [[file('d/a')], [file('d/.wh.', ''), file('d/.wh...', '')]],
    tree: ['d/', 'd/a'],
  },
  { name: 'a root that is no folder', layers: [[file('a')], [file('./', 'x')]], tree: ['a'], reclaimable: 1 },
  { name: 'no layers', layers: [], tree: [], reclaimable: 0 },
];

describe('squash', () => {
  for (const { name, layers, tree: expected, changes: expectedChanges, reclaimable } of cases) {
    it(name, async () => {
      const image = await open(layers);
      assert.deepEqual(tree(image), expected);
      if (expectedChanges) assert.deepEqual(changes(image, layers.length - 1), expectedChanges);
      if (reclaimable !== undefined) assert.equal(image.waste.reclaimableBytes, reclaimable);
      const listed = image.wasted().reduce((sum, { bytes }) => sum + bytes, 0);
      assert.equal(listed, image.waste.reclaimableBytes);
    });
  }

  it('says why bytes are waste, who holds them and who made them so', async () => {
    const image = await open([
      [
        file('same', 'ab'),
        file('mode', 'cde'),
        file('other', 'fghi'),
        file('gone', 'jklmn'),
        file('d/hidden', 'opqrst'),
      ],
      [file('same', 'ab'), file('mode', 'cde', { mode: 0o600 }), file('other', 'FGHI')],
      [file('.wh.gone', ''), file('d/.wh..wh..opq', ''), file('other', 'z')],
    ]);
    assert.deepEqual(image.wasted(), [
      { path: 'other', bytes: 8, count: 2, why: 'overwritten', layers: [0, 1], by: [1, 2] },
      { path: 'd/hidden', bytes: 6, count: 1, why: 'hidden-by-opaque', layers: [0], by: [2] },
      { path: 'gone', bytes: 5, count: 1, why: 'deleted', layers: [0], by: [2] },
      { path: 'mode', bytes: 3, count: 1, why: 'metadata-only', layers: [0], by: [1] },
      { path: 'same', bytes: 2, count: 1, why: 'same-content', layers: [0], by: [1] },
    ]);
    assert.deepEqual([image.waste.totalBytes, image.waste.liveBytes], [30, 6]);
    assert.equal(image.waste.efficiency, 6 / 30);
  });

  it('counts what each layer adds, changes and removes, and notes what is odd', async () => {
    const image = await open([
      [folder('d'), file('d/a'), file('d/b', 'yy'), link('l', 'd')],
      [folder('d'), file('d/a', 'z'), file('d/.wh.b', ''), file('d/c'), hardlink('h', 'none'), file('../up')],
    ]);
    const [first, second] = layerRows(image);
    assert.deepEqual(
      [first?.size, first?.files, first?.added, first?.changed, first?.removed],
      [3, 3, 4, 0, 0],
    );
    assert.deepEqual(
      [second?.size, second?.files, second?.added, second?.changed, second?.removed],
      [3, 4, 3, 1, 1],
    );
    assert.deepEqual(second?.notes, [
      'names that climb out of the root with "..", kept inside it: 1',
      'hard links to nothing: 1',
    ]);
  });

  it('shows a hard link with the bytes that only it holds now', async () => {
    const image = await open([[file('a', '12345'), hardlink('b', 'a')], [file('.wh.a', '')]]);
    const [row] = childrenOf(image, { layer: 'final', path: '', offset: 0, limit: 10 }).items;
    assert.deepEqual([row?.name, row?.type, row?.size, row?.link], ['b', 'hardlink', 5, 'a']);
  });
});
