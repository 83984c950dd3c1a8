import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Engine } from '../../client/engine/engine.ts';
import type { TransferProgress } from '../../protocol/engine.ts';
import { type Registry, startRegistry } from '../../scripts/parts/registry.ts';
import { useEngineApi } from '../kit/engineApi.ts';
import { BASE_IMAGE, ENGINE_NAMES, useEngine } from '../kit/hosts/engines.ts';
import { digestBySkopeo } from '../kit/registryImages.ts';

const login = { username: 'anne', password: 'p+/=w' };

for (const name of ENGINE_NAMES) {
  describe(`pushing and pulling with the ${name} engine`, function () {
    this.timeout(120_000);
    const host = useEngine(name);
    const engineAt = useEngineApi();
    let engine: Engine;
    let stranger: Engine;
    let registry: Registry;
    let folder: string;
    before(async () => {
      registry = await startRegistry({ login });
      folder = await mkdtemp(join(tmpdir(), 'strata-docker-'));
      const auth = Buffer.from(`${login.username}:${login.password}`).toString('base64');
      await writeFile(join(folder, 'config.json'), JSON.stringify({ auths: { [registry.host]: { auth } } }));
      engine = await engineAt(`unix://${host().socket}`, { DOCKER_CONFIG: folder });
      stranger = await engineAt(`unix://${host().socket}`, { DOCKER_CONFIG: join(folder, 'none') });
    });
    after(async () => {
      for (const tag of ['1.0', 'latest']) {
        await engine.api.removeImage({ reference: `${registry.host}/team/app:${tag}`, force: true });
      }
      await registry.stop();
      await rm(folder, { recursive: true, force: true });
    });

    it('tags, pushes, forgets and pulls', async () => {
      const reference = `${registry.host}/team/app:1.0`;
      assert.ok((await engine.api.tagImage({ reference: BASE_IMAGE, tag: reference })).ok);
      const said: TransferProgress[] = [];
      const pushed = await engine.api.pushImage({ reference }, { onProgress: line => said.push(line) });
      assert.deepEqual(pushed, { ok: true, value: null });
      assert.ok(
        said.some(({ layer }) => layer !== ''),
        'each layer tells of itself',
      );
      const digest = await digestBySkopeo(reference, login);
      assert.ok((await engine.api.removeImage({ reference })).ok);
      assert.deepEqual(await engine.api.pullImage({ reference }), { ok: true, value: null });
      const facts = await engine.api.imageFacts({ reference });
      assert.ok(facts.ok && facts.value.digests.some(text => text.endsWith(digest)), JSON.stringify(facts));
    });

    it('says what is wrong', async () => {
      const reference = `${registry.host}/team/app:1.0`;
      const denied = await stranger.api.pullImage({ reference });
      assert.equal(!denied.ok && denied.failure.code, 'registry-denied', JSON.stringify(denied));
      const pushed = await stranger.api.pushImage({ reference });
      assert.equal(!pushed.ok && pushed.failure.code, 'registry-denied', JSON.stringify(pushed));
      const none = await engine.api.pullImage({ reference: `${registry.host}/team/none:1` });
      assert.equal(!none.ok && none.failure.code, 'registry-not-found', JSON.stringify(none));
      const dead = await engine.api.pullImage({ reference: '127.0.0.1:1/team/app:1' });
      assert.deepEqual(!dead.ok && dead.failure.args, { host: '127.0.0.1:1', reason: 'refused' });
      const wrong = await engine.api.pullImage({ reference: 'Not/A/Name' });
      assert.equal(!wrong.ok && wrong.failure.code, 'image-not-found');
      assert.ok(!JSON.stringify([denied, pushed, none, dead]).includes(login.password));
    });

    it('is let go when the user cancels', async () => {
      const controller = new AbortController();
      controller.abort();
      const pulled = await engine.api.pullImage(
        { reference: `${registry.host}/team/app:1.0` },
        { signal: controller.signal },
      );
      assert.equal(!pulled.ok && pulled.failure.code, 'cancelled');
    });
  });
}
