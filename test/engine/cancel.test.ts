import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Engine } from '../../client/engine/engine.ts';
import type { BuildEvent } from '../../protocol/engine.ts';
import { failure } from '../../protocol/result.ts';
import { useEngineApi } from '../kit/engineApi.ts';
import { useFolders } from '../kit/fileTree.ts';
import { BASE_IMAGE, ENGINE_NAMES, useEngine } from '../kit/hosts/engines.ts';

/** Processes of this machine with these words in their command line, those inside containers too. */
function processesWith(words: string): string[] {
  return readdirSync('/proc').filter(id => {
    if (!/^\d+$/.test(id) || Number(id) === process.pid) return false;
    try {
      return readFileSync(`/proc/${id}/cmdline`, 'latin1').replaceAll('\0', ' ').includes(words);
    } catch {
      return false;
    }
  });
}

async function until(what: string, condition: () => boolean): Promise<void> {
  const deadline = Date.now() + 15_000;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error(`waited too long: ${what}`);
    await sleep(20);
  }
}

for (const name of ENGINE_NAMES) {
  describe(`cancelled builds on the ${name} engine`, function () {
    this.timeout(40_000);
    const host = useEngine(name);
    const engineAt = useEngineApi();
    const folder = useFolders();
    let engine: Engine;
    let count = 0;
    before(async () => {
      engine = await engineAt(`unix://${host().socket}`);
    });

    async function start(
      contextPath: string,
      signal: AbortSignal,
      onProgress: (event: BuildEvent) => void = () => {},
    ) {
      return engine.api.build(
        {
          buildId: `cancel-${process.pid}-${name}-${count++}`,
          contextPath,
          dockerfilePath: join(contextPath, 'Dockerfile'),
          tags: [],
          network: 'none',
          noCache: true,
        },
        { signal, onProgress },
      );
    }

    it('end the running processes of all stages, and soon', async () => {
      // A number of seconds that no other process sleeps.
      const left = `sleep 9${process.pid}1`;
      const right = `sleep 9${process.pid}2`;
      const context = await folder({
        Dockerfile: [
          `FROM ${BASE_IMAGE} AS left`,
          `RUN echo started; ${left}`,
          `FROM ${BASE_IMAGE} AS right`,
          `RUN echo started; ${right}`,
          'FROM scratch',
          'COPY --from=left /etc /l',
          'COPY --from=right /etc /r',
        ].join('\n'),
      });
      const stop = new AbortController();
      let started = 0;
      const building = start(context, stop.signal, event => {
        if (event.kind === 'log' && event.text.includes('started')) started++;
      });
      await until('both steps run', () => started === 2);
      // The developer's own engine may be in a machine of its own, out of sight.
      const inSight = host().started !== undefined;
      if (inSight) assert.ok(processesWith(left).length > 0 && processesWith(right).length > 0);
      const begun = Date.now();
      stop.abort();
      assert.deepEqual(await building, failure('cancelled'));
      assert.ok(Date.now() - begun < 5000, `it took ${Date.now() - begun} ms`);
      if (inSight) {
        await until(
          'the processes end',
          () => processesWith(left).length + processesWith(right).length === 0,
        );
        assert.ok(Date.now() - begun < 8000, `it took ${Date.now() - begun} ms`);
      }
    });

    it('stop while the context is sent', async () => {
      const context = await folder({ Dockerfile: `FROM ${BASE_IMAGE}\nCOPY . /x\n` });
      for (let index = 0; index < 40; index++)
        writeFileSync(join(context, `f${index}`), Buffer.alloc(4_000_000, index));
      const stop = new AbortController();
      let last: BuildEvent | undefined;
      let begun = 0;
      const outcome = await start(context, stop.signal, event => {
        last = event;
        stop.abort();
        begun ||= Date.now();
      });
      assert.ok(Date.now() - begun < 2500, `it took ${Date.now() - begun} ms`);
      assert.deepEqual(outcome, failure('cancelled'));
      assert.equal(last?.kind === 'context' && last.done, false);
    });

    it('never begin when they are cancelled before', async () => {
      const context = await folder({ Dockerfile: `FROM ${BASE_IMAGE}\n` });
      const events: BuildEvent[] = [];
      assert.deepEqual(
        await start(context, AbortSignal.abort(), event => events.push(event)),
        failure('cancelled'),
      );
      assert.deepEqual(events, []);
    });

    it('leave the engine and the next build alone', async () => {
      const context = await folder({ Dockerfile: `FROM ${BASE_IMAGE}\nRUN echo after\n` });
      const outcome = await start(context, new AbortController().signal);
      assert.ok(outcome.ok, JSON.stringify(outcome));
      assert.ok((await engine.api.removeImage({ reference: outcome.value.imageId, force: true })).ok);
    });

    it('leave no connection open', async () => {
      const sockets = () => process.getActiveResourcesInfo().filter(kind => kind === 'PipeWrap').length;
      const context = await folder({ Dockerfile: `FROM ${BASE_IMAGE}\nRUN echo started; sleep 30\n` });
      await sleep(100);
      const before = sockets();
      for (let round = 0; round < 3; round++) {
        const stop = new AbortController();
        await start(context, stop.signal, event => event.kind === 'log' && stop.abort());
      }
      await until('connections close', () => sockets() <= before);
    });
  });
}
