import assert from 'node:assert/strict';
import {
  type CodeAction,
  CodeActionTriggerKind,
  type CompletionItem,
  type CompletionList,
  type InlayHint,
} from 'vscode-languageserver';
import {
  type RepositoryParams,
  SEARCH_REQUEST,
  TAG_REQUEST,
  TAGS_REQUEST,
  type TagParams,
} from '../../protocol/language.ts';
import { cachedRegistries } from '../../server/lsp/registries.ts';
import { TestServer } from './kit.ts';

const NODE = { domain: 'docker.io', path: 'library/node' };

describe('registries that the client asks', () => {
  const times = { fresh: 100, refused: 10, now: () => time };
  let time = 0;

  it('nobody waits for tags: they are there when they have come, sorted once', async () => {
    let asked = 0;
    const registries = cachedRegistries(
      {
        tags: async () => {
          asked += 1;
          return { tags: ['1', '10', '9'] };
        },
        tag: () => Promise.reject(new Error('not asked')),
        search: () => Promise.reject(new Error('not asked')),
      },
      { times },
    );
    const first = registries.known();
    assert.deepEqual([first.tags(NODE), first.isIncomplete()], [undefined, true]);
    await new Promise(setImmediate);
    const second = registries.known();
    assert.deepEqual([second.tags(NODE), second.isIncomplete()], [['10', '9', '1'], false]);
    assert.equal(second.tags(NODE), registries.known().tags(NODE), 'the same list, not sorted again');
    assert.equal(asked, 1);
    time += 101;
    assert.deepEqual(registries.known().tags(NODE), ['10', '9', '1']);
    assert.equal(asked, 2);
  });

  it('a registry that refuses is left alone for a while, and is no error', async () => {
    let asked = 0;
    const refuse = () => {
      asked += 1;
      return Promise.reject(new Error('offline'));
    };
    const registries = cachedRegistries({ tags: refuse, tag: refuse, search: refuse }, { times });
    registries.known().tags(NODE);
    await new Promise(setImmediate);
    const known = registries.known();
    assert.deepEqual([known.tags(NODE), known.isIncomplete(), asked], [undefined, false, 1]);
    assert.deepEqual(await registries.describe('node:24'), { kind: 'unknown' });
    time += 11;
    registries.known().tags(NODE);
    assert.equal(asked, 3);
  });

  it('lists of an earlier day say so, and what was heard of an image is recalled without asking', async () => {
    const asked: boolean[] = [];
    let described = 0;
    const registries = cachedRegistries(
      {
        tags: async () => ({ tags: ['1'], asOf: 1_000 }),
        tag: async ({ remembered = false }) => {
          asked.push(remembered);
          return {
            description: { digest: 'sha256:1', platforms: [], size: null, created: null, asOf: 2_000 },
          };
        },
        search: () => Promise.reject(new Error('not asked')),
      },
      { times, onDescribed: () => void described++ },
    );
    registries.known().tags(NODE);
    assert.deepEqual(registries.recall('node:24'), { kind: 'unknown' });
    await new Promise(setImmediate);
    registries.known().tags(NODE);
    assert.equal(registries.known().staleSince(NODE), 1_000);
    const recalled = registries.recall('node:24');
    assert.equal(recalled.kind === 'present' && recalled.image.asOf, 2_000);
    assert.deepEqual(asked, [true]);
    await new Promise(resolve => setTimeout(resolve, 5));
    assert.equal(described, 1);
  });

  it('a slow one is not waited for longer than people wait', async () => {
    const never = () => new Promise<never>(() => {});
    const registries = cachedRegistries({ tags: never, tag: never, search: never }, { times, patience: 5 });
    assert.deepEqual(await registries.describe('node:24'), { kind: 'unknown' });
  });

  it('shows ten thousand tags in their order', async () => {
    const tags = Array.from({ length: 10_000 }, (_, index) => `${index % 30}.${index}.0-alpine`);
    const nothing = () => Promise.resolve(null);
    const registries = cachedRegistries(
      { tags: async () => ({ tags }), tag: nothing, search: nothing },
      { times },
    );
    registries.known().tags(NODE);
    await new Promise(setImmediate);
    assert.equal(registries.known().tags(NODE)?.[0], '29.9989.0-alpine');
  });
});

describe('a server whose client asks registries', function () {
  this.timeout(60_000);
  const URI = 'file:///nowhere/Dockerfile';
  const capabilities = { workspace: { configuration: true }, textDocument: {} };

  async function complete(server: TestServer): Promise<readonly CompletionItem[]> {
    for (;;) {
      const found = await server.at<CompletionItem[] | CompletionList>('textDocument/completion', URI, 0, 10);
      if (Array.isArray(found)) return found;
      if (!found.isIncomplete) return found.items;
    }
  }

  async function withServer(settings: unknown, use: (server: TestServer, asked: string[]) => Promise<void>) {
    const asked: string[] = [];
    const { server } = await TestServer.start(capabilities, {
      settings,
      initializationOptions: { registries: true },
    });
    server.connection.onRequest(TAGS_REQUEST, ({ domain, path }: RepositoryParams) => {
      asked.push(`${domain}/${path}`);
      return { tags: ['22', '24'] };
    });
    server.connection.onRequest(TAG_REQUEST, ({ tag, remembered }: TagParams) => {
      asked.push(remembered ? `${tag} remembered` : tag);
      return { description: { digest: 'sha256:1', platforms: ['linux/amd64'], size: 1000, created: null } };
    });
    server.connection.onRequest(SEARCH_REQUEST, () => null);
    await server.open(URI, 'FROM node:\n');
    try {
      await use(server, asked);
    } finally {
      assert.equal(await server.stop(), 0);
    }
    assert.deepEqual(server.logged, []);
  }

  it('offers tags, and tells of the one that is looked at', async () => {
    await withServer(null, async (server, asked) => {
      const items = await complete(server);
      assert.deepEqual(
        items.map(({ label }) => label).filter(label => label.startsWith('node:')),
        ['node:24', 'node:22'],
      );
      assert.deepEqual(asked, ['docker.io/library/node']);
      const item = items.find(({ label }) => label === 'node:24');
      const resolved = await server.connection.sendRequest<CompletionItem>('completionItem/resolve', item);
      assert.match(
        JSON.stringify(resolved.documentation),
        /In the registry: `linux\/amd64` · 1.0 kB compressed/,
      );
    });
  });

  it('offers a newer version and the digest when somebody asks, not whenever the cursor moves', async () => {
    await withServer(null, async (server, asked) => {
      const next = 'file:///nowhere/other/Dockerfile';
      await server.open(next, 'FROM node:22\n');
      const at = { line: 0, character: 7 };
      const titles = async (triggerKind: CodeActionTriggerKind): Promise<readonly string[]> => {
        const actions = await server.connection.sendRequest<CodeAction[]>('textDocument/codeAction', {
          textDocument: { uri: next },
          range: { start: at, end: at },
          context: { diagnostics: [], triggerKind },
        });
        return actions.filter(({ kind }) => kind === 'refactor.rewrite').map(({ title }) => title);
      };
      assert.deepEqual(await titles(CodeActionTriggerKind.Automatic), []);
      assert.deepEqual(asked, []);
      assert.deepEqual(await titles(CodeActionTriggerKind.Invoked), [
        'Update to node:24, the newest',
        'Pin to the digest that the registry has now (sha256:1…)',
      ]);
      assert.deepEqual(asked, ['docker.io/library/node', '22']);
    });
  });

  it('marks pinned tags that have moved: by what is remembered, or by asking where the user wants that', async () => {
    const pinned = 'file:///nowhere/pinned/Dockerfile';
    const digest = `sha256:${'0'.repeat(64)}`;
    const labels = async (settings: unknown): Promise<readonly [readonly string[], readonly string[]]> => {
      const found: string[] = [];
      let said: readonly string[] = [];
      await withServer(settings, async (server, asked) => {
        await server.open(pinned, `FROM node:22@${digest}\n`);
        const range = { start: { line: 0, character: 0 }, end: { line: 1, character: 0 } };
        for (let look = 0; look < 2; look++) {
          const hints = await server.request<InlayHint[]>('textDocument/inlayHint', pinned, { range });
          found.push(hints.map(({ label }) => String(label)).join());
          await new Promise(resolve => setTimeout(resolve, 100));
        }
        said = asked;
      });
      return [found, said];
    };
    assert.deepEqual(await labels(null), [['', 'moved since'], ['22 remembered']]);
    const [hints, asked] = await labels({ inlayHints: { movedTags: 'ask' } });
    assert.deepEqual([hints[1], asked.includes('22')], ['moved since', true]);
    assert.deepEqual(await labels({ inlayHints: { movedTags: 'off' } }), [['', ''], []]);
    assert.deepEqual(await labels({ registry: { enable: false } }), [['', ''], []]);
  });

  it('asks nobody when the user has switched the network off', async () => {
    await withServer({ registry: { enable: false } }, async (server, asked) => {
      await complete(server);
      await server.at('textDocument/hover', URI, 0, 7);
      assert.deepEqual(asked, []);
    });
  });
});
