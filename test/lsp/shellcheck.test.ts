import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { CodeAction, Diagnostic } from 'vscode-languageserver';
import { useShellcheck } from '../kit/hosts/shellcheck.ts';
import { TestServer, textAt } from './kit.ts';

describe('ShellCheck in the language server', function () {
  this.timeout(20_000);
  const program = useShellcheck();
  let folder: string;
  let uri: string;
  const servers: TestServer[] = [];

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'strata-lsp-'));
    uri = pathToFileURL(join(folder, 'Dockerfile')).href;
  });
  afterEach(async () => {
    for (const server of servers.splice(0)) await server.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  async function start(
    capabilities: object,
    settings: object = {},
    options: object = {},
  ): Promise<TestServer> {
    const { server } = await TestServer.start(
      { workspace: { configuration: true }, ...capabilities },
      {
        settings: { shellcheck: { enable: true, path: program(), ...settings } },
        initializationOptions: options,
      },
    );
    servers.push(server);
    return server;
  }

  const pull = async (server: TestServer): Promise<readonly Diagnostic[]> =>
    (await server.request<{ items: readonly Diagnostic[] }>('textDocument/diagnostic', uri)).items;
  const codes = (diagnostics: readonly Diagnostic[]): readonly unknown[] =>
    diagnostics.map(({ code }) => code);

  /** A program that notes each run and what it was given, and then is ShellCheck. */
  function counting(delay = 0): { readonly path: string; runs(): number } {
    const path = join(folder, 'counting');
    const log = join(folder, 'log');
    writeFileSync(log, '');
    writeFileSync(path, `#!/bin/sh\necho run >> ${log}\nsleep ${delay}\nexec ${program()} "$@"\n`);
    chmodSync(path, 0o755);
    return { path, runs: () => readFileSync(log, 'utf8').split('\n').length - 1 };
  }

  it('pushes what is known at once, and then all of it', async () => {
    const { path } = counting(0.3);
    const server = await start({}, { path });
    const text = 'FROM a:1\nWORKDIR b\nRUN echo $x\n';
    await server.open(uri, text);
    const first = await server.published(uri);
    assert.deepEqual(codes(first.diagnostics), ['relative-workdir']);
    const { diagnostics } = await server.published(uri, ({ diagnostics: all }) => all.length > 1);
    assert.deepEqual(codes(diagnostics), ['relative-workdir', 'SC2154', 'SC2086']);
    const [, , quote] = diagnostics;
    assert.equal(quote && textAt(text, quote.range), '$x');
    assert.equal(quote?.codeDescription?.href, 'https://www.shellcheck.net/wiki/SC2086');
  });

  it('answers at once and asks the client to ask again, with each script looked at once', async () => {
    const { path, runs } = counting();
    const server = await start(
      {
        textDocument: { diagnostic: {} },
        workspace: { configuration: true, diagnostics: { refreshSupport: true } },
      },
      { path },
    );
    let refreshes = 0;
    const refreshed = new Promise<void>(resolve => {
      server.connection.onRequest('workspace/diagnostic/refresh', () => {
        refreshes++;
        resolve();
        return null;
      });
    });
    await server.open(uri, 'FROM a:1\nWORKDIR b\nRUN echo $x\nRUN echo $y\n');
    assert.deepEqual(codes(await pull(server)), ['relative-workdir']);
    await refreshed;
    const all = ['relative-workdir', 'SC2154', 'SC2086', 'SC2154', 'SC2086'];
    assert.deepEqual(codes(await pull(server)), all);
    assert.equal(runs(), 1);
    // Elsewhere in the file something else is typed: nothing is run, and nothing flickers.
    await server.change(uri, 2, { text: 'FROM a:1\nENV c=1\nWORKDIR b\nRUN echo $x\nRUN echo $y\n' });
    assert.deepEqual(codes(await pull(server)), all);
    await new Promise(resolve => setTimeout(resolve, 500));
    assert.deepEqual([runs(), refreshes], [1, 1]);
  });

  it('runs once for many fast changes', async () => {
    const { path, runs } = counting();
    const server = await start({}, { path });
    await server.open(uri, 'FROM a:1\nRUN echo $x\n');
    await server.published(uri, ({ diagnostics }) => diagnostics.length === 2);
    for (let version = 2; version < 12; version++) {
      await server.change(uri, version, { text: `FROM a:1\nRUN echo $x ${version}\n` });
      await new Promise(resolve => setTimeout(resolve, 10));
    }
    await server.published(uri, ({ version, diagnostics }) => version === 11 && diagnostics.length === 2);
    assert.equal(runs(), 2);
  });

  it('runs nothing in a workspace that is not trusted, until it is', async () => {
    const { path, runs } = counting();
    const server = await start({}, { path }, { trusted: false });
    await server.open(uri, 'FROM a:1\nRUN echo $x\n');
    await server.published(uri);
    await new Promise(resolve => setTimeout(resolve, 400));
    assert.equal(runs(), 0);
    await server.connection.sendNotification('strata/trusted');
    await server.published(uri, ({ diagnostics }) => diagnostics.length === 2);
    assert.equal(runs(), 1);
  });

  it('runs nothing where it is switched off, or nothing of it would be shown', async () => {
    const { path, runs } = counting();
    const server = await start({}, { path, enable: false });
    await server.open(uri, 'FROM a:1\nRUN echo $x\n');
    await server.published(uri);
    server.settings = { lint: { preset: 'buildkit' }, shellcheck: { path } };
    await server.connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
    await new Promise(resolve => setTimeout(resolve, 600));
    assert.equal(runs(), 0);
  });

  it('says once that the program of the settings is not there, and nothing without a setting', async () => {
    const server = await start({}, { path: join(folder, 'missing') });
    const warnings: string[] = [];
    server.connection.onNotification('window/showMessage', ({ message }: { message: string }) => {
      warnings.push(message);
    });
    await server.open(uri, 'FROM a:1\nRUN echo $x\n');
    for (let turn = 0; turn < 100 && warnings.length === 0; turn++)
      await new Promise(resolve => setTimeout(resolve, 20));
    await server.change(uri, 2, { text: 'FROM a:1\nRUN echo $y\n' });
    await server.published(uri, ({ version }) => version === 2);
    await new Promise(resolve => setTimeout(resolve, 300));
    assert.equal(warnings.length, 1);
    assert.match(warnings[0] ?? '', /missing.*strata\.shellcheck\.path/);
  });

  it('offers its fixes, and comments against it', async () => {
    const server = await start({ textDocument: { diagnostic: {} } });
    const text = 'FROM a:1\nRUN echo $HOME "`ls`"\n';
    await server.open(uri, text);
    const diagnostics = await pull(server);
    assert.deepEqual(codes(diagnostics), ['SC2086', 'SC2006']);
    const range = diagnostics[0]?.range;
    const actions = await server.request<readonly CodeAction[]>('textDocument/codeAction', uri, {
      range,
      context: { diagnostics: [] },
    });
    const titles = actions.map(({ title }) => title);
    assert.ok(titles.includes('Change to `"$HOME"` (unsafe)'), titles.join('\n'));
    assert.ok(
      titles.some(title => title.includes('SC2086') && title.startsWith('Ignore')),
      titles.join('\n'),
    );
    const [all] = await server.request<readonly CodeAction[]>('textDocument/codeAction', uri, {
      range: { start: { line: 0, character: 0 }, end: { line: 2, character: 0 } },
      context: { diagnostics: [], only: ['source.fixAll'] },
    });
    // Only what changes nothing in what the shell does.
    const newText = all?.edit?.changes?.[uri]?.[0]?.newText ?? '';
    assert.ok(newText.includes('$(ls') && !newText.includes('"$HOME"'), newText);
  });

  it('reads the .shellcheckrc of the project', async () => {
    writeFileSync(join(folder, '.shellcheckrc'), 'disable=SC2154\n');
    const server = await start({ textDocument: { diagnostic: {} } });
    await server.open(uri, 'FROM a:1\nRUN echo $x\n');
    assert.deepEqual(codes(await pull(server)), ['SC2086']);
  });
});
