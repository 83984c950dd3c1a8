import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type AnswerStoreOptions, createAnswerStore } from '../../../client/registry/answerStore.ts';
import { type RegistriesToAsk, rememberedAnswers } from '../../../client/registry/remembered.ts';
import { failure, success } from '../../../protocol/result.ts';

const NODE = { domain: 'docker.io', path: 'library/node' };
const IMAGE = { digest: 'sha256:1', platforms: ['linux/amd64'], size: 5, created: undefined };
const DAY = 86_400_000;

describe('answers of registries on disk', () => {
  let folder: string;
  let time = 40 * DAY;
  const open = (options: AnswerStoreOptions = {}) =>
    createAnswerStore(folder, { now: () => time, ...options });
  beforeEach(async () => {
    folder = join(await mkdtemp(join(tmpdir(), 'strata-answers-')), 'registries');
    time = 40 * DAY;
  });
  afterEach(() => rm(join(folder, '..'), { recursive: true, force: true }));

  it('outlive a restart, and go when they are old', async () => {
    const store = open();
    await store.keepTags(NODE, { value: ['2', '1'], asOf: time });
    await store.keepTag(NODE, '2', { value: IMAGE, asOf: time });
    const next = open();
    assert.deepEqual(await next.tags(NODE), { value: ['2', '1'], asOf: time });
    assert.deepEqual(await next.tag(NODE, '2'), { value: IMAGE, asOf: time });
    assert.equal(await next.tag(NODE, '1'), undefined);
    assert.equal(await next.tags({ ...NODE, path: 'library/other' }), undefined);
    time += 31 * DAY;
    assert.deepEqual([await next.tags(NODE), await next.tag(NODE, '2')], [undefined, undefined]);
  });

  it('are for nobody else to read, and many changes at once all count', async () => {
    const store = open();
    const tags = Array.from({ length: 40 }, (_, index) => `t${index}`);
    await Promise.all(tags.map(tag => store.keepTag(NODE, tag, { value: IMAGE, asOf: time })));
    for (const tag of tags) assert.ok(await store.tag(NODE, tag), tag);
    const [name = ''] = await readdir(folder);
    assert.equal((await stat(join(folder, name))).mode & 0o777, 0o600);
  });

  it('are none where the files are broken', async () => {
    const store = open();
    await store.keepTags(NODE, { value: ['1'], asOf: time });
    await store.keepTag(NODE, '__proto__', { value: IMAGE, asOf: time });
    assert.deepEqual((await store.tag(NODE, '__proto__'))?.value, IMAGE);
    assert.equal(await store.tag(NODE, 'toString'), undefined);
    for (const broken of ['', '{', '[]', 'null', '{"value":[1],"asOf":5}', '{"1":{"value":{},"asOf":"x"}}']) {
      for (const name of await readdir(folder)) await writeFile(join(folder, name), broken);
      assert.deepEqual([await store.tags(NODE), await store.tag(NODE, '1')], [undefined, undefined], broken);
    }
    await store.keepTag(NODE, '1', { value: IMAGE, asOf: time });
    assert.ok(await store.tag(NODE, '1'));
  });

  it('take no more room than they may: the oldest go first', async () => {
    const store = open({ most: 250 });
    for (const path of ['a', 'b', 'c']) {
      await store.keepTags({ domain: 'x.y', path }, { value: [path.repeat(80)], asOf: time });
      for (const name of await readdir(folder)) {
        const text = await readFile(join(folder, name), 'utf8');
        if (text.includes(path.repeat(80))) {
          const written = new Date(Date.UTC(2026, 1, path.charCodeAt(0) - 90));
          await utimes(join(folder, name), written, written);
        }
      }
    }
    const left = await Promise.all(['a', 'b', 'c'].map(path => store.tags({ domain: 'x.y', path })));
    assert.deepEqual(left.map(Boolean), [false, true, true]);
  });

  it('are forgotten by repository and all at once', async () => {
    const store = open();
    const other = { domain: 'ghcr.io', path: 'a/b' };
    for (const repository of [NODE, other]) await store.keepTags(repository, { value: ['1'], asOf: time });
    await store.forget(NODE);
    assert.deepEqual([await store.tags(NODE), Boolean(await store.tags(other))], [undefined, true]);
    await store.clear();
    assert.equal(await store.tags(other), undefined);
    await assert.rejects(stat(folder));
  });

  describe('beside the registries themselves', () => {
    const OFFLINE = failure('registry-unreachable', { host: 'docker.io', reason: 'unknown-host' });

    function remember(ask: Partial<RegistriesToAsk>, patience = 1_000) {
      const never = () => Promise.resolve(OFFLINE);
      return rememberedAnswers({ tags: never, describe: never, ...ask }, open(), {
        fresh: DAY / 24,
        patience,
        now: () => time,
      });
    }

    it('are asked for once an hour, and stand in with their age while the network is away', async () => {
      let asked = 0;
      const online = remember({
        tags: () => {
          asked += 1;
          return Promise.resolve(success(['1']));
        },
      });
      const first = { value: ['1'], asOf: time };
      assert.deepEqual(await online.tags(NODE), success(first));
      // It is written behind the answer.
      while (!(await open().tags(NODE))) await new Promise(resolve => setTimeout(resolve, 5));
      time += DAY / 48;
      assert.deepEqual([await online.tags(NODE), asked], [success(first), 1]);
      time += DAY;
      assert.deepEqual(await remember({}).tags(NODE), success(first));
      time += 40 * DAY;
      assert.deepEqual(await remember({}).tags(NODE), OFFLINE);
    });

    it('do not keep anybody waiting for a registry that hangs', async () => {
      await open().keepTag(NODE, '2', { value: IMAGE, asOf: time - DAY });
      const hanging = remember({ describe: () => new Promise(() => {}) }, 5);
      assert.deepEqual(await hanging.describe(NODE, '2'), success({ value: IMAGE, asOf: time - DAY }));
    });

    it('are gone for whom the registry refuses', async () => {
      await open().keepTags(NODE, { value: ['1'], asOf: time - DAY });
      const denied = failure('registry-denied', { host: 'docker.io', name: 'node' });
      assert.deepEqual(await remember({ tags: () => Promise.resolve(denied) }).tags(NODE), denied);
      assert.equal(await open().tags(NODE), undefined);
    });
  });
});
