import assert from 'node:assert/strict';
import type { CompletionItem, CompletionList, Hover, MarkupContent } from 'vscode-languageserver';
import {
  type EngineImage,
  IMAGE_REQUEST,
  IMAGES_CHANGED_NOTIFICATION,
  IMAGES_REQUEST,
  type ImageAnswer,
  type ImagesAnswer,
} from '../../protocol/language.ts';
import { cachedImages } from '../../server/lsp/images.ts';
import { TestServer } from './kit.ts';

const NODE: EngineImage = { id: 'sha256:1', tags: ['node:24'], digests: [], size: 1000, created: 0 };
const ALPINE: EngineImage = { ...NODE, id: 'sha256:2', tags: ['alpine:3.22'] };

/** An engine whose answers come when the test says so, and a clock that stands still until then. */
function engine() {
  let now = 0;
  const waiting: { resolve: (answer: never) => void; reject: (error: Error) => void; of: string }[] = [];
  const ask = <T>(of: string): Promise<T> =>
    new Promise<T>((resolve, reject) => {
      waiting.push({ resolve, reject, of });
    });
  const images = cachedImages(
    { images: () => ask<ImagesAnswer>('list'), image: reference => ask<ImageAnswer>(reference) },
    { fresh: 10, refused: 100, patience: 20, now: () => now },
  );
  return {
    images,
    asked: () => waiting.map(({ of }) => of),
    pass: (milliseconds: number) => {
      now += milliseconds;
    },
    async answer(answer: ImagesAnswer | ImageAnswer | Error) {
      const next = waiting.shift();
      assert.ok(next, 'nothing was asked');
      if (answer instanceof Error) next.reject(answer);
      else next.resolve(answer as never);
      await new Promise(setImmediate);
    },
  };
}

describe('images that the client knows', () => {
  it('nobody waits for the list: it is there when it has come', async () => {
    const { images, asked, answer } = engine();
    assert.equal(images.list(), undefined);
    assert.equal(images.list(), undefined);
    assert.deepEqual([asked(), images.isPending()], [['list'], true]);
    await answer({ images: [NODE] });
    assert.deepEqual([images.list(), images.isPending(), asked()], [[NODE], false, []]);
  });

  it('an old list is shown while the new one is on its way', async () => {
    const { images, asked, pass, answer } = engine();
    images.list();
    await answer({ images: [NODE] });
    pass(11);
    assert.deepEqual(images.list(), [NODE]);
    assert.deepEqual([asked(), images.isPending()], [['list'], false]);
    await answer({ images: [ALPINE] });
    assert.deepEqual(images.list(), [ALPINE]);
  });

  it('a refusal stands for a while, whether it is said or thrown', async () => {
    for (const refusal of [null, new Error('no such method')]) {
      const { images, asked, pass, answer } = engine();
      images.list();
      await answer(refusal);
      pass(99);
      assert.deepEqual([images.list(), images.isPending(), asked()], [undefined, false, []]);
      pass(1);
      images.list();
      assert.deepEqual(asked(), ['list']);
      await answer({ images: [NODE] });
      assert.deepEqual(images.list(), [NODE]);
    }
  });

  it('one image is waited for a moment, and kept', async () => {
    const { images, asked, answer } = engine();
    const facts = { ...NODE, platforms: ['linux/amd64'] };
    const first = images.describe('node:24');
    await answer({ image: facts });
    assert.deepEqual(await first, { kind: 'present', image: facts });
    assert.deepEqual(await images.describe('node:24'), { kind: 'present', image: facts });
    const second = images.describe('nowhere');
    await answer({ image: null });
    assert.deepEqual(await second, { kind: 'absent' });
    const third = images.describe('refused');
    await answer(null);
    assert.deepEqual([await third, asked()], [{ kind: 'unknown' }, []]);
  });

  it('an engine that takes its time is told of the next time', async () => {
    const { images, answer } = engine();
    assert.deepEqual(await images.describe('node:24'), { kind: 'unknown' });
    await answer({ image: null });
    assert.deepEqual(await images.describe('node:24'), { kind: 'absent' });
  });

  it('told of a change it asks again, and shows what it has until then', async () => {
    const { images, asked, answer } = engine();
    images.list();
    const first = images.describe('node:24');
    await answer({ images: [NODE] });
    await answer({ image: null });
    await first;
    images.forget();
    assert.deepEqual([images.list(), asked()], [[NODE], ['list']]);
    const second = images.describe('node:24');
    assert.deepEqual(asked(), ['list', 'node:24']);
    await answer(null);
    await answer(null);
    assert.deepEqual([images.list(), await second], [undefined, { kind: 'unknown' }]);
  });
});

describe('a server whose client has an engine', function () {
  // A process is started for each: on a busy machine that takes its time.
  this.timeout(60_000);
  const URI = 'file:///nowhere/Dockerfile';

  async function withServer(
    options: Parameters<typeof TestServer.start>[1] & { readonly answer: ImagesAnswer },
    use: (server: TestServer, asked: string[], answer: (images: ImagesAnswer) => void) => Promise<void>,
  ): Promise<void> {
    const asked: string[] = [];
    let { answer } = options;
    const { server } = await TestServer.start(
      { workspace: { configuration: true }, textDocument: {} },
      options,
    );
    server.connection.onRequest(IMAGES_REQUEST, () => {
      asked.push('list');
      return answer;
    });
    server.connection.onRequest(IMAGE_REQUEST, ({ reference }: { reference: string }): ImageAnswer => {
      asked.push(reference);
      const image = answer?.images.find(({ tags }) => tags.includes(reference));
      return answer && { image: image ? { ...image, platforms: ['linux/amd64'] } : null };
    });
    await server.open(URI, 'FROM node:24\nFROM \n');
    try {
      await use(server, asked, images => {
        answer = images;
      });
    } finally {
      assert.equal(await server.stop(), 0);
    }
    assert.deepEqual(server.logged, []);
  }

  async function complete(
    server: TestServer,
  ): Promise<{ labels: string[]; items: CompletionItem[]; again: boolean }> {
    const found = await server.at<CompletionItem[] | CompletionList>('textDocument/completion', URI, 1, 5);
    const items = Array.isArray(found) ? found : found.items;
    return {
      items,
      labels: items.map(({ label }) => label),
      again: !Array.isArray(found) && found.isIncomplete,
    };
  }

  /** Asks until the background has brought the list. */
  async function settled(server: TestServer): ReturnType<typeof complete> {
    for (;;) {
      const found = await complete(server);
      if (!found.again) return found;
    }
  }

  const OFFERED = { initializationOptions: { images: true } };

  it('offers its images once they are known, and documents them when asked', async () => {
    await withServer({ ...OFFERED, answer: { images: [NODE, ALPINE] } }, async server => {
      const first = await complete(server);
      assert.ok(first.again);
      assert.ok(!first.labels.includes('alpine:3.22'));
      const { items, labels } = await settled(server);
      assert.deepEqual(labels.filter(label => label.includes(':')).sort(), ['alpine:3.22', 'node:24']);
      const item = items.find(({ label }) => label === 'alpine:3.22');
      const resolved = await server.connection.sendRequest<CompletionItem>('completionItem/resolve', item);
      assert.match(JSON.stringify(resolved.documentation), /docker\.io\/library\/alpine:3\.22.*linux\/amd64/);
    });
  });

  it('tells on hover whether the engine has the image', async () => {
    await withServer({ ...OFFERED, answer: { images: [NODE] } }, async (server, _, answer) => {
      const hover = async (): Promise<string> => {
        const found = await server.at<Hover>('textDocument/hover', URI, 0, 7);
        return (found.contents as MarkupContent).value;
      };
      assert.match(await hover(), /On the engine: `linux\/amd64`/);
      answer({ images: [] });
      await server.connection.sendNotification(IMAGES_CHANGED_NOTIFICATION);
      assert.match(await hover(), /Not on the engine/);
      answer(null);
      await server.connection.sendNotification(IMAGES_CHANGED_NOTIFICATION);
      assert.doesNotMatch(await hover(), /engine/);
    });
  });

  it('asks nothing of a client that does not offer it, or of one that is told not to', async () => {
    const off = { ...OFFERED, settings: { images: { fromEngine: false } } };
    for (const options of [{}, off]) {
      await withServer({ ...options, answer: { images: [ALPINE] } }, async (server, asked) => {
        const { labels, again, items } = await complete(server);
        assert.deepEqual(
          [labels.includes('node:24'), labels.includes('alpine:3.22'), again],
          [true, false, false],
        );
        const item = items.find(({ label }) => label === 'node:24');
        const resolved = await server.connection.sendRequest<CompletionItem>('completionItem/resolve', item);
        assert.match(JSON.stringify(resolved.documentation), /docker\.io\/library\/node:24/);
        await server.at('textDocument/hover', URI, 0, 7);
        assert.deepEqual(asked, []);
      });
    }
  });
});
