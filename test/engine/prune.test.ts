import assert from 'node:assert/strict';
import type { Engine } from '../../client/engine/engine.ts';
import { askEngine } from '../../scripts/parts/engineHttp.ts';
import { useEngineApi } from '../kit/engineApi.ts';
import { BASE_IMAGE } from '../kit/hosts/engines.ts';
import { buildTar } from '../kit/tarBuilder.ts';
import { startThrowAwayEngine, type ThrowAwayEngine } from '../kit/throwAwayEngine.ts';

// What others built would go as well: an engine of its own, which only root can start.
if (process.getuid?.() === 0) {
  describe('an engine that is cleaned up', function () {
    this.timeout(120_000);
    const engineAt = useEngineApi();
    let host: ThrowAwayEngine;
    let engine: Engine;

    before(async () => {
      host = await startThrowAwayEngine();
      engine = await engineAt(`unix://${host.socket}`);
      await classicBuild('family:top', `FROM ${BASE_IMAGE}\nRUN echo one > /one\nRUN echo two > /two\n`);
      await classicBuild('family:child', 'FROM family:top\nLABEL child=1\n');
      await classicBuild('other:1', `FROM ${BASE_IMAGE}\nRUN echo other > /other\n`);
    });
    after(() => host?.remove());

    /** By the builder before BuildKit, which records parents. */
    async function classicBuild(tag: string, dockerfile: string): Promise<void> {
      const context = Buffer.from(buildTar([{ name: 'Dockerfile', body: dockerfile }]));
      const path = `/build?t=${encodeURIComponent(tag)}&networkmode=none`;
      const answer = await askEngine(host.socket, 'POST', path, context);
      assert.match(answer.body.toString('utf8'), /Successfully built/);
    }
    const tags = async (): Promise<readonly string[]> => {
      const list = await engine.api.listImages({});
      assert.ok(list.ok);
      return list.value.flatMap(image => (image.tags.length > 0 ? image.tags : ['<none>'])).toSorted();
    };

    it('tells which images were made from one, those in between too', async () => {
      const children = await engine.api.imageChildren({ reference: 'family:top' });
      assert.ok(children.ok);
      assert.deepEqual(
        children.value.map(image => image.tags),
        [['family:child']],
      );
      const all = await engine.api.imageChildren({ reference: BASE_IMAGE });
      assert.ok(all.ok);
      assert.deepEqual(all.value.flatMap(image => image.tags).toSorted(), [
        'family:child',
        'family:top',
        'other:1',
      ]);
      assert.equal(all.value.length, 4, 'an unnamed step of its own');
      const none = await engine.api.imageChildren({ reference: 'other:1' });
      assert.deepEqual(none, { ok: true, value: [] });
    });

    it('loses images without a name, and nothing else', async () => {
      await classicBuild('other:1', `FROM ${BASE_IMAGE}\nRUN echo again > /other\n`);
      assert.ok((await tags()).includes('<none>'));
      const pruned = await engine.api.prune({ target: 'dangling' });
      assert.ok(pruned.ok, JSON.stringify(pruned));
      assert.ok(pruned.value.removed.length > 0);
      assert.deepEqual(await tags(), ['family:child', 'family:top', 'other:1', BASE_IMAGE].toSorted());
    });

    it('keeps an image that a container was made from', async () => {
      const held = await engine.api.runContainer({
        runId: 'held',
        reference: 'other:1',
        ports: [],
        volumes: [],
        environment: [],
        command: ['true'],
        network: 'none',
        interactive: false,
        remove: false,
      });
      assert.ok(held.ok, JSON.stringify(held));
      const pruned = await engine.api.prune({ target: 'unused' });
      assert.ok(pruned.ok, JSON.stringify(pruned));
      assert.deepEqual(await tags(), ['other:1']);
      await askEngine(host.socket, 'DELETE', `/containers/${held.value.containerId}?force=1`);
    });

    it('loses its build cache', async () => {
      const usage = await engine.api.diskUsage({});
      assert.ok(usage.ok);
      const pruned = await engine.api.prune({ target: 'cache' });
      assert.ok(pruned.ok, JSON.stringify(pruned));
      const after = await engine.api.diskUsage({});
      assert.ok(after.ok);
      assert.deepEqual([after.value.cache.records, after.value.cache.reclaimable], [0, 0]);
    });
  });
}
