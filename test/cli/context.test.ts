import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, symlinkSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { type CommandFolder, commandFolder } from '../kit/commandLine.ts';

describe('strata context', () => {
  let folder: CommandFolder;
  beforeEach(() => {
    folder = commandFolder({
      'app/Dockerfile': 'FROM x\n',
      'app/.dockerignore': '\uFEFF# nothing big\r\nlogs\r\n*.tmp\r\n!keep.tmp\r\n',
      'app/big': 'b'.repeat(3000),
      'app/src/small': 'é',
      'app/keep.tmp': 'kept',
      'app/gone.tmp': 'gone!',
      'app/logs/deep/a.log': 'aaa',
      'app/logs/b.log': 'b',
    });
  });
  afterEach(() => folder.dispose());

  async function list(...args: string[]) {
    const { code, stdout, stderr } = await folder.run(['context', '--format', 'json', ...args]);
    assert.deepEqual([code, stderr], [0, '']);
    assert.equal(stdout.indexOf('\n'), stdout.length - 1, 'one line');
    return JSON.parse(stdout);
  }

  it('lists what is sent, largest first, and counts what is not', async () => {
    const ignoreBytes = Buffer.byteLength(folder.read('app/.dockerignore'));
    assert.deepEqual(await list('app'), {
      path: 'app',
      dockerfile: 'app/Dockerfile',
      ignorefile: 'app/.dockerignore',
      files: 5,
      bytes: 3000 + ignoreBytes + 7 + 4 + 2,
      ignored: { files: 3, bytes: 5 + 3 + 1 },
      entries: [
        { path: 'big', bytes: 3000 },
        { path: '.dockerignore', bytes: ignoreBytes },
        { path: 'Dockerfile', bytes: 7 },
        { path: 'keep.tmp', bytes: 4 },
        { path: 'src/small', bytes: 2 },
      ],
    });
  });

  it('lists no more than it is told, and still counts all', async () => {
    const { entries, files } = await list('app', '--top', '1');
    assert.deepEqual([entries, files], [[{ path: 'big', bytes: 3000 }], 5]);
    assert.deepEqual((await list('app', '--top', '0')).entries, []);
  });

  it('prefers the ignore file that is named after the Dockerfile', async () => {
    folder.write('other/prod.Dockerfile', 'FROM y\n');
    folder.write('other/prod.Dockerfile.dockerignore', '*\n!src\n');
    const found = await list('app', '--file', 'other/prod.Dockerfile');
    assert.equal(found.dockerfile, 'other/prod.Dockerfile');
    assert.equal(found.ignorefile, 'other/prod.Dockerfile.dockerignore');
    assert.deepEqual(found.entries, [{ path: 'src/small', bytes: 2 }]);
    assert.equal(found.ignored.files, 7);
  });

  it('does without a Dockerfile and without an ignore file', async () => {
    const { dockerfile, ignorefile, files } = await list('app/src');
    assert.deepEqual([dockerfile, ignorefile, files], [null, null, 1]);
  });

  it('counts an ignored Dockerfile and ignore file as ignored, as COPY does not see them', async () => {
    folder.write('app/.dockerignore', '*\n!src\n');
    const { entries, ignored } = await list('app');
    assert.deepEqual(entries, [{ path: 'src/small', bytes: 2 }]);
    assert.equal(ignored.files, 7);
  });

  it('takes links as links and leaves sockets out', async () => {
    mkdirSync(join(folder.path, 'links'));
    symlinkSync('../app', join(folder.path, 'links/folder'));
    symlinkSync('/nowhere', join(folder.path, 'links/dangling'));
    const server = createServer();
    await new Promise<void>(resolve => server.listen(join(folder.path, 'links/socket'), resolve));
    try {
      const { entries, bytes } = await list('links');
      assert.deepEqual(entries, [
        { path: 'dangling', bytes: 0 },
        { path: 'folder', bytes: 0 },
      ]);
      assert.equal(bytes, 0);
    } finally {
      await new Promise(resolve => server.close(resolve));
    }
  });

  it('tells of a folder that cannot be read, lists the rest and ends with 2', async () => {
    const locked = join(folder.path, 'app/locked');
    folder.write('app/locked/file', 'x');
    chmodSync(folder.path, 0o755);
    chmodSync(locked, 0);
    const isRoot = process.geteuid?.() === 0;
    if (isRoot) process.seteuid?.(65534);
    try {
      const { code, stdout, stderr } = await folder.run(['context', 'app', '--format', 'json']);
      assert.equal(code, 2);
      assert.match(stderr, /app\/locked/);
      assert.equal(JSON.parse(stdout).files, 5);
      const ignoring = await folder.run(['context', 'app/logs']);
      assert.deepEqual([ignoring.code, ignoring.stderr], [0, '']);
    } finally {
      if (isRoot) process.seteuid?.(0);
      chmodSync(locked, 0o755);
    }
  });

  it('refuses a pattern that Docker refuses, and says where it stands', async () => {
    folder.write('app/.dockerignore', 'good\n[bad\n');
    const { code, stdout, stderr } = await folder.run(['context', 'app']);
    assert.deepEqual([code, stdout], [2, '']);
    assert.match(stderr, /app\/\.dockerignore:2: /);
  });

  it('ends with 2 when it is asked for what is not there', async () => {
    for (const args of [
      [],
      ['app', 'other'],
      ['missing'],
      ['app/big'],
      ['app', '--file', 'missing'],
      ['app', '--top', '-1'],
      ['app', '--format', 'xml'],
    ]) {
      const { code, stdout, stderr } = await folder.run(['context', ...args]);
      assert.deepEqual([code, stdout], [2, ''], args.join(' '));
      assert.match(stderr, /^strata context: /);
    }
  });

  it('shows twenty to people, and the totals', async () => {
    for (let index = 0; index < 30; index++) folder.write(`many/${index}`, 'x');
    const { code, stdout } = await folder.run(['context', 'many']);
    assert.equal(code, 0);
    assert.match(stdout, / 10 more\nmany: 30 files, 30 bytes \(30 B\)\n/);
    assert.equal(stdout.split('\n').length, 20 + 1 + 2 + 1);
  });
});
