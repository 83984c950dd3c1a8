import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  type CodeAction,
  type CompletionItem,
  CompletionItemKind,
  type DocumentSymbol,
  type InitializeResult,
  type TextEdit,
  type WorkspaceEdit,
} from 'vscode-languageserver';
import {
  CONTEXT_EDIT_REQUEST,
  CONTEXT_ENTRIES_REQUEST,
  CONTEXT_IGNORED_REQUEST,
  CONTEXT_MATCHES_REQUEST,
  CONTEXT_REQUEST,
  CONTEXTS_CHANGED_NOTIFICATION,
  type ContextAnswer,
  type ContextEditAnswer,
  type ContextEntriesAnswer,
  type ContextIgnoredAnswer,
  type ContextMatchesAnswer,
} from '../../protocol/language.ts';
import { TestServer } from './kit.ts';

describe('build contexts, as the views ask for them', function () {
  this.timeout(60_000);
  const root = mkdtempSync(join(tmpdir(), 'strata-contexts-'));
  const uriOf = (path: string): string => pathToFileURL(join(root, path)).href;
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  let server: TestServer;
  let told = 0;

  before(async () => {
    write('Dockerfile', 'FROM a:1\n');
    write('.dockerignore', 'node_modules\n*.log\n');
    write('src/a.ts', 'x'.repeat(100));
    write('src/b.ts', 'x'.repeat(300));
    write('node_modules/p/index.js', 'x'.repeat(5000));
    write('run.log', 'x'.repeat(70));
    ({ server } = await TestServer.start(
      { workspace: { didChangeWatchedFiles: { dynamicRegistration: true } } },
      { workspaceFolders: [{ uri: uriOf(''), name: 'root' }] },
    ));
    server.connection.onNotification(CONTEXTS_CHANGED_NOTIFICATION, () => {
      told++;
    });
  });
  after(async () => {
    assert.equal(await server.stop(), 0);
    assert.deepEqual(server.logged, []);
    rmSync(root, { recursive: true });
  });

  const ask = <Answer>(method: string, params: object): Promise<Answer> =>
    server.connection.sendRequest<Answer>(method, { uri: uriOf('Dockerfile'), ...params });
  const changed = (path: string, type: 1 | 2 | 3): Promise<void> =>
    server.connection.sendNotification('workspace/didChangeWatchedFiles', {
      changes: [{ uri: uriOf(path), type }],
    });

  async function rows(path: string, withIgnored: boolean): Promise<readonly string[]> {
    const page = { path, withIgnored, offset: 0, limit: 100 };
    const found = await ask<ContextEntriesAnswer>(CONTEXT_ENTRIES_REQUEST, page);
    return (found?.rows ?? []).map(
      ({ name, sent, ignored, decidedBy }) =>
        `${name} ${sent.bytes} ${ignored.bytes} ${decidedBy?.pattern ?? ''}`,
    );
  }

  it('tell what is sent and what is not', async () => {
    const found = await ask<ContextAnswer>(CONTEXT_REQUEST, {});
    assert.deepEqual(
      [found?.sent, found?.ignored, found?.ignoreFile, found?.folder],
      [{ files: 4, bytes: 9 + 19 + 400 }, { files: 2, bytes: 5070 }, uriOf('.dockerignore'), `${uriOf('')}/`],
    );
    assert.deepEqual([found?.complete, found?.problem, found?.unreadable], [true, null, []]);
  });

  it('are the same asked for by their ignore file', async () => {
    const found = await ask<ContextAnswer>(CONTEXT_REQUEST, { uri: uriOf('.dockerignore') });
    assert.deepEqual(found, await ask<ContextAnswer>(CONTEXT_REQUEST, {}));
  });

  it('come in pages, the largest first', async () => {
    assert.deepEqual(await rows('', false), ['src 400 0 ', '.dockerignore 19 0 ', 'Dockerfile 9 0 ']);
    assert.deepEqual((await rows('', true)).slice(3), [
      'node_modules 0 5000 node_modules',
      'run.log 0 70 *.log',
    ]);
    const page = { path: 'src', withIgnored: false, offset: 1, limit: 1 };
    const found = await ask<ContextEntriesAnswer>(CONTEXT_ENTRIES_REQUEST, page);
    assert.deepEqual([found?.total, found?.rows.map(({ name }) => name)], [2, ['a.ts']]);
    const none = { path: 'nowhere', withIgnored: false, offset: 0, limit: 1 };
    assert.equal(await ask<ContextEntriesAnswer>(CONTEXT_ENTRIES_REQUEST, none), null);
  });

  it('say which of many paths are left out', async () => {
    const paths = ['src/a.ts', 'node_modules', 'node_modules/p/index.js', 'x.log'];
    const found = await ask<ContextIgnoredAnswer>(CONTEXT_IGNORED_REQUEST, { paths });
    assert.deepEqual(found?.ignored, [false, true, true, true]);
  });

  it('take a folder for left out only when nothing in it comes back', async () => {
    await server.open(uriOf('.dockerignore'), '*\n!**/a.ts\n', 'ignore');
    const paths = ['src', 'src/a.ts', 'src/b.ts', 'node_modules', 'run.log'];
    const found = await ask<ContextIgnoredAnswer>(CONTEXT_IGNORED_REQUEST, { paths });
    assert.deepEqual(found?.ignored, [false, false, true, true, true]);
    await server.connection.sendNotification('textDocument/didClose', {
      textDocument: { uri: uriOf('.dockerignore') },
    });
  });

  it('say on what a pattern decides', async () => {
    const found = await ask<ContextMatchesAnswer>(CONTEXT_MATCHES_REQUEST, {
      uri: uriOf('.dockerignore'),
      line: 0,
    });
    assert.deepEqual(found, {
      pattern: 'node_modules',
      matches: [{ path: 'node_modules', bytes: 5000, isFolder: true }],
      cut: false,
    });
  });

  it('give the ignore file with one line more, and without it', async () => {
    const ignored = await ask<ContextEditAnswer>(CONTEXT_EDIT_REQUEST, {
      path: 'src/a.ts',
      action: 'ignore',
    });
    assert.deepEqual(ignored, {
      uri: uriOf('.dockerignore'),
      text: 'node_modules\n*.log\nsrc/a.ts\n',
      line: 2,
    });
    const restored = await ask<ContextEditAnswer>(CONTEXT_EDIT_REQUEST, {
      path: 'node_modules',
      action: 'restore',
    });
    assert.equal(restored?.text, '*.log\n');
    const excepted = await ask<ContextEditAnswer>(CONTEXT_EDIT_REQUEST, {
      path: 'run.log',
      action: 'restore',
    });
    assert.equal(excepted?.text, 'node_modules\n*.log\n!run.log\n');
  });

  it('follow files that are made, changed and removed, and tell of it', async () => {
    const before = told;
    write('src/deep/new.ts', 'x'.repeat(1000));
    await changed('src/deep', 1);
    assert.deepEqual((await rows('', false))[0], 'src 1400 0 ');
    write('src/deep/new.ts', 'x'.repeat(2000));
    await changed('src/deep/new.ts', 2);
    assert.deepEqual((await rows('src', false))[0], 'deep 2000 0 ');
    rmSync(join(root, 'src/deep'), { recursive: true });
    await changed('src/deep', 3);
    assert.deepEqual((await rows('', false))[0], 'src 400 0 ');
    while (told === before) await new Promise(resolve => setTimeout(resolve, 20));
  });

  it('follow an ignore file while it is written', async () => {
    await server.open(uriOf('.dockerignore'), 'src\n', 'ignore');
    const found = await ask<ContextAnswer>(CONTEXT_REQUEST, {});
    assert.deepEqual(found?.ignored, { files: 2, bytes: 400 });
    await server.connection.sendNotification('textDocument/didClose', {
      textDocument: { uri: uriOf('.dockerignore') },
    });
  });
});

describe('an ignore file in the editor', function () {
  this.timeout(60_000);
  const root = mkdtempSync(join(tmpdir(), 'strata-ignore-'));
  const uriOf = (path: string): string => pathToFileURL(join(root, path)).href;
  const ignore = uriOf('.dockerignore');
  let server: TestServer;
  let capabilities: InitializeResult;

  before(async () => {
    for (const path of ['src/a.ts', 'docs/b.md', 'packages/x/node_modules/y/z.js', '.env']) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), 'x'.repeat(50));
    }
    writeFileSync(join(root, '.dockerignore'), 'docs\nsrc/old\n');
    ({ server, initialized: capabilities } = await TestServer.start(
      { workspace: { workspaceFolders: true } },
      { workspaceFolders: [{ uri: pathToFileURL(root).href, name: 'root' }] },
    ));
  });
  after(async () => {
    assert.equal(await server.stop(), 0);
    assert.deepEqual(server.logged, []);
    rmSync(root, { recursive: true });
  });

  it('completes names with their sizes', async () => {
    await server.open(ignore, 'docs\n\n', 'ignore');
    const items = await server.at<CompletionItem[]>('textDocument/completion', ignore, 1, 0);
    assert.deepEqual(
      items
        .filter(({ kind }) => kind === CompletionItemKind.Folder)
        .map(({ label, detail }) => `${label} ${detail}`),
      ['packages/ 50 B', 'src/ 50 B', 'docs/ 50 B, left out already'],
    );
  });

  it('tells of what is sent by mistake, with a fix', async () => {
    const { diagnostics } = await server.published(ignore, ({ diagnostics: all }) => all.length >= 2);
    const found = diagnostics.filter(({ code }) => code === 'ignore-sent-by-mistake');
    assert.deepEqual(
      found.map(({ message, severity }) => [severity, /`([^`]+)`/.exec(String(message))?.[1]]),
      [
        [3, 'packages/x/node_modules'],
        [2, '.env'],
      ],
    );
    const actions = await server.connection.sendRequest<CodeAction[]>('textDocument/codeAction', {
      textDocument: { uri: ignore },
      range: found[1]?.range,
      context: { diagnostics: found },
    });
    assert.ok(
      actions.some(({ title }) => title === 'Leave it out: add `**/.env`'),
      JSON.stringify(actions),
    );
  });

  it('has an outline, links and a formatter', async () => {
    const params = { textDocument: { uri: ignore } };
    const symbols = await server.connection.sendRequest<DocumentSymbol[]>(
      'textDocument/documentSymbol',
      params,
    );
    assert.deepEqual(
      symbols.map(({ name }) => name),
      ['docs'],
    );
    assert.deepEqual(await server.connection.sendRequest('textDocument/documentLink', params), []);
    const options = { tabSize: 2, insertSpaces: true };
    const edits = await server.connection.sendRequest<TextEdit[]>('textDocument/formatting', {
      ...params,
      options,
    });
    assert.deepEqual(
      edits.map(({ newText }) => newText),
      ['docs\n'],
    );
  });

  it('is changed from a COPY of what it leaves out', async () => {
    const dockerfile = uriOf('Dockerfile');
    await server.open(dockerfile, 'FROM a:1\nCOPY docs/b.md /\n');
    const range = { start: { line: 1, character: 6 }, end: { line: 1, character: 6 } };
    const actions = await server.request<CodeAction[]>('textDocument/codeAction', dockerfile, {
      range,
      context: { diagnostics: [] },
    });
    const action = actions.find(
      ({ title }) => title === 'Send `docs/b.md` to the build: change .dockerignore',
    );
    assert.deepEqual(
      action?.edit?.changes?.[ignore]?.map(({ newText }) => newText),
      ['docs\n\n!docs/b.md\n'],
      JSON.stringify(actions),
    );
  });

  it('takes part in renaming a folder', async () => {
    assert.ok(capabilities.capabilities.workspace?.fileOperations?.willRename);
    const edit = await server.connection.sendRequest<WorkspaceEdit>('workspace/willRenameFiles', {
      files: [{ oldUri: uriOf('docs'), newUri: uriOf('manual') }],
    });
    assert.deepEqual(
      edit.changes?.[ignore]?.map(({ newText }) => newText),
      ['manual'],
    );
  });
});
