import assert from 'node:assert/strict';
import { createServer, type RequestListener, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Engine } from '../../client/engine/engine.ts';
import { exportImage } from '../../client/engine/exportImage.ts';
import type { Outcome } from '../../protocol/result.ts';
import { useEngineApi } from '../kit/engineApi.ts';
import { useProxies } from '../kit/engineProxy.ts';
import { useFolders } from '../kit/fileTree.ts';
import { BASE_IMAGE, ENGINE_NAMES, useEngine } from '../kit/hosts/engines.ts';
import { startThrowAwayEngine } from '../kit/throwAwayEngine.ts';

const code = (outcome: Outcome<unknown>): string => (outcome.ok ? 'ok' : outcome.failure.code);

/** Things that are under way when the engine dies. */
function busy(engine: Engine, context: string) {
  let onWatch: () => void = () => {};
  let onStarted: () => void = () => {};
  const watching = new Promise<void>(resolve => {
    onWatch = resolve;
  });
  const started = new Promise<void>(resolve => {
    onStarted = resolve;
  });
  const watch = engine.api.watch({}, { onProgress: event => event.type === 'engine' && onWatch() });
  const build = engine.api.build(
    {
      buildId: `lost-${process.pid}-${Date.now()}`,
      contextPath: context,
      dockerfilePath: join(context, 'Dockerfile'),
      tags: [],
      network: 'none',
      noCache: true,
    },
    { onProgress: event => event.kind === 'log' && event.text.includes('started') && onStarted() },
  );
  const tooEarly = build.then(outcome => {
    throw new Error(`the build ended before its time: ${JSON.stringify(outcome)}`);
  });
  tooEarly.catch(() => {});
  return { watch, build, ready: Promise.all([watching, Promise.race([started, tooEarly])]) };
}

const SLOW = { Dockerfile: `FROM ${BASE_IMAGE}\nRUN echo started; sleep 30\n` };

describe('an engine that dies', () => {
  const folder = useFolders();
  const engineAt = useEngineApi();

  for (const name of ENGINE_NAMES) {
    describe(`(${name}, behind a door that is slammed)`, function () {
      this.timeout(30_000);
      const host = useEngine(name);
      const proxies = useProxies();

      it('while watching and building: both end with `engine-gone`, and the next call says that nobody is there', async () => {
        const path = join(await folder(), 'engine.sock');
        const proxy = await proxies(host().socket, path);
        const engine = await engineAt(`unix://${path}`);
        const { watch, build, ready } = busy(engine, await folder(SLOW));
        await ready;
        proxy.kill();
        assert.deepEqual([code(await watch), code(await build)], ['engine-gone', 'engine-gone']);
        const after = await engine.api.listImages({});
        assert.equal(code(after), 'engine-unreachable');
        assert.ok(
          !after.ok &&
            (after.failure.args?.reason === 'refused' || after.failure.args?.reason === 'no-socket'),
        );
        // And when it is back, all goes on without anybody's help.
        const again = join(await folder(), 'again.sock');
        await proxies(host().socket, again);
        await engine.api.configure({ host: `unix://${again}` });
        assert.equal(code(await engine.api.listImages({})), 'ok');
      });

      it('while an image is exported: `engine-gone`, and no file stays', async () => {
        const path = join(await folder(), 'engine.sock');
        const proxy = await proxies(host().socket, path);
        const engine = await engineAt(`unix://${path}`);
        const steps = await engine.api.imageSteps({ reference: BASE_IMAGE });
        assert.ok(steps.ok);
        const outcome = await engine.use(undefined, connection =>
          exportImage(connection, { id: steps.value.id }, undefined, () => proxy.kill()),
        );
        assert.equal(code(outcome), 'engine-gone');
      });

      it('while the context is sent', async () => {
        const path = join(await folder(), 'engine.sock');
        const proxy = await proxies(host().socket, path);
        const engine = await engineAt(`unix://${path}`);
        const context = await folder({
          Dockerfile: `FROM ${BASE_IMAGE}\n`,
          large: Buffer.alloc(30_000_000, 'x'),
        });
        const outcome = await engine.api.build(
          {
            buildId: `sent-${process.pid}`,
            contextPath: context,
            dockerfilePath: join(context, 'Dockerfile'),
            tags: [],
          },
          { onProgress: event => event.kind === 'context' && proxy.kill() },
        );
        assert.equal(code(outcome), 'engine-gone');
      });
    });
  }

  describe('(in the middle of an answer)', () => {
    /** Knows its version, and then does as the test wants. */
    async function dying(answer: RequestListener, hasSessions = true): Promise<Engine> {
      const path = join(await folder(), 'dying.sock');
      const server = createServer((request, response) => {
        response.setHeader('Api-Version', '1.41');
        if (request.url === '/_ping') response.end('OK');
        else answer(request, response);
      });
      if (hasSessions) {
        server.on('upgrade', (_request, socket) => {
          socket.on('error', () => {});
          socket.write('HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n');
        });
      }
      await new Promise<void>(resolve => server.listen(path, resolve));
      after(() => {
        server.closeAllConnections();
        server.close();
      });
      return engineAt(`unix://${path}`);
    }

    const diesAfter = (text: string) => (_: unknown, response: ServerResponse) => {
      response.write(text);
      setTimeout(() => response.socket?.destroy(), 20);
    };

    it('of the list, the steps, the export', async () => {
      const engine = await dying(diesAfter('[{"Id":"sha256:'));
      assert.equal(code(await engine.api.listImages({})), 'engine-gone');
      assert.equal(code(await engine.api.imageSteps({ reference: 'a:1' })), 'engine-gone');
      assert.equal(code(await engine.api.info({})), 'engine-gone');
      assert.equal(code(await engine.api.removeImage({ reference: 'a:1' })), 'engine-gone');
    });

    it('of a build, or right after a whole message of it: never a success', async () => {
      const context = await folder({ Dockerfile: 'FROM x\n' });
      const request = {
        buildId: 'x',
        contextPath: context,
        dockerfilePath: join(context, 'Dockerfile'),
        tags: [],
      };
      for (const text of ['{"id":"moby.buildkit.trace","aux":"', '{"stream":"x"}\n']) {
        const engine = await dying(diesAfter(text));
        assert.equal(code(await engine.api.build(request)), 'engine-gone', text);
      }
      // An answer that ends as if all were well, without an image.
      const polite = await dying((_, response) => response.end('{"stream":"x"}\n'));
      assert.equal(code(await polite.api.build(request)), 'engine-gone');
    });

    it('an engine that cannot build says so', async () => {
      const engine = await dying((request, response) => {
        // All of it is taken first: who hangs up on a writer may not be heard any more.
        request.resume().once('end', () => {
          response.statusCode = 404;
          response.end('{"message":"page not found"}');
        });
      }, false);
      const context = await folder({ Dockerfile: 'FROM x\n' });
      const dockerfilePath = join(context, 'Dockerfile');
      const outcome = await engine.api.build({
        buildId: 'x',
        contextPath: context,
        dockerfilePath,
        tags: [],
      });
      assert.ok(!outcome.ok);
      assert.deepEqual(
        [outcome.failure.code, outcome.failure.detail],
        ['engine-error', 'it cannot build images: page not found'],
      );
    });

    it('of events: those before it still arrive', async () => {
      const event = '{"Type":"image","Action":"tag","Actor":{"ID":"sha256:x"}}';
      const engine = await dying(diesAfter(`${event}\nnot json\n${event}\n{"Type":"ima`));
      const seen: string[] = [];
      const outcome = await engine.api.watch(
        {},
        { onProgress: ({ type, action }) => seen.push(`${type} ${action}`) },
      );
      assert.equal(code(outcome), 'engine-gone');
      assert.deepEqual(seen, ['engine connect', 'image tag', 'image tag']);
      const polite = await dying((_, response) => response.end());
      assert.equal(code(await polite.api.watch({})), 'engine-gone');
    });

    it('only what changes images or their use is told', async () => {
      const lines = [
        '{"Type":"container","Action":"exec_create: sh","Actor":{"ID":"c"}}',
        '{"Type":"container","Action":"health_status: healthy","Actor":{"ID":"c"}}',
        '{"Type":"network","Action":"create","Actor":{"ID":"n"}}',
        '{"Type":"container","Action":"create","Actor":{"ID":"c"}}',
        '{"Type":"builder","Action":"prune"}',
        '{"Type":"image"}',
        '7',
      ];
      const engine = await dying((_, response) => response.end(lines.join('\n')));
      const seen: object[] = [];
      await engine.api.watch({}, { onProgress: event => seen.push(event) });
      assert.deepEqual(seen.slice(1), [
        { type: 'container', action: 'create', id: 'c' },
        { type: 'builder', action: 'prune', id: '' },
      ]);
    });
  });

  // The developer's own engine is not ours to kill.
  if (ENGINE_NAMES.includes('classic')) {
    it('a real one, killed while watching and building', async function () {
      this.timeout(120_000);
      const dead = await startThrowAwayEngine();
      try {
        const engine = await engineAt(`unix://${dead.socket}`);
        const { watch, build, ready } = busy(engine, await folder(SLOW));
        await ready;
        dead.kill();
        assert.deepEqual([code(await watch), code(await build)], ['engine-gone', 'engine-gone']);
        await sleep(100);
        assert.equal(code(await engine.api.listImages({})), 'engine-unreachable');
      } finally {
        await dead.remove();
      }
    });
  }
});
