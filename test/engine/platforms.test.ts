import assert from 'node:assert/strict';
import type { Engine } from '../../client/engine/engine.ts';
import { askEngine } from '../../scripts/parts/engineHttp.ts';
import { useEngineApi } from '../kit/engineApi.ts';
import { ENGINE_NAMES, useEngine } from '../kit/hosts/engines.ts';
import { archiveOf, ociLayout } from '../kit/imageBuilder.ts';

// Only the containerd store keeps an index as it is.
for (const name of ENGINE_NAMES.filter(known => known !== 'classic')) {
  describe(`an image for several platforms on the ${name} engine`, function () {
    this.timeout(60_000);
    const host = useEngine(name);
    const engineAt = useEngineApi();
    const tag = `strata-test-platforms:${process.pid}`;
    let engine: Engine;

    before(async function () {
      engine = await engineAt(`unix://${host().socket}`);
      const info = await engine.api.info({});
      if (!info.ok || !info.value.containerdStore) return this.skip();
      const image = (architecture: string, layers: number) => ({
        tags: [tag],
        platform: { os: 'linux', architecture },
        layers: Array.from({ length: layers }, (_, index) => ({
          entries: [{ name: `${architecture}-${index}`, body: 'x'.repeat(1000 * (index + 1)) }],
          createdBy: `COPY ${architecture}-${index} / # buildkit`,
        })),
      });
      const archive = archiveOf(
        ociLayout([image('amd64', 1), image('arm64', 2)], {
          nested: true,
          attestations: true,
          absent: [{ os: 'linux', architecture: 'riscv64' }],
        }),
      );
      const loaded = await askEngine(host().socket, 'POST', '/images/load', Buffer.from(archive));
      assert.equal(loaded.status, 200, loaded.body.toString('utf8'));
    });
    after(() => engine.api.removeImage({ reference: tag, force: true }));

    it('is listed with each of them, those whose bytes are not here, and what builders say of them', async () => {
      const list = await engine.api.listImages({});
      assert.ok(list.ok);
      const image = list.value.find(({ tags }) => tags.includes(tag));
      assert.ok(image?.parts, JSON.stringify(list.value));
      const platforms = image.parts.filter(({ kind }) => kind === 'image');
      assert.deepEqual(
        platforms.map(({ platform, available }) => [platform, available]),
        [
          ['linux/amd64', true],
          ['linux/arm64', true],
          ['linux/riscv64', false],
        ],
      );
      const attestations = image.parts.filter(({ kind }) => kind === 'attestation');
      assert.deepEqual(
        attestations.map(({ subject }) => subject),
        platforms.slice(0, 2).map(({ digest }) => digest),
      );
    });

    it('tells the steps of each platform', async () => {
      const steps = async (platform: string) => {
        const answer = await engine.api.imageSteps({ reference: tag, platform });
        assert.ok(answer.ok, JSON.stringify(answer));
        return [answer.value.platform, answer.value.history.map(({ createdBy }) => createdBy.split(' ')[1])];
      };
      assert.deepEqual(await steps('linux/amd64'), ['linux/amd64', ['amd64-0']]);
      assert.deepEqual(await steps('linux/arm64'), ['linux/arm64', ['arm64-0', 'arm64-1']]);
      const none = await engine.api.imageSteps({ reference: tag, platform: 'linux/riscv64' });
      assert.equal(none.ok, false);
    });
  });
}
