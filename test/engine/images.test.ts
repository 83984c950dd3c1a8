import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readdir, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Engine } from '../../client/engine/engine.ts';
import { exportImage } from '../../client/engine/exportImage.ts';
import type { EngineEvent } from '../../protocol/engine.ts';
import { failure } from '../../protocol/result.ts';
import { useEngineApi } from '../kit/engineApi.ts';
import { useFolders } from '../kit/fileTree.ts';
import { BASE_IMAGE, ENGINE_NAMES, useEngine } from '../kit/hosts/engines.ts';

const run = promisify(execFile);

for (const name of ENGINE_NAMES) {
  describe(`images of the ${name} engine`, () => {
    const host = useEngine(name);
    const engineAt = useEngineApi();
    const folder = useFolders();
    const tag = `strata-test/images-${process.pid}:${name}`;
    let engine: Engine;

    before(async function () {
      this.timeout(60_000);
      engine = await engineAt(`unix://${host().socket}`);
      const context = await folder({
        Dockerfile: [
          `FROM ${BASE_IMAGE}`,
          'ENV A=1',
          'COPY big /data/',
          'WORKDIR /data',
          'RUN echo words > /data/words && ln -s words /data/link',
          'CMD ["true"]',
        ].join('\n'),
        big: Buffer.alloc(300_000, 'b'),
      });
      const built = await engine.api.build({
        buildId: `${process.pid}-${name}`,
        contextPath: context,
        dockerfilePath: join(context, 'Dockerfile'),
        tags: [tag],
        network: 'none',
      });
      assert.ok(built.ok, JSON.stringify(built));
    });

    after(async () => {
      await engine.api.removeImage({ reference: tag, force: true });
    });

    it('lists images with names, sizes and ages', async () => {
      const list = await engine.api.listImages({});
      assert.ok(list.ok);
      const image = list.value.find(({ tags }) => tags.includes(tag));
      assert.ok(image);
      assert.match(image.id, /^sha256:[0-9a-f]{64}$/);
      assert.ok(image.size > 300_000);
      // An engine that runs for long answers with the time of the first such build; seconds would be decades off.
      assert.ok(Math.abs(image.created - Date.now()) < 30 * 86_400_000);
      const times = list.value.map(({ created }) => created);
      assert.deepEqual(
        times,
        times.toSorted((a, b) => b - a),
      );
      assert.ok(
        list.value.every(({ tags, digests }) => ![...tags, ...digests].some(text => text.includes('<none>'))),
      );
      // Only newer engines count containers.
      const counts = Number(host().apiVersion.split('.')[1]) >= 51;
      assert.equal(image.containers, counts ? 0 : undefined);
    });

    it('tells what an image is, as the list does', async () => {
      const facts = await engine.api.imageFacts({ reference: tag });
      assert.ok(facts.ok, JSON.stringify(facts));
      const list = await engine.api.listImages({});
      const image = list.ok ? list.value.find(({ id }) => id === facts.value.id) : undefined;
      assert.ok(image);
      const { tags, digests, size, created, platforms } = facts.value;
      assert.deepEqual(
        [tags, digests, size, Math.trunc(created / 1000) * 1000],
        [image.tags, image.digests, image.size, image.created],
      );
      assert.equal(platforms.length, 1);
      assert.match(platforms[0] ?? '', /^linux\/\w+/);
      const missing = await engine.api.imageFacts({ reference: 'strata-test/nowhere:1' });
      assert.equal(!missing.ok && missing.failure.code, 'image-not-found');
    });

    it('tells the steps of an image from the oldest, and which of them made layers', async () => {
      const steps = await engine.api.imageSteps({ reference: tag });
      assert.ok(steps.ok, JSON.stringify(steps));
      const { history, tags, platform, id } = steps.value;
      assert.deepEqual(tags, [tag]);
      assert.match(platform, /^linux\/\w+/);
      assert.match(id, /^sha256:/);
      const shown = history.map(({ createdBy, empty, diffId }) => [
        /^(?:RUN|COPY|ENV|CMD|WORKDIR)/.exec(createdBy)?.[0] ?? '',
        empty,
        diffId !== undefined,
      ]);
      // The imported base keeps its own CMD and ENV in one step.
      assert.deepEqual(shown.slice(-5), [
        ['ENV', true, false],
        ['COPY', false, true],
        ['WORKDIR', false, true],
        ['RUN', false, true],
        ['CMD', true, false],
      ]);
      const layers = history.flatMap(({ diffId }) => diffId ?? []);
      assert.equal(new Set(layers).size, layers.length);
      const document = await inspect(tag);
      assert.deepEqual(layers, document.RootFS.Layers);
      assert.ok((history.find(({ createdBy }) => createdBy.startsWith('COPY'))?.size ?? 0) >= 300_000);
    });

    const inspect = async (reference: string): Promise<{ RootFS: { Layers: string[] } }> => {
      const outcome = await engine.use(undefined, async connection => ({
        ok: true as const,
        value: await connection.docker().getImage(reference).inspect(),
      }));
      assert.ok(outcome.ok);
      return outcome.value as { RootFS: { Layers: string[] } };
    };

    it('an image that is not there is a failure of its own', async () => {
      for (const reference of [
        'strata-test/none:1',
        `sha256:${'0'.repeat(64)}`,
        '../../info',
        'a?b=c',
        '',
        'a b',
      ]) {
        const steps = await engine.api.imageSteps({ reference });
        assert.equal(steps.ok ? '' : steps.failure.code, 'image-not-found', reference);
        const removed = await engine.api.removeImage({ reference });
        assert.equal(removed.ok ? '' : removed.failure.code, 'image-not-found', reference);
      }
    });

    it('removes a name', async () => {
      const other = `${tag}-other`;
      const docker = await engine.use(undefined, async connection => ({
        ok: true as const,
        value: connection.docker(),
      }));
      assert.ok(docker.ok);
      const [repo = '', version = ''] = other.split(':');
      await docker.value.getImage(tag).tag({ repo, tag: version });
      assert.deepEqual(await engine.api.removeImage({ reference: other }), {
        ok: true,
        value: { untagged: [other], deleted: [] },
      });
      const list = await engine.api.listImages({});
      assert.ok(list.ok && !list.value.some(({ tags }) => tags.includes(other)));
      assert.ok(list.value.some(({ tags }) => tags.includes(tag)));
    });

    it('what the engine refuses comes with its words', async () => {
      const docker = await engine.use(undefined, async connection => ({
        ok: true as const,
        value: connection.docker(),
      }));
      assert.ok(docker.ok);
      const container = await docker.value.createContainer({ Image: tag, Cmd: ['true'] });
      try {
        const removed = await engine.api.removeImage({ reference: tag });
        assert.ok(!removed.ok);
        assert.equal(removed.failure.code, 'engine-error');
        assert.match(removed.failure.detail ?? '', /conflict|container/i);
      } finally {
        await container.remove({ force: true });
      }
    });

    it('tells of changes as they happen, until it is cancelled', async function () {
      this.timeout(30_000);
      const events: EngineEvent[] = [];
      const stop = new AbortController();
      let connected: () => void = () => {};
      const ready = new Promise<void>(resolve => {
        connected = resolve;
      });
      const seen = (action: string) =>
        events.some(event => event.type === 'image' && event.action === action && event.id !== '');
      const watching = engine.api.watch(
        {},
        {
          signal: stop.signal,
          onProgress: event => {
            events.push(event);
            if (event.type === 'engine') connected();
          },
        },
      );
      await ready;
      const docker = await engine.use(undefined, async connection => ({
        ok: true as const,
        value: connection.docker(),
      }));
      assert.ok(docker.ok);
      const [repo = ''] = tag.split(':');
      await docker.value.getImage(tag).tag({ repo, tag: 'watched' });
      await engine.api.removeImage({ reference: `${repo}:watched` });
      const deadline = Date.now() + 10_000;
      while (!(seen('tag') && seen('untag')) && Date.now() < deadline)
        await new Promise(go => setTimeout(go, 20));
      assert.ok(seen('tag') && seen('untag'), JSON.stringify(events));
      assert.deepEqual(events[0], { type: 'engine', action: 'connect', id: '' });
      stop.abort();
      assert.deepEqual(await watching, failure('cancelled'));
    });

    describe('export', () => {
      const exported = async (
        signal?: AbortSignal,
        onBytes: (bytes: number) => void = () => {},
        into?: string,
      ) => {
        const steps = await engine.api.imageSteps({ reference: tag });
        assert.ok(steps.ok);
        return engine.use(undefined, connection =>
          exportImage(connection, { id: steps.value.id, folder: into }, signal, onBytes),
        );
      };

      it('comes into a file that nobody else can open, and that has no name', async () => {
        const into = await folder();
        const counts: number[] = [];
        const outcome = await exported(undefined, bytes => counts.push(bytes), into);
        assert.ok(outcome.ok, JSON.stringify(outcome));
        const { file, size } = outcome.value;
        const stats = await file.handle.stat();
        assert.deepEqual([stats.size, counts.at(-1), stats.mode & 0o777], [size, size, 0o600]);
        assert.ok(size > 300_000);
        assert.deepEqual(await readdir(into), []);
        const head = Buffer.alloc(512);
        await file.handle.read(head, 0, 512, 0);
        assert.equal(head.toString('latin1', 257, 262), 'ustar');
        await file.dispose();
        await assert.rejects(file.handle.stat());
      });

      it('is cancelled', async () => {
        const stop = new AbortController();
        const outcome = await exported(stop.signal, () => stop.abort());
        assert.deepEqual(outcome, failure('cancelled'));
      });

      it('without a place to put it there is a clear failure', async () => {
        const into = join(tmpdir(), 'strata-test-none', 'none');
        const outcome = await exported(undefined, () => {}, into);
        assert.ok(!outcome.ok);
        assert.deepEqual([outcome.failure.code, outcome.failure.args], ['file-unreadable', { path: into }]);
      });

      // Only root can make a disk that small.
      if (process.getuid?.() === 0) {
        it('a full disk is told as such, and nothing stays on it', async () => {
          const disk = await folder();
          await run('mount', ['-t', 'tmpfs', '-o', 'size=128k', 'tmpfs', disk]);
          try {
            const outcome = await exported(undefined, () => {}, disk);
            assert.ok(!outcome.ok);
            assert.deepEqual([outcome.failure.code, outcome.failure.args], ['disk-full', { path: disk }]);
            assert.equal((await statfs(disk)).bfree, (await statfs(disk)).blocks);
          } finally {
            await run('umount', [disk]);
          }
        });
      }
    });
  });
}
