import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { createImageBrowser, type ImageBrowser } from '../../client/image/browse/imageQueries.ts';
import { createNameIndex } from '../../client/image/browse/nameIndex.ts';
import { createPathTable } from '../../client/image/pathTable.ts';
import { type FileFilter, noFilter, type TreeChoice } from '../../protocol/browse.ts';
import type { Page } from '../../protocol/image.ts';
import { failure, type Outcome } from '../../protocol/result.ts';
import { openSpec } from '../kit/imageIndex.ts';
import type { TarSpec } from '../kit/tarBuilder.ts';

const file = (name: string, size = 1, more: Partial<TarSpec> = {}): TarSpec => ({
  name,
  body: 'x'.repeat(size),
  ...more,
});
const folder = (name: string): TarSpec => ({ name: `${name}/`, type: 'directory' });
const all = { offset: 0, limit: 100 };
const filter = (over: Partial<FileFilter>): FileFilter => ({ ...noFilter, ...over });

async function browse(...layers: readonly TarSpec[][]): Promise<ImageBrowser> {
  const image = await openSpec({ layers: layers.map(entries => ({ entries })) });
  return createImageBrowser(image, async () => failure('internal'));
}

async function value<T>(outcome: Promise<Outcome<T>>): Promise<T> {
  const answer = await outcome;
  if (!answer.ok) throw new Error(answer.failure.code);
  return answer.value;
}

/** All paths of a tree, written out. */
async function written(
  { queries }: ImageBrowser,
  layer: TreeChoice,
  over: Partial<FileFilter> = {},
  path = '',
): Promise<string[]> {
  const { items } = await value(queries.children({ layer, path, filter: filter(over), ...all }));
  const below = await Promise.all(
    items.map(async row => [
      `${row.change[0]} ${row.path} ${row.size}`,
      ...(row.children > 0 ? await written({ queries } as ImageBrowser, layer, over, row.path) : []),
    ]),
  );
  return below.flat();
}

describe('a search by name', () => {
  const paths = [
    'etc',
    'etc/ssl',
    'etc/ssl/cert.pem',
    'etc/Passwd',
    'srv',
    'srv/etc',
    'srv/etc/passwd-',
    'a.b.c',
    'é',
  ];
  const table = createPathTable();
  const encoder = new TextEncoder();
  for (const path of paths) {
    let at = 0;
    for (const part of path.split('/'))
      at = table.child(at, encoder.encode(part), 0, encoder.encode(part).length);
  }
  const index = createNameIndex(table);
  const cases: Readonly<Record<string, readonly string[]>> = {
    '': paths,
    passwd: ['etc/Passwd', 'srv/etc/passwd-'],
    PASSWD: ['etc/Passwd', 'srv/etc/passwd-'],
    'etc/passwd': ['etc/Passwd', 'srv/etc/passwd-'],
    '/etc/passwd': ['etc/Passwd'],
    '/etc': ['etc'],
    '/etc/': ['etc'],
    etc: ['etc', 'srv/etc'],
    'etc/': ['etc', 'srv/etc'],
    'ssl/cert': ['etc/ssl/cert.pem'],
    'sl/cert': ['etc/ssl/cert.pem'],
    'ss/cert': [],
    '*.pem': ['etc/ssl/cert.pem'],
    'c*t.pem': ['etc/ssl/cert.pem'],
    'cert.p?m': ['etc/ssl/cert.pem'],
    'passw?': ['etc/Passwd'],
    '*.*.*': ['a.b.c'],
    'a*b*c': ['a.b.c'],
    'a*c*b': [],
    '/srv/*/pass*': ['srv/etc/passwd-'],
    // Not across the end of one name and the start of the next.
    cetc: [],
    é: ['é'],
  };
  for (const [text, expected] of Object.entries(cases)) {
    it(`finds ${JSON.stringify(text)}`, () => {
      const marks = index.match(text);
      const found = Array.from(marks.keys())
        .filter(path => path > 0 && marks[path] === 1)
        .map(path => table.text(path));
      assert.deepEqual(found.sort(), [...expected].sort());
    });
  }
});

describe('questions to an image', () => {
  const shop = () =>
    browse(
      [folder('etc'), file('etc/passwd', 10), file('etc/group', 4), file('tmp/cache', 100)],
      [file('etc/passwd', 12), file('etc/.wh.group', 0), file('app/main.js', 30)],
      [file('tmp/.wh..wh..opq', 0), file('tmp/new', 1), file('app/main.js', 30)],
    );

  it('tell the life of a path over all layers', async () => {
    const { queries } = await shop();
    const find = async (over: Partial<FileFilter>) =>
      (await value(queries.find({ filter: filter(over), ...all }))).items.map(
        ({ path, alive, events }) =>
          `${path} ${alive ? 'alive' : 'gone'} ${events.map(({ layer, change, size }) => `${layer}${change[0]}${size}`).join(' ')}`,
      );
    assert.deepEqual(await find({ text: 'passwd' }), ['etc/passwd alive 0a10 1c12']);
    assert.deepEqual(await find({ text: 'group' }), ['etc/group gone 0a4 1r0']);
    assert.deepEqual(await find({ text: 'cache' }), ['tmp/cache gone 0a100 2r0']);
    assert.deepEqual(await find({ changes: ['removed'] }), [
      'etc/group gone 0a4 1r0',
      'tmp/cache gone 0a100 2r0',
    ]);
    assert.deepEqual(await find({ least: 50 }), ['tmp/cache gone 0a100 2r0']);
    // The same file again is told as what it is.
    assert.deepEqual(await find({ text: 'main' }), ['app/main.js alive 1a30 2u30']);
    assert.deepEqual(await find({ text: 'nothing' }), []);
  });

  it('finds folders that no layer has an entry for', async () => {
    const { queries } = await browse(
      [file('opt/vendor/lib/a.so', 5)],
      [file('opt/.wh.vendor', 0), file('srv/www/index.html', 3)],
    );
    const find = async (over: Partial<FileFilter>) =>
      (await value(queries.find({ filter: filter(over), ...all }))).items;
    assert.deepEqual(await find({ text: 'www' }), [
      { path: 'srv/www', type: 'directory', events: [{ layer: 1, change: 'added', size: 0 }], alive: true },
    ]);
    const [vendor] = await find({ text: 'lib', kinds: ['folder'] });
    assert.deepEqual([vendor?.path, vendor?.alive, vendor?.events[0]?.layer], ['opt/vendor/lib', false, 0]);
    assert.deepEqual(await find({ text: 'www', kinds: ['file'] }), []);
    assert.deepEqual(await find({ text: 'www', changes: ['added'] }), []);
  });

  it('adds up what a filter leaves, few or many', async () => {
    const many = Array.from({ length: 300 }, (_, at) => file(`d${at % 5}/e${at % 3}/f${at}`, 1 + (at % 7)));
    const { queries } = await browse(many);
    for (const text of ['f17', 'f1', 'f', 'e2', 'e2/f29']) {
      const rows = async (path: string) =>
        (
          await value(
            queries.children({ layer: 'final', path, filter: filter({ text }), ...all, limit: 500 }),
          )
        ).items;
      let bytes = 0;
      let files = 0;
      let shown = 0;
      for (const top of await rows('')) {
        shown += top.size;
        const middle = await rows(top.path);
        assert.equal(top.children, middle.length, `${text}: ${top.path}`);
        for (const folder of middle) {
          const leaves = await rows(folder.path);
          assert.equal(folder.children, leaves.length, `${text}: ${folder.path}`);
          files += leaves.length;
          bytes += leaves.reduce((sum, { size }) => sum + size, 0);
        }
      }
      const [end = '', within = ''] = text.split('/').toReversed();
      const wanted = many.filter(
        ({ name }) => String(name).includes(end) && String(name).includes(within) && !text.startsWith('d'),
      );
      assert.equal(files, wanted.length, text);
      assert.equal(
        bytes,
        wanted.reduce((sum, { body }) => sum + (body?.length ?? 0), 0),
        text,
      );
      assert.equal(shown, bytes, text);
    }
  });

  it('put names that are the text first', async () => {
    const { queries } = await browse([file('z/bash'), file('a/bashrc'), file('a/.bash')]);
    const { items, total } = await value(
      queries.find({ filter: filter({ text: 'bash' }), offset: 0, limit: 2 }),
    );
    assert.deepEqual([items.map(({ path }) => path), total], [['z/bash', 'a/bashrc'], 3]);
  });

  it('squash layers up to one, with what that one does', async () => {
    const image = await shop();
    assert.deepEqual(await written(image, { upTo: 1 }), [
      'u app 30',
      'a app/main.js 30',
      'u etc 12',
      'r etc/group 0',
      'c etc/passwd 12',
      'u tmp 100',
      'u tmp/cache 100',
    ]);
  });

  it('leave out what a filter does not ask for, with folders on the way', async () => {
    const image = await shop();
    assert.deepEqual(await written(image, { upTo: 1 }, { text: 'PASS' }), ['u etc 12', 'c etc/passwd 12']);
    assert.deepEqual(await written(image, { upTo: 1 }, { text: 'etc' }), [
      'u etc 12',
      'r etc/group 0',
      'c etc/passwd 12',
    ]);
    assert.deepEqual(await written(image, { upTo: 1 }, { changes: ['removed'] }), [
      'u etc 0',
      'r etc/group 0',
    ]);
    assert.deepEqual(await written(image, 'final', { least: 20 }), ['u app 30', 'u app/main.js 30']);
    assert.deepEqual(await written(image, 0, { kinds: ['folder'] }), ['a etc 0', 'u tmp 0']);
    assert.deepEqual(await written(image, 0, { kinds: ['link'] }), []);
  });

  it('open folders that only lead to hits', async () => {
    const { queries } = await shop();
    const page = await value(
      queries.children({ layer: 'final', path: '', filter: filter({ text: 'passwd' }), ...all }),
    );
    assert.deepEqual(
      page.items.map(({ name, open, children }) => [name, open, children]),
      [['etc', true, 1]],
    );
  });

  it('give children by size, and say where a path stands', async () => {
    const { queries } = await browse([
      file('b', 2),
      file('a', 1),
      file('d/x', 9),
      file('d/y', 3),
      file('c', 50),
    ]);
    const names = ({ items }: Page<{ readonly name: string }>): string[] => items.map(({ name }) => name);
    const by = (order: 'name' | 'size') => value(queries.children({ layer: 0, path: '', order, ...all }));
    assert.deepEqual(names(await by('name')), ['d', 'a', 'b', 'c']);
    assert.deepEqual(names(await by('size')), ['c', 'd', 'b', 'a']);
    assert.deepEqual(await value(queries.locate({ layer: 0, path: 'd/y', order: 'size' })), [1, 1]);
    assert.deepEqual(await value(queries.locate({ layer: 0, path: 'd/none' })), []);
  });

  it('draw the largest parts and sum up the rest', async () => {
    const { queries } = await browse([
      file('big', 1000),
      ...[...Array(50).keys()].map(number => file(`many/${number}`, 4)),
    ]);
    const map = await value(queries.treemap({ layer: 'final', path: '', limit: 10 }));
    assert.deepEqual(
      [map.bytes, map.children.map(({ name }) => name), map.restBytes],
      [1200, ['big', 'many'], 0],
    );
    const [, many] = map.children;
    assert.deepEqual([many?.children.length, many?.restCount, many?.restBytes], [0, 50, 200]);
  });

  it('sum up the waste by reason and by layer', async () => {
    const { queries } = await shop();
    const { reasons, holders, causes } = await value(queries.wasteSummary({}));
    assert.deepEqual(reasons, [
      { why: 'hidden-by-opaque', bytes: 100, paths: 1 },
      { why: 'same-content', bytes: 30, paths: 1 },
      { why: 'overwritten', bytes: 10, paths: 1 },
      { why: 'deleted', bytes: 4, paths: 1 },
    ]);
    assert.deepEqual(
      [holders.map(({ layer, bytes }) => [layer, bytes]), causes.map(({ layer, bytes }) => [layer, bytes])],
      [
        [
          [0, 114],
          [1, 30],
        ],
        [
          [2, 130],
          [1, 14],
        ],
      ],
    );
    const page = await value(queries.waste({ layer: 0, why: 'deleted', ...all }));
    assert.deepEqual(
      page.items.map(({ path, by }) => [path, by]),
      [['etc/group', [1]]],
    );
  });

  it('follow links to files, and never out of the image', async () => {
    const image = await browse(
      [file('usr/bin/tool', 7), { name: 'bin', type: 'symlink', link: '../../usr/bin' }],
      [
        { name: 'alias', type: 'symlink', link: '/bin/./tool' },
        { name: 'loop', type: 'symlink', link: 'loop' },
        { name: 'hard', type: 'hardlink', link: 'usr/bin/tool' },
      ],
      [file('usr/bin/.wh.tool', 0)],
    );
    const status = (layer: TreeChoice, path: string) => {
      const found = image.status({ layer, path });
      return found.ok ? [found.value.path, found.value.type, found.value.size] : found.failure.code;
    };
    assert.deepEqual(status(1, 'alias'), ['usr/bin/tool', 'file', 7]);
    assert.deepEqual(status(1, 'bin'), ['usr/bin', 'directory', 0]);
    assert.equal(status(1, 'loop'), 'file-unreadable');
    assert.deepEqual(status(1, 'hard'), ['hard', 'hardlink', 7]);
    assert.equal(status('final', 'alias'), 'file-unreadable');
    // What a layer takes away is still to be looked at there.
    assert.deepEqual(status(2, 'usr/bin/tool'), ['usr/bin/tool', 'file', 7]);
  });
});
