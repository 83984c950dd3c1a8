import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { EngineWorker, LogLine } from '../../client/worker/start.ts';
import { startWorker } from '../../client/worker/start.ts';
import type { ReadProgress } from '../../protocol/image.ts';
import { failure } from '../../protocol/result.ts';
import { useFolders } from '../kit/fileTree.ts';
import { BASE_IMAGE, ENGINE_NAMES, useEngine } from '../kit/hosts/engines.ts';

const pathOf = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));

/** Scratch and export files have no name, so that none may be seen at any time. */
const strayFiles = async (): Promise<string[]> =>
  (await readdir(tmpdir())).filter(name => /^strata-[0-9a-f]{24}$/.test(name));

describe('the engine worker', function () {
  this.timeout(30_000);
  const folder = useFolders();
  const workers: EngineWorker[] = [];
  after(() => {
    for (const worker of workers) worker.dispose();
  });

  function start(path: string): EngineWorker & { readonly logged: LogLine[] } {
    const logged: LogLine[] = [];
    const worker = startWorker(pathOf(path), line => logged.push(line));
    workers.push(worker);
    return { ...worker, logged };
  }

  for (const name of ENGINE_NAMES) {
    describe(`with the ${name} engine`, () => {
      const host = useEngine(name);
      const tag = `strata-test/worker-${process.pid}:${name}`;
      let worker: ReturnType<typeof start>;

      before(async () => {
        worker = start('../../client/worker/main.ts');
        const configured = await worker.engine.configure({ host: `unix://${host().socket}` });
        assert.ok(configured.ok);
        const context = await folder({
          Dockerfile: `FROM ${BASE_IMAGE}\nCOPY hello /data/hello\nRUN rm /etc/group && echo x > /data/made\n`,
          hello: 'hello',
        });
        const built = await worker.engine.build({
          buildId: `worker-${process.pid}-${name}`,
          contextPath: context,
          dockerfilePath: join(context, 'Dockerfile'),
          tags: [tag],
          network: 'none',
        });
        assert.ok(built.ok, JSON.stringify(built));
      });
      after(async () => {
        await worker.engine.removeImage({ reference: tag, force: true });
      });

      it('opens an image of the engine: overview, files of each layer, documents', async () => {
        const progress: ReadProgress[] = [];
        const location = { kind: 'engine', reference: tag } as const;
        const opened = await worker.image.open({ location }, { onProgress: value => progress.push(value) });
        assert.ok(opened.ok, JSON.stringify(opened));
        const { handle, overview } = opened.value;
        const steps = await worker.engine.imageSteps({ reference: tag });
        assert.ok(steps.ok);
        assert.deepEqual([overview.reference, overview.tags, overview.id], [tag, [tag], steps.value.id]);
        assert.deepEqual(
          overview.layers.map(({ diffId, error }) => [diffId, error]),
          steps.value.history.filter(({ empty }) => !empty).map(({ diffId }) => [diffId, undefined]),
        );
        assert.equal(progress[0]?.phase, 'export');
        assert.ok(progress.every(({ bytes, total }) => total === undefined || bytes <= total));

        const children = async (layer: number | 'final', path: string) => {
          const page = await worker.image.children({ handle, layer, path, offset: 0, limit: 100 });
          assert.ok(page.ok);
          return page.value.items.map(({ name, change }) => `${name} ${change}`);
        };
        const top = overview.layers.length - 1;
        assert.deepEqual(await children(top, 'data'), ['made added']);
        assert.deepEqual(
          (await children('final', 'data')).map(row => row.split(' ')[0]),
          ['hello', 'made'],
        );
        assert.ok((await children(top, 'etc')).includes('group removed'));
        assert.ok(!(await children('final', 'etc')).some(row => row.startsWith('group')));

        assert.ok(overview.documents.includes('inspect') && overview.documents.includes('config'));
        for (const kind of overview.documents) {
          const text = await worker.image.document({ handle, kind });
          assert.ok(text.ok && typeof JSON.parse(text.value) === 'object', kind);
        }
        assert.deepEqual(await strayFiles(), []);
        assert.deepEqual(await worker.image.close({ handle }), { ok: true, value: null });
        assert.deepEqual(
          await worker.image.children({ handle, layer: 0, path: '', offset: 0, limit: 1 }),
          failure('internal', undefined, 'this image is not open any more'),
        );
        assert.deepEqual(worker.logged, []);
      });

      it('an image that was just read is not read again', async () => {
        const location = { kind: 'engine', reference: tag } as const;
        const first = await worker.image.open({ location });
        const progress: ReadProgress[] = [];
        const second = await worker.image.open({ location }, { onProgress: value => progress.push(value) });
        assert.ok(first.ok && second.ok && first.value.handle !== second.value.handle);
        assert.deepEqual(progress, []);
        await worker.image.close({ handle: first.value.handle });
        const page = await worker.image.children({
          handle: second.value.handle,
          layer: 'final',
          path: '',
          offset: 0,
          limit: 5,
        });
        assert.ok(page.ok && page.value.items.length === 5);
        await worker.image.close({ handle: second.value.handle });
      });

      it('opening is cancelled in the middle of the export', async () => {
        const stop = new AbortController();
        const other = start('../../client/worker/main.ts');
        await other.engine.configure({ host: `unix://${host().socket}` });
        const opened = await other.image.open(
          { location: { kind: 'engine', reference: tag } },
          { signal: stop.signal, onProgress: () => stop.abort() },
        );
        assert.deepEqual(opened, failure('cancelled'));
      });

      it('an image that is not there', async () => {
        const opened = await worker.image.open({
          location: { kind: 'engine', reference: 'strata-test/none:1' },
        });
        assert.equal(opened.ok ? '' : opened.failure.code, 'image-not-found');
      });
    });
  }

  it('opens archives without any engine, and tells what is wrong with them', async () => {
    const worker = start('../../client/worker/main.ts');
    await worker.engine.configure({ host: 'unix:///nonexistent/docker.sock' });
    const root = await folder({ 'not.tar': 'no archive at all'.repeat(100), empty: '' });
    const codeOf = async (path: string) => {
      const opened = await worker.image.open({ location: { kind: 'path', path } });
      return opened.ok ? 'ok' : opened.failure.code;
    };
    assert.equal(await codeOf(join(root, 'none.tar')), 'archive-unreadable');
    assert.equal(await codeOf(join(root, 'not.tar')), 'archive-invalid');
    assert.equal(await codeOf(join(root, 'empty')), 'archive-invalid');
    assert.equal(await codeOf(root), 'archive-invalid');
    const engine = await worker.engine.listImages({});
    assert.equal(engine.ok ? '' : engine.failure.code, 'engine-unreachable');
  });

  it('starts nothing before the first call, and ends with its host', async () => {
    const script = `import { startWorker } from ${JSON.stringify(pathOf('../../client/worker/start.ts'))};
const worker = startWorker(${JSON.stringify(pathOf('../../client/worker/main.ts'))});
process.stdout.write(process.getActiveResourcesInfo().includes('MessagePort') + ' ');
const { ok } = await worker.engine.configure({ host: 'unix:///x' });
process.stdout.write(ok + ' ');
worker.dispose();`;
    const file = join(await folder(), 'host.ts');
    await writeFile(file, script);
    const { stdout } = await promisify(execFile)(process.execPath, [file]);
    assert.equal(stdout, 'false true ');
  });

  describe('when it breaks', () => {
    it('ends the open calls, is started again by the next one, and keeps the chosen endpoint', async () => {
      const worker = start('../kit/dyingWorker.ts');
      await worker.engine.configure({ host: 'unix:///chosen' });
      assert.deepEqual(await worker.engine.info({}), { ok: true, value: 'unix:///chosen' });
      const open = worker.engine.watch({});
      const ended = failure('internal', undefined, 'the engine worker ended with 3');
      assert.deepEqual(await worker.engine.listImages({}), ended);
      assert.deepEqual(await open, ended);
      assert.deepEqual(await worker.engine.info({}), { ok: true, value: 'unix:///chosen' });
      assert.deepEqual(
        worker.logged.map(({ text }) => text),
        ['started', 'started'],
      );
    });

    it('a bug that it does not catch is logged', async () => {
      const worker = start('../kit/dyingWorker.ts');
      const request = { buildId: 'x', contextPath: '/', dockerfilePath: '/x', tags: [] };
      assert.deepEqual(
        await worker.engine.build(request),
        failure('internal', undefined, 'a bug of the worker'),
      );
      assert.ok(
        worker.logged.some(({ level, text }) => level === 'error' && text.includes('a bug of the worker')),
      );
    });

    it('a program that is not there is a failure', async () => {
      const worker = start('../kit/noSuchWorker.ts');
      const info = await worker.engine.info({});
      assert.equal(info.ok ? '' : info.failure.code, 'internal');
    });

    it('dispose ends what is open, and all that comes later', async () => {
      const worker = start('../kit/dyingWorker.ts');
      const open = worker.engine.watch({});
      await worker.engine.info({});
      worker.dispose();
      assert.deepEqual(await open, failure('cancelled'));
      assert.deepEqual(await worker.engine.info({}), failure('cancelled'));
    });
  });
});
