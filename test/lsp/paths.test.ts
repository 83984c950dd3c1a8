import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { CompletionItem, CompletionList, Diagnostic, DocumentLink, Hover } from 'vscode-languageserver';
import { contextFolder } from '../../server/lsp/buildContexts.ts';
import { TestServer } from './kit.ts';

describe('paths of the build context', function () {
  // A process is started for each: on a busy machine that takes its time.
  this.timeout(60_000);
  const root = mkdtempSync(join(tmpdir(), 'strata-paths-'));
  const uriOf = (path: string): string => pathToFileURL(join(root, path)).href;
  let server: TestServer;
  let version = 0;

  before(async () => {
    for (const path of [
      'app/src/index.ts',
      'app/a b#c%20/x y',
      'app/node_modules/x',
      'top.txt',
      'docker/own',
    ]) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), '');
    }
    writeFileSync(join(root, 'app/.dockerignore'), 'node_modules\n');
    symlinkSync('src', join(root, 'app/link'));
    ({ server } = await TestServer.start(
      {
        workspace: { configuration: true, workspaceFolders: true },
        textDocument: { completion: { completionItem: { snippetSupport: true } } },
      },
      { workspaceFolders: [{ uri: uriOf(''), name: 'root' }] },
    ));
  });
  after(async () => {
    assert.equal(await server.stop(), 0);
    assert.deepEqual(server.logged, []);
    rmSync(root, { recursive: true });
  });

  async function complete(path: string, line: string): Promise<readonly CompletionItem[]> {
    const uri = path.startsWith('untitled:') ? path : uriOf(path);
    await server.open(uri, `FROM a\n${line}\n`, 'dockerfile', ++version);
    const found = await server.at<CompletionItem[] | CompletionList>(
      'textDocument/completion',
      uri,
      1,
      line.length,
    );
    await server.connection.sendNotification('textDocument/didClose', { textDocument: { uri } });
    const items = Array.isArray(found) ? found : found.items;
    return items.filter(({ kind }) => kind === 17 || kind === 19);
  }
  const labels = async (path: string, line: string): Promise<readonly string[]> =>
    (await complete(path, line)).map(({ label }) => label);

  it('come from the disk, around the Dockerfile and past its ignore file', async () => {
    const top = ['a b#c%20/', 'src/', 'link', '.dockerignore'];
    assert.deepEqual(await labels('app/Dockerfile', 'COPY '), top);
    assert.deepEqual(await labels('app/Dockerfile', 'COPY src/'), ['index.ts']);
    assert.deepEqual(await labels('app/Dockerfile', 'COPY ["a b#c%20/'), ['x y']);
    const [src] = (await complete('app/Dockerfile', 'COPY s')).filter(({ label }) => label === 'src/');
    assert.deepEqual(src?.textEdit, {
      range: { start: { line: 1, character: 5 }, end: { line: 1, character: 6 } },
      newText: 'src/',
    });
  });

  it('tell their files and bytes when they are hovered, after the ignore file', async () => {
    writeFileSync(join(root, 'app/src/index.ts'), 'x'.repeat(2000));
    const hover = async (line: string, character: number): Promise<string> => {
      const uri = uriOf('app/Dockerfile');
      await server.open(uri, `FROM a:1\n${line}\n`, 'dockerfile', ++version);
      const found = await server.at<Hover | null>('textDocument/hover', uri, 1, character);
      await server.connection.sendNotification('textDocument/didClose', { textDocument: { uri } });
      const contents = found?.contents;
      return contents && typeof contents === 'object' && 'value' in contents ? contents.value : '';
    };
    assert.match(await hover('COPY src /x', 6), /^Takes 1 file of the build context \(2\.0 kB\)/);
    assert.match(await hover('COPY s*c/*.ts /x', 6), /^Takes 1 file/);
    assert.match(await hover('COPY node_modules /x', 6), /^Matches nothing[\s\S]*leaves 1 file out/);
    assert.match(
      await hover('COPY . /x', 5),
      /^Takes \d files[\s\S]*`src\/index\.ts` 2\.0 kB[\s\S]*leaves 1 file out/,
    );
    assert.match(await hover('COPY absent /x', 6), /^Matches nothing/);
    assert.match(await hover('RUN --mount=source=src,target=/x ls', 21), /^Takes 1 file/);
    assert.equal(await hover('COPY --from=a:1 src /x', 17), '');
    assert.equal(await hover('ADD https://x.y/z /x', 6), '');
    writeFileSync(join(root, 'app/src/index.ts'), '');
  });

  it('lead to the files that are there', async () => {
    const uri = uriOf('app/Dockerfile');
    const text =
      'FROM scratch\nCOPY src/index.ts "/src/index.ts" ["a b#c%20/x y", "/x"]\nCOPY src absent *.ts /x\nCOPY ["a b#c%20/x y", "/x"]\nCOPY --from=0 src/index.ts /\n';
    await server.open(uri, text, 'dockerfile', ++version);
    const found = await server.connection.sendRequest<DocumentLink[]>('textDocument/documentLink', {
      textDocument: { uri },
    });
    await server.connection.sendNotification('textDocument/didClose', { textDocument: { uri } });
    assert.deepEqual(
      found.map(({ range, target }) => [range.start.line, range.start.character, target]),
      [
        [1, 5, uriOf('app/src/index.ts')],
        [1, 18, uriOf('app/src/index.ts')],
        [3, 6, `${uriOf('app/')}a%20b%23c%2520/x%20y`],
      ],
    );
  });

  it('are not there for documents that are not on a disk', async () => {
    assert.deepEqual(await labels('untitled:Dockerfile', 'COPY '), []);
  });

  it('follow the context of the settings, and so does its ignore file', async () => {
    server.sections = { strata: { build: { contextPath: 'app' } } };
    await server.connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
    assert.deepEqual(await labels('docker/Dockerfile', 'COPY s'), [
      'a b#c%20/',
      'src/',
      'link',
      '.dockerignore',
    ]);
    const uri = uriOf('docker/Dockerfile');
    await server.open(uri, 'FROM a\nCOPY node_modules /x\n', 'dockerfile', ++version);
    const { diagnostics } = await server.published(uri, published => published.version === version);
    assert.ok(diagnostics.some(({ code }: Diagnostic) => code === 'copy-of-ignored-file'));
  });
});

describe('the folder of a build context', () => {
  const folder = (setting: string, ...workspaces: string[]): string =>
    contextFolder('file:///w/a/b/Dockerfile', setting, workspaces);

  it('is the one of the Dockerfile unless a setting says otherwise', () => {
    assert.equal(folder(''), 'file:///w/a/b/');
    assert.equal(folder('.', 'file:///w'), 'file:///w/');
    assert.equal(folder('.', 'file:///w', 'file:///w/a', 'file:///x'), 'file:///w/a/');
    assert.equal(folder('..'), 'file:///w/a/');
    assert.equal(folder('./c d/', 'file:///w/'), 'file:///w/c%20d/');
    assert.equal(folder('/else'), 'file:///else/');
    assert.equal(folder('${workspaceFolder}/x', 'file:///w'), 'file:///w/x/');
    assert.equal(folder('${fileDirname}/..', 'file:///w'), 'file:///w/a/');
  });
});
