import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { appendFile, chmod, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { extract, type Header } from 'tar-stream';
import { readContextFilter } from '../../client/engine/context/filter.ts';
import { packContext } from '../../client/engine/context/pack.ts';
import { sendContext } from '../../client/engine/context/send.ts';
import { type ContextEntry, walkContext } from '../../client/engine/context/walk.ts';
import { buildPorts } from '../../client/worker/buildPorts.ts';
import type { BuildEvent } from '../../protocol/engine.ts';
import { type FileTree, useFolders } from '../kit/fileTree.ts';

interface Sent {
  readonly header: Header;
  readonly content: Buffer;
}

describe('build context', () => {
  const folder = useFolders();

  async function send(root: string, dockerfile = join(root, 'Dockerfile'), text = 'FROM x') {
    const filter = await readContextFilter(root, dockerfile, buildPorts.createFilter);
    assert.ok(filter.ok, JSON.stringify(filter));
    const events: BuildEvent[] = [];
    const context = await sendContext(root, dockerfile, Buffer.from(text), filter.value, event =>
      events.push(event),
    );
    return { context, events };
  }

  /** What another reader finds in the archive. */
  async function unpack(archive: Buffer): Promise<Map<string, Sent>> {
    const entries = new Map<string, Sent>();
    const reader = extract();
    reader.end(archive);
    for await (const entry of reader) {
      assert.ok(!entries.has(entry.header.name), `${entry.header.name} twice`);
      entries.set(entry.header.name, { header: entry.header, content: await buffer(entry) });
    }
    return entries;
  }

  async function names(tree: FileTree): Promise<string[]> {
    const { context } = await send(await folder(tree));
    return [...(await unpack(await buffer(context.stream))).keys()];
  }

  it('sends files, folders, links and their modes, all owned by root', async () => {
    const root = await folder({
      Dockerfile: 'FROM x',
      'bin/run.sh': { mode: 0o755, text: '#!/bin/sh' },
      'bin/secret': { mode: 0o600, text: 's' },
      'empty/': '',
      'sticky/': { mode: 0o1777 },
      link: { link: 'bin/run.sh' },
      dangling: { link: '/nowhere' },
    });
    await symlink('../..', join(root, 'empty', 'up'));
    await utimes(join(root, 'Dockerfile'), 1000, 1_600_000_000);
    const { context, events } = await send(root);
    const entries = await unpack(await buffer(context.stream));
    assert.deepEqual(
      [...entries.values()].map(({ header: { name, type, mode, linkname, uid, gid } }) =>
        [name, type, mode?.toString(8), linkname ?? '', uid, gid].join(' '),
      ),
      [
        'Dockerfile file 644  0 0',
        'bin/ directory 755  0 0',
        'bin/run.sh file 755  0 0',
        'bin/secret file 600  0 0',
        'dangling symlink 777 /nowhere 0 0',
        'empty/ directory 755  0 0',
        'empty/up symlink 777 ../.. 0 0',
        'link symlink 777 bin/run.sh 0 0',
        'sticky/ directory 1777  0 0',
      ],
    );
    assert.equal(entries.get('bin/run.sh')?.content.toString(), '#!/bin/sh');
    assert.equal(entries.get('Dockerfile')?.header.mtime?.getTime(), 1_600_000_000_000);
    assert.deepEqual(events.at(-1), { kind: 'context', files: 9, bytes: 6 + 9 + 1, done: true });
    assert.equal(context.dockerfile, 'Dockerfile');
  });

  it('long names, other alphabets, large and odd files arrive as they are', async () => {
    const deep = `${'folder-with-a-long-name/'.repeat(12)}${'f'.repeat(200)}`;
    const large = Buffer.alloc(3 * 1024 * 1024 + 17, 'large');
    const root = await folder({
      Dockerfile: '',
      [deep]: 'deep',
      'жук/☃.txt': 'snow',
      large,
      empty: '',
      ' spaced\n': 'x',
    });
    await utimes(join(root, 'empty'), new Date(0), new Date(-5e12));
    const { context } = await send(root);
    const archive = await buffer(context.stream);
    const entries = await unpack(archive);
    assert.equal(entries.get(deep)?.content.toString(), 'deep');
    assert.equal(entries.get('жук/☃.txt')?.content.toString(), 'snow');
    assert.ok(entries.get('large')?.content.equals(large));
    assert.equal(entries.get('empty')?.content.length, 0);
    assert.equal(entries.get(' spaced\n')?.content.toString(), 'x');
    // And for tar itself.
    const file = join(await folder(), 'context.tar');
    await writeFile(file, archive);
    const { stdout } = await promisify(execFile)('tar', ['tf', file, '--quoting-style=literal'], {
      env: { LC_ALL: 'C.UTF-8', PATH: process.env.PATH },
    });
    assert.ok(stdout.includes(deep) && stdout.includes('жук/☃.txt'));
  });

  it('what .dockerignore takes out is not sent, and folders above what it brings back are', async () => {
    const tree: FileTree = {
      Dockerfile: '',
      '.dockerignore':
        '# comment\nnode_modules\n**/*.log\nsecret/*\n!secret/public/keep.txt\n/top.txt\ndist/\n',
      'node_modules/a/index.js': '',
      'src/app.log': '',
      'src/app.ts': '',
      'secret/key': '',
      'secret/public/keep.txt': '',
      'secret/public/drop.txt': '',
      'top.txt': '',
      'src/top.txt': '',
      'dist/x': '',
    };
    assert.deepEqual(await names(tree), [
      ...['.dockerignore', 'Dockerfile', 'secret/', 'secret/public/', 'secret/public/keep.txt'],
      ...['src/', 'src/app.ts', 'src/top.txt'],
    ]);
  });

  it('the ignore file of the Dockerfile goes before that of the context', async () => {
    const tree = { 'Dockerfile.dockerignore': 'a', '.dockerignore': 'b', a: '', b: '', Dockerfile: '' };
    assert.deepEqual(await names(tree), ['.dockerignore', 'Dockerfile', 'Dockerfile.dockerignore', 'b']);
  });

  it('a bad pattern ends the build before it begins, and is named', async () => {
    const root = await folder({ Dockerfile: '', '.dockerignore': 'ok\n[a-\n' });
    const filter = await readContextFilter(root, join(root, 'Dockerfile'), buildPorts.createFilter);
    assert.ok(!filter.ok);
    assert.equal(filter.failure.code, 'build-failed');
    assert.ok(filter.failure.detail?.startsWith(`${root}/.dockerignore:2: `), filter.failure.detail);
  });

  it('a Dockerfile that is ignored is sent all the same', async () => {
    const root = await folder({ 'docker/Dockerfile': 'FROM on disk', '.dockerignore': '**\n', a: '' });
    const { context } = await send(root, join(root, 'docker/Dockerfile'), 'FROM given');
    const entries = await unpack(await buffer(context.stream));
    assert.deepEqual([...entries.keys()], ['docker/Dockerfile']);
    assert.equal(context.dockerfile, 'docker/Dockerfile');
    assert.equal(entries.get('docker/Dockerfile')?.content.toString(), 'FROM given');
  });

  it('a Dockerfile outside the context, or behind a link, gets a hidden name that stays the same', async () => {
    const outside = await folder({ Dockerfile: 'FROM outside' });
    const root = await folder({
      a: '',
      Linked: { link: join(outside, 'Dockerfile') },
      sub: { link: outside },
    });
    for (const path of [join(outside, 'Dockerfile'), join(root, 'Linked'), join(root, 'sub', 'Dockerfile')]) {
      const first = await send(root, path, 'FROM outside');
      const entries = await unpack(await buffer(first.context.stream));
      assert.match(first.context.dockerfile, /^\.dockerfile\.[0-9a-f]{16}$/);
      assert.equal(entries.get(first.context.dockerfile)?.content.toString(), 'FROM outside');
      const second = await send(root, path, 'FROM changed');
      assert.equal(second.context.dockerfile, first.context.dockerfile);
      second.context.stream.destroy();
    }
  });

  it('links are never followed', async () => {
    const root = await folder({ Dockerfile: '', 'a/x': '', loop: { link: '.' }, 'a/up': { link: '..' } });
    assert.deepEqual((await unpack(await buffer((await send(root)).context.stream))).size, 5);
  });

  it('sockets are left out, pipes are not read', async () => {
    const root = await folder({ Dockerfile: '' });
    const server = createServer();
    await new Promise<void>(resolve => server.listen(join(root, 'x.sock'), resolve));
    await promisify(execFile)('mkfifo', [join(root, 'pipe')]);
    try {
      const entries = await unpack(await buffer((await send(root)).context.stream));
      assert.deepEqual([...entries.keys()], ['Dockerfile', 'pipe']);
      assert.equal(entries.get('pipe')?.header.type, 'fifo');
    } finally {
      server.close();
    }
  });

  async function breaksOff(
    root: string,
    during: () => Promise<void>,
  ): Promise<{ code?: string; path?: unknown }> {
    const { context } = await send(root);
    await during();
    await assert.rejects(buffer(context.stream));
    const broken = context.failure();
    return { code: broken?.code ?? '', path: broken?.args?.path };
  }

  it('what cannot be read ends the sending, and is named', async () => {
    const root = await folder({ Dockerfile: '', 'sub/file': 'x', 'other/file': 'x' });
    if (process.getuid?.() === 0) {
      const asNobody = async (path: string, mode: number) => {
        await chmod(root, 0o755);
        await chmod(join(root, path), mode);
        process.seteuid?.(65534);
        try {
          return await breaksOff(root, async () => {});
        } finally {
          process.seteuid?.(0);
          await chmod(join(root, path), 0o755);
        }
      };
      assert.deepEqual(await asNobody('sub', 0o700), { code: 'file-unreadable', path: join(root, 'sub') });
      assert.deepEqual(await asNobody('sub/file', 0o600), {
        code: 'file-unreadable',
        path: join(root, 'sub/file'),
      });
    } else {
      await chmod(join(root, 'sub'), 0);
      assert.deepEqual(await breaksOff(root, async () => {}), {
        code: 'file-unreadable',
        path: join(root, 'sub'),
      });
      await chmod(join(root, 'sub'), 0o755);
    }
    const none = await breaksOff(join(root, 'nowhere'), async () => {});
    assert.deepEqual(none, { code: 'file-unreadable', path: join(root, 'nowhere') });
  });

  it('what cannot be read but is ignored is no obstacle', async () => {
    const root = await folder({ Dockerfile: '', '.dockerignore': 'private', 'private/x': '' });
    await chmod(join(root, 'private'), 0);
    try {
      const entries = await unpack(await buffer((await send(root)).context.stream));
      assert.deepEqual([...entries.keys()], ['.dockerignore', 'Dockerfile']);
    } finally {
      await chmod(join(root, 'private'), 0o700);
    }
  });

  it('a file that changes while it is sent is not sent half', async () => {
    const root = await folder({ Dockerfile: '', large: Buffer.alloc(500_000, 'x') });
    const entry = async (): Promise<ContextEntry> => {
      for await (const found of walkContext(root, (await everything()).value))
        if (found.path === 'large') return found;
      throw new Error('not found');
    };
    const everything = async () => {
      const filter = await readContextFilter(root, join(root, 'Dockerfile'), buildPorts.createFilter);
      assert.ok(filter.ok);
      return filter;
    };
    const packed = (found: ContextEntry) =>
      buffer(
        packContext(
          (async function* () {
            yield found;
          })(),
          [],
          () => {},
        ),
      );
    const before = await entry();
    await appendFile(join(root, 'large'), 'more');
    await assert.rejects(packed(before), {
      failure: {
        code: 'file-unreadable',
        args: { path: join(root, 'large') },
        detail: 'it changed while it was sent',
      },
    });
    await writeFile(join(root, 'large'), 'less');
    await assert.rejects(packed(before), /changed/);
    await rm(join(root, 'large'));
    await symlink('/etc/hostname', join(root, 'large'));
    await assert.rejects(packed(before), /ELOOP/);
  });

  it('reads no faster than it is taken', async () => {
    const root = await folder({
      Dockerfile: '',
      ...Object.fromEntries(Array.from({ length: 200 }, (_, index) => [`f${index}`, Buffer.alloc(100_000)])),
    });
    const { context } = await send(root);
    let walked = 0;
    const filter = await readContextFilter(root, join(root, 'Dockerfile'), buildPorts.createFilter);
    assert.ok(filter.ok);
    const counted = (async function* () {
      for await (const entry of walkContext(root, filter.value)) {
        walked++;
        yield entry;
      }
    })();
    const stream = packContext(counted, [], () => {});
    const iterator = stream[Symbol.asyncIterator]();
    await iterator.next();
    await new Promise(resolve => setTimeout(resolve, 100));
    assert.ok(walked < 120, `${walked} of 201 were read`);
    stream.destroy();
    context.stream.destroy();
  });

  it('thousands of files', async function () {
    this.timeout(30_000);
    const tree: Record<string, string> = { Dockerfile: '' };
    for (let index = 0; index < 5000; index++) tree[`d${index % 100}/f${index}`] = `content ${index}`;
    const root = await folder(tree);
    const { context } = await send(root);
    const entries = await unpack(await buffer(context.stream));
    assert.equal(entries.size, 5000 + 100 + 1);
    assert.equal(entries.get('d42/f4242')?.content.toString(), 'content 4242');
  });
});
