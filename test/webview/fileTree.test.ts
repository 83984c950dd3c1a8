import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { FileRow } from '../../protocol/image.ts';
import { failure, success } from '../../protocol/result.ts';
import { modeText } from '../../webview/format.ts';
import { jsonTokens } from '../../webview/jsonTokens.ts';
import { FileTree, type LoadChildren } from '../../webview/tree/fileTree.ts';

const row = (path: string, children: number): FileRow => ({
  path,
  name: path.slice(path.lastIndexOf('/') + 1),
  type: children > 0 ? 'directory' : 'file',
  change: 'added',
  size: 1,
  mode: 0o644,
  uid: 0,
  gid: 0,
  mtime: 0,
  link: undefined,
  children,
});

/** Every folder has `width` children down to `depth`; files below. */
const regular =
  (width: number, depth: number): LoadChildren =>
  async (path, offset, limit) => {
    const level = path === '' ? 0 : path.split('/').length;
    const items = Array.from({ length: width }, (_, index) =>
      row(path === '' ? `n${index}` : `${path}/n${index}`, level + 1 < depth ? width : 0),
    );
    return success({ total: width, offset, items: items.slice(offset, offset + limit) });
  };

const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 10; turn++) await Promise.resolve();
};

const paths = (tree: FileTree): (string | undefined)[] =>
  Array.from({ length: tree.rowCount }, (_, index) => {
    const at = tree.rowAt(index);
    return at?.kind === 'file' ? at.row.path : at?.kind;
  });

describe('a file tree', () => {
  it('knows nothing until it is looked at', async () => {
    let asked = 0;
    const load = regular(3, 1);
    const tree = new FileTree(
      (...args) => {
        asked++;
        return load(...args);
      },
      () => undefined,
    );
    assert.deepEqual([tree.rowCount, tree.rowAt(0)?.kind, tree.isEmpty, asked], [1, 'pending', undefined, 0]);
    tree.want(0, 10);
    await settle();
    assert.deepEqual([paths(tree), tree.isEmpty, asked], [['n0', 'n1', 'n2'], false, 1]);
  });

  it('counts rows as if all open folders were written out', async () => {
    const tree = new FileTree(regular(3, 3), () => undefined);
    tree.want(0, 0);
    await settle();
    tree.setExpanded(1, true);
    await settle();
    tree.setExpanded(2, true);
    await settle();
    const written = ['n0', 'n1', 'n1/n0', 'n1/n0/n0', 'n1/n0/n1', 'n1/n0/n2', 'n1/n1', 'n1/n2', 'n2'];
    assert.deepEqual(paths(tree), written);
    for (const [index, path] of written.entries()) assert.equal(tree.indexOfPath(path), index);
    assert.deepEqual([tree.parentOf(4), tree.parentOf(2), tree.parentOf(0)], [2, 1, undefined]);
    tree.setExpanded(1, false);
    assert.deepEqual(paths(tree), ['n0', 'n1', 'n2']);
    assert.equal(tree.indexOfPath('n1/n0/n1'), undefined);
  });

  it('agrees with a plain list after any clicks', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(40), { maxLength: 25 }), async clicks => {
        const tree = new FileTree(regular(3, 4), () => undefined);
        tree.want(0, 0);
        await settle();
        const open = new Set<string>();
        const list = (path: string, depth: number): string[] =>
          [0, 1, 2].flatMap(index => {
            const child = path === '' ? `n${index}` : `${path}/n${index}`;
            return [child, ...(open.has(child) && depth < 3 ? list(child, depth + 1) : [])];
          });
        for (const click of clicks) {
          const index = click % tree.rowCount;
          const at = tree.rowAt(index);
          assert.ok(at?.kind === 'file');
          if (!at.expandable) continue;
          tree.setExpanded(index, !at.expanded);
          // Folders below a closed one stay open in the mind of the tree, as in the explorer.
          if (at.expanded) open.delete(at.row.path);
          else open.add(at.row.path);
          await settle();
          await settle();
        }
        assert.deepEqual(paths(tree), list('', 0));
      }),
      { seed: 7, numRuns: 60 },
    );
  });

  it('fetches the pages that are seen, each once', async () => {
    const asked: number[] = [];
    const load = regular(100_000, 1);
    const tree = new FileTree(
      (path, offset, limit) => {
        asked.push(offset);
        return load(path, offset, limit);
      },
      () => undefined,
    );
    tree.want(0, 30);
    await settle();
    assert.equal(tree.rowCount, 100_000);
    tree.want(50_000, 50_030);
    tree.want(50_010, 50_040);
    await settle();
    assert.deepEqual(asked, [0, 50_000]);
    const at = tree.rowAt(50_003);
    assert.equal(at?.kind === 'file' && at.position, 50_004);
    assert.equal(tree.rowAt(99_999)?.kind, 'pending');
    assert.equal(tree.rowAt(100_000), undefined);
  });

  it('opens again what was open, and the only way down', async () => {
    const tree = new FileTree(regular(2, 3), () => undefined, ['n1', 'n1/n0', 'gone']);
    tree.want(0, 0);
    await settle();
    await settle();
    assert.deepEqual(paths(tree), ['n0', 'n1', 'n1/n0', 'n1/n0/n0', 'n1/n0/n1', 'n1/n1']);
    const single = new FileTree(regular(1, 4), () => undefined);
    single.want(0, 0);
    for (let level = 0; level < 4; level++) await settle();
    assert.deepEqual(paths(single), ['n0', 'n0/n0', 'n0/n0/n0', 'n0/n0/n0/n0']);
  });

  it('shows what failed in its place, and asks again when told to', async () => {
    let broken = true;
    const load = regular(2, 2);
    const tree = new FileTree(
      async (...args) => (args[0] === 'n0' && broken ? failure('internal') : load(...args)),
      () => undefined,
    );
    tree.want(0, 0);
    await settle();
    tree.setExpanded(0, true);
    await settle();
    assert.deepEqual(paths(tree), ['n0', 'failed', 'failed', 'n1']);
    broken = false;
    tree.retry(1);
    await settle();
    assert.deepEqual(paths(tree), ['n0', 'n0/n0', 'n0/n1', 'n1']);
  });

  it('says that it is empty', async () => {
    const tree = new FileTree(
      async () => success({ total: 0, offset: 0, items: [] }),
      () => undefined,
    );
    tree.want(0, 0);
    await settle();
    assert.deepEqual([tree.isEmpty, tree.rowCount, tree.rowAt(0)], [true, 0, undefined]);
  });
});

describe('what the inspector writes', () => {
  it('modes as ls does', () => {
    const written = [
      ['file', 0o644],
      ['directory', 0o1777],
      ['file', 0o4755],
      ['file', 0o2644],
      ['symlink', 0o777],
      ['directory', 0o1000],
    ] as const;
    assert.deepEqual(
      written.map(([type, mode]) => modeText({ type, mode })),
      ['-rw-r--r--', 'drwxrwxrwt', '-rwsr-xr-x', '-rw-r-Sr--', 'lrwxrwxrwx', 'd--------T'],
    );
  });

  it('JSON in pieces that are the text again', () => {
    const text = JSON.stringify({ 'a "b"': [1, -2.5e-9, true, null, 'x: y', ''], c: { d: '\\"' } }, null, 2);
    const tokens = jsonTokens(text);
    assert.equal(tokens.map(token => token.text).join(''), text);
    const of = (kind: string) => tokens.filter(token => token.kind === kind).map(token => token.text);
    assert.deepEqual(of('key'), ['"a \\"b\\""', '"c"', '"d"']);
    assert.deepEqual(of('string'), ['"x: y"', '""', '"\\\\\\""']);
    assert.deepEqual(of('number'), ['1', '-2.5e-9']);
    assert.deepEqual(of('word'), ['true', 'null']);
    fc.assert(
      fc.property(fc.string({ maxLength: 60 }), odd => {
        assert.equal(
          jsonTokens(odd)
            .map(token => token.text)
            .join(''),
          odd,
        );
      }),
      { seed: 3 },
    );
  });
});
