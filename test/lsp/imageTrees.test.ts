import assert from 'node:assert/strict';
import type { CompletionItem, CompletionList, Hover, MarkupContent } from 'vscode-languageserver';
import {
  IMAGE_ACCOUNTS_REQUEST,
  IMAGE_PATH_REQUEST,
  type ImagePathAnswer,
  type ImagePathParams,
} from '../../protocol/imageTree.ts';
import { cachedTrees } from '../../server/lsp/imageTrees.ts';
import { TestServer } from './kit.ts';

const FOLDER: ImagePathAnswer = {
  found: {
    ...{ kind: 'folder', path: '/etc', files: 1, bytes: 5, cut: false },
    names: [{ name: 'nginx.conf', isFolder: false, bytes: 5 }],
  },
};

describe('what is in the images of the client', () => {
  it('nobody waits for a first look, and one look serves many', async () => {
    const asked: string[] = [];
    let answer: (value: ImagePathAnswer) => void = () => {};
    const trees = cachedTrees(
      {
        path: (reference, path) => {
          asked.push(`${reference} ${path}`);
          return new Promise(resolve => {
            answer = resolve;
          });
        },
        accounts: () => Promise.reject(new Error('no engine')),
      },
      { fresh: 10, refused: 10, patience: 5, now: () => 0 },
    );
    assert.deepEqual(await trees.path('a:1', '/etc'), { kind: 'pending' });
    assert.deepEqual(await trees.path('a:1', '/etc'), { kind: 'pending' });
    answer(FOLDER);
    const found = await trees.path('a:1', '/etc');
    assert.ok(found.kind === 'found' && found.at.names.length === 1);
    assert.deepEqual(asked, ['a:1 /etc']);
    const missing = trees.path('a:1', '/x');
    answer({ found: null });
    assert.deepEqual(await missing, { kind: 'missing' });
    const unknown = trees.path('b:1', '/x');
    answer(null);
    assert.deepEqual(await unknown, { kind: 'unknown' });
    assert.equal(await trees.accounts('a:1'), undefined);
    assert.equal(trees.isPending('a:1'), false);
  });

  it('is offered and told in a real server, unless the user wants none of it', async function () {
    this.timeout(20_000);
    const { server } = await TestServer.start(
      { workspace: { configuration: true } },
      { initializationOptions: { imageTrees: true } },
    );
    try {
      const asked: string[] = [];
      server.connection.onRequest(IMAGE_PATH_REQUEST, ({ reference, path }: ImagePathParams) => {
        asked.push(`${reference} ${path}`);
        return path === '/none' ? { found: null } : FOLDER;
      });
      server.connection.onRequest(IMAGE_ACCOUNTS_REQUEST, () => ({
        users: [{ name: 'web', id: 1001, group: 1001, home: '/web', shell: '' }],
        groups: [],
      }));
      const uri = 'file:///nowhere/Dockerfile';
      await server.open(
        uri,
        'FROM a:1\nCOPY --from=nginx:1 /etc/ngi /x\nCOPY --from=nginx:1 /none /y\nUSER web\n',
      );
      const complete = async (line: number, character: number): Promise<readonly string[]> => {
        const answer = await server.at<CompletionItem[] | CompletionList>(
          'textDocument/completion',
          uri,
          line,
          character,
        );
        return (Array.isArray(answer) ? answer : answer.items).map(({ label }) => label);
      };
      const hover = async (line: number, character: number): Promise<string | undefined> => {
        const found = await server.at<Hover | null>('textDocument/hover', uri, line, character);
        return (found?.contents as MarkupContent | undefined)?.value;
      };
      assert.deepEqual(await complete(1, 28), ['nginx.conf']);
      assert.equal((await complete(3, 5))[0], 'web');
      assert.match((await hover(2, 22)) ?? '', /holds nothing at `\/none`/);
      assert.match((await hover(3, 6)) ?? '', /User `web` of `a:1`: uid 1001/);
      assert.deepEqual(asked, ['nginx:1 /etc', 'nginx:1 /none']);
      server.settings = { images: { fromEngine: false } };
      await server.connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
      assert.deepEqual(await complete(1, 28), []);
      assert.notEqual((await complete(3, 5))[0], 'web');
    } finally {
      await server.stop();
    }
  });
});
