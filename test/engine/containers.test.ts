import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { Engine } from '../../client/engine/engine.ts';
import type { RunEvent, RunRequest } from '../../protocol/containers.ts';
import { askEngine } from '../../scripts/parts/engineHttp.ts';
import { useEngineApi } from '../kit/engineApi.ts';
import { useFolders } from '../kit/fileTree.ts';
import { BASE_IMAGE, ENGINE_NAMES, useEngine } from '../kit/hosts/engines.ts';

for (const name of ENGINE_NAMES) {
  describe(`containers and room on the ${name} engine`, function () {
    this.timeout(60_000);
    const host = useEngine(name);
    const engineAt = useEngineApi();
    const folder = useFolders();
    const tag = `strata-test/rooms-${process.pid}:${name}`;
    let engine: Engine;

    before(async () => {
      engine = await engineAt(`unix://${host().socket}`);
      const context = await folder({
        Dockerfile: `FROM ${BASE_IMAGE}\nCOPY big /data/\nEXPOSE 8080\nUSER 1000\nCMD ["sh"]\n`,
        big: Buffer.alloc(200_000, process.pid % 200),
      });
      const built = await engine.api.build({
        buildId: `rooms-${process.pid}-${name}`,
        contextPath: context,
        dockerfilePath: join(context, 'Dockerfile'),
        tags: [tag],
        network: 'none',
      });
      assert.ok(built.ok, JSON.stringify(built));
    });

    after(() => engine.api.removeImage({ reference: tag, force: true }));

    const run = (over: Partial<RunRequest>, onEvent: (event: RunEvent) => void, signal?: AbortSignal) =>
      engine.api.runContainer(
        {
          runId: 'r',
          reference: tag,
          ports: [],
          volumes: [],
          environment: [],
          command: [],
          network: 'none',
          interactive: false,
          remove: true,
          ...over,
        },
        { onProgress: onEvent, ...(signal && { signal }) },
      );
    const named = async (wanted: string) => {
      const list = await engine.api.listContainers({});
      assert.ok(list.ok);
      return list.value.find(container => container.name === wanted);
    };

    it('tells how an image is run', async () => {
      const defaults = await engine.api.runDefaults({ reference: tag });
      assert.ok(defaults.ok, JSON.stringify(defaults));
      assert.deepEqual(
        [defaults.value.ports, defaults.value.user, defaults.value.command],
        [['8080/tcp'], '1000', ['sh']],
      );
      const missing = await engine.api.runDefaults({ reference: 'strata-test/nowhere:1' });
      assert.equal(!missing.ok && missing.failure.code, 'image-not-found');
    });

    it('runs a command, tells its two streams apart, and leaves no container', async () => {
      const events: RunEvent[] = [];
      const done = await run(
        { command: ['sh', '-c', 'echo "$A ü"; echo wrong >&2; exit 7'], environment: ['A=one two'] },
        event => events.push(event),
      );
      assert.ok(done.ok, JSON.stringify(done));
      assert.equal(done.value.exitCode, 7);
      const said = (stream: 1 | 2): string =>
        events.map(event => (event.kind === 'output' && event.stream === stream ? event.text : '')).join('');
      assert.deepEqual([said(1), said(2)], ['one two ü\n', 'wrong\n']);
      const list = await engine.api.listContainers({});
      assert.ok(list.ok && !list.value.some(({ id }) => id === done.value.containerId));
    });

    it('has a terminal that takes input and knows its size', async () => {
      let text = '';
      const done = run({ interactive: true }, event => {
        if (event.kind === 'started') void engine.api.resizeRun({ runId: 'r', columns: 91, rows: 17 });
        if (event.kind !== 'output') return;
        const asked = text.includes('$ ');
        text += event.text;
        if (!asked && text.includes('$ ')) {
          void engine.api.writeToRun({ runId: 'r', text: 'sleep 1; stty size; exit 3\r' });
        }
      });
      const ended = await done;
      assert.ok(ended.ok, JSON.stringify(ended));
      assert.equal(ended.value.exitCode, 3);
      assert.match(text, /17 91/);
      assert.deepEqual(await engine.api.writeToRun({ runId: 'r', text: 'x' }), { ok: true, value: false });
    });

    it('lists containers by the image that the list of images has, and stops one when it is aborted', async () => {
      const stop = new AbortController();
      const wanted = `strata-test-${process.pid}-${name}`;
      const running = new Promise<void>(resolve => {
        void run({ name: wanted, command: ['sleep', '600'] }, () => resolve(), stop.signal).then(ended => {
          stopped = ended;
          resolve();
        });
      });
      let stopped: Awaited<ReturnType<typeof run>> | undefined;
      await running;
      const container = await named(wanted);
      const images = await engine.api.listImages({});
      assert.ok(container && images.ok);
      const image = images.value.find(({ tags }) => tags.includes(tag));
      assert.deepEqual([container.imageId, container.state], [image?.id, 'running']);
      stop.abort();
      for (let look = 0; look < 200 && stopped === undefined; look++) {
        await new Promise(resolve => setTimeout(resolve, 50));
      }
      assert.ok(stopped?.ok, JSON.stringify(stopped));
      assert.notEqual(stopped.value.exitCode, 0);
      assert.equal(await named(wanted), undefined);
    });

    it('says why a container cannot be made or started, and leaves none', async () => {
      const before = await engine.api.listContainers({});
      const never = await run({ command: ['/no/such/program'] }, () => {});
      assert.equal(!never.ok && never.failure.code, 'engine-error');
      assert.match((!never.ok && never.failure.detail) || '', /no\/such\/program/);
      const bad = await run({ name: 'not a name!' }, () => {});
      assert.equal(!bad.ok && bad.failure.code, 'engine-error');
      assert.deepEqual(await engine.api.listContainers({}), before);
    });

    it('refuses to remove an image in use unless forced, and tells what went', async () => {
      const held = await run({ command: ['true'], remove: false }, () => {});
      assert.ok(held.ok, JSON.stringify(held));
      try {
        const refused = await engine.api.removeImage({ reference: tag });
        assert.equal(!refused.ok && refused.failure.code, 'engine-error');
        const other = `${tag}-second`;
        assert.ok((await engine.api.tagImage({ reference: tag, tag: other })).ok);
        const untagged = await engine.api.removeImage({ reference: other });
        assert.ok(untagged.ok);
        assert.deepEqual([untagged.value.untagged.length, untagged.value.deleted], [1, []]);
      } finally {
        await askEngine(host().socket, 'DELETE', `/containers/${held.value.containerId}?force=1`);
      }
    });

    it('counts what images share and what the build cache takes', async () => {
      const usage = await engine.api.diskUsage({});
      assert.ok(usage.ok, JSON.stringify(usage));
      const images = await engine.api.listImages({});
      const image = images.ok ? images.value.find(({ tags }) => tags.includes(tag)) : undefined;
      const room = usage.value.images.find(({ id }) => id === image?.id);
      assert.ok(room && image);
      assert.equal(room.size, image.size);
      assert.ok(room.shared > 0 && room.size - room.shared >= 200_000, JSON.stringify(room));
      const { cache } = usage.value;
      assert.ok(cache.reclaimable <= cache.size && cache.size > 0, JSON.stringify(cache));
    });

    it('finds the children of an image that the classic builder made', async () => {
      const parts = await engine.api.imageChildren({ reference: BASE_IMAGE });
      assert.ok(parts.ok, JSON.stringify(parts));
      const missing = await engine.api.imageChildren({ reference: 'strata-test/nowhere:1' });
      assert.equal(!missing.ok && missing.failure.code, 'image-not-found');
    });
  });
}
