import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer, request as httpRequest, type Server } from 'node:http';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createClassicReader } from '../../client/engine/build/classicReader.ts';
import type { Engine } from '../../client/engine/engine.ts';
import type { BuildEvent, BuildStep } from '../../protocol/engine.ts';
import { useEngineApi } from '../kit/engineApi.ts';
import { useFolders } from '../kit/fileTree.ts';
import { BASE_IMAGE, useEngine } from '../kit/hosts/engines.ts';

/** Steps in their last state as `name state`, and all output. */
function read(messages: readonly unknown[]) {
  const steps = new Map<string, BuildStep>();
  let output = '';
  const reader = createClassicReader(event => {
    if (event.kind === 'step') steps.set(event.step.id, event.step);
    if (event.kind === 'log') output += event.text;
  });
  for (const message of messages) reader.read(message);
  return { end: reader.end(), steps: [...steps.values()], output };
}

describe('the builder before BuildKit', () => {
  it('what it says becomes steps', () => {
    const { end, steps, output } = read([
      { stream: 'Step 1/3 : FROM busybox:1' },
      { stream: '\n' },
      { stream: ' ---> 0123456789ab\n' },
      { stream: 'Step 2/3 : RUN echo a\n ---> Using cache\n' },
      { stream: 'Step 3/3 : RUN echo b\n ---> Running in 0123456789ab\nb\r\nwith' },
      { stream: 'out end\n' },
      { aux: { ID: 'sha256:1' } },
      { stream: 'Successfully built 0123456789ab\n' },
    ]);
    assert.equal(end.imageId, 'sha256:1');
    assert.deepEqual(
      steps.map(({ name, cached }) => `${name}${cached ? ' cached' : ''}`),
      ['[1/3] FROM busybox:1', '[2/3] RUN echo a cached', '[3/3] RUN echo b'],
    );
    assert.ok(steps.every(step => step.completed !== undefined && step.error === undefined));
    assert.equal(output, 'b\nwithout end\n');
  });

  it('Podman’s words, with stages, and a failure', () => {
    const { end, steps } = read([
      { stream: '[1/2] STEP 1/2: FROM busybox AS a\n' },
      { stream: '[1/2] STEP 2/2: RUN true\n--> Using cache 0123\n' },
      { stream: '[2/2] STEP 1/2: FROM a\n[2/2] STEP 2/2: RUN false\noh\n' },
      { errorDetail: { message: 'while running runtime: exit status 1' }, error: 'x' },
    ]);
    assert.deepEqual(
      steps.map(({ name }) => name),
      [
        ...['[stage-0 1/2] FROM busybox AS a', '[stage-0 2/2] RUN true'],
        ...['[stage-1 1/2] FROM a', '[stage-1 2/2] RUN false'],
      ],
    );
    assert.equal(end.error, 'while running runtime: exit status 1');
    assert.equal(end.failed?.name, '[stage-1 2/2] RUN false');
    assert.deepEqual(end.output, ['oh']);
    assert.equal(steps.at(-1)?.error, end.error);
  });

  describe('on a real engine that offers no session', function () {
    this.timeout(60_000);
    const host = useEngine('classic');
    const engineAt = useEngineApi();
    const folder = useFolders();
    let server: Server;
    let engine: Engine;
    /** How the session is refused. */
    let refusal = 404;

    before(async () => {
      // As Podman's: all but the session is passed on.
      server = createServer((incoming, answer) => {
        if (incoming.url?.endsWith('/session')) {
          answer.writeHead(refusal).end('{"message":"page not found"}');
          return;
        }
        const { method, url: path, headers } = incoming;
        const outgoing = httpRequest({ socketPath: host().socket, method, path, headers }, response => {
          answer.writeHead(response.statusCode ?? 500, response.headers);
          response.pipe(answer);
        });
        outgoing.on('error', () => answer.destroy());
        answer.on('close', () => outgoing.destroy());
        incoming.pipe(outgoing);
      });
      const socket = join(await folder(), 'engine.sock');
      await new Promise<void>(resolve => server.listen(socket, resolve));
      engine = await engineAt(`unix://${socket}`);
    });
    after(() => server.close());

    async function build(dockerfile: string) {
      const contextPath = await folder({ Dockerfile: dockerfile, a: 'content', '.dockerignore': 'b' });
      const events: BuildEvent[] = [];
      const dockerfilePath = join(contextPath, 'Dockerfile');
      const outcome = await engine.api.build(
        { buildId: 'x', contextPath, dockerfilePath, tags: [], network: 'none', noCache: true },
        { onProgress: event => events.push(event) },
      );
      if (outcome.ok) await engine.api.removeImage({ reference: outcome.value.imageId, force: true });
      return { outcome, events };
    }

    it('builds', async () => {
      const { outcome, events } = await build(`FROM ${BASE_IMAGE}\nCOPY a /a\nRUN cat /a\n`);
      assert.ok(outcome.ok, JSON.stringify(outcome));
      assert.deepEqual(events[0], { kind: 'backend', backend: 'classic' });
      const log = events.map(event => (event.kind === 'log' ? event.text : '')).join('');
      assert.equal(log, 'content\n');
      assert.deepEqual(
        outcome.record?.steps.map(({ lines }) => lines?.first),
        [0, 1, 2],
      );
    });

    it('with BuildKit all the same, where only the session is refused', async () => {
      refusal = 403;
      const { outcome, events } = await build(
        `FROM ${BASE_IMAGE}\nCOPY a /a\nRUN --mount=type=tmpfs,target=/t cat /a\n`,
      );
      refusal = 404;
      assert.ok(outcome.ok, JSON.stringify(outcome));
      assert.deepEqual(events[0], { kind: 'backend', backend: 'engine' });
      assert.ok(events.some(event => event.kind === 'log' && event.text === 'content'));
    });

    it('ends at once when it is cancelled', async () => {
      const words = `sleep 7${process.pid}4`;
      const contextPath = await folder({ Dockerfile: `FROM ${BASE_IMAGE}\nRUN echo started; ${words}\n` });
      const dockerfilePath = join(contextPath, 'Dockerfile');
      const stop = new AbortController();
      let cancelled = 0;
      const outcome = await engine.api.build(
        { buildId: 'x', contextPath, dockerfilePath, tags: [], network: 'none' },
        {
          signal: stop.signal,
          onProgress: event => {
            if (event.kind !== 'log' || !event.text.includes('started') || cancelled > 0) return;
            cancelled = performance.now();
            stop.abort();
          },
        },
      );
      assert.deepEqual(outcome, { ok: false, failure: { code: 'cancelled' } });
      assert.ok(performance.now() - cancelled < 2_500);
      for (let tries = 0; processesWith(words) > 0; tries++) {
        assert.ok(tries < 200, 'the step still runs');
        await sleep(50);
      }
    });

    it('names the line of a failure', async () => {
      const { outcome } = await build(`FROM ${BASE_IMAGE}\nENV A=1\nRUN echo before; exit 4\n`);
      assert.ok(!outcome.ok);
      assert.deepEqual(outcome.place?.output, ['before']);
      assert.deepEqual(outcome.place?.lines, { first: 2, last: 2 });
    });
  });
});

/** How many processes of this machine have these words in their command line. */
function processesWith(words: string): number {
  return readdirSync('/proc').filter(id => {
    if (!/^\d+$/.test(id) || Number(id) === process.pid) return false;
    try {
      return readFileSync(`/proc/${id}/cmdline`, 'latin1').replaceAll('\0', ' ').includes(words);
    } catch {
      return false;
    }
  }).length;
}
