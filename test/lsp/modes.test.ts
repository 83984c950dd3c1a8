import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { CodeAction, Diagnostic, DocumentDiagnosticReport, Hover } from 'vscode-languageserver';
import { TestServer, textAt } from './kit.ts';

const URI = 'file:///nowhere/Dockerfile';
const codes = (diagnostics: readonly Diagnostic[]): readonly unknown[] => diagnostics.map(({ code }) => code);

async function withServer(
  capabilities: object,
  options: Parameters<typeof TestServer.start>[1],
  use: (server: TestServer) => Promise<void>,
): Promise<void> {
  const { server } = await TestServer.start(capabilities, options);
  try {
    await use(server);
  } finally {
    assert.equal(await server.stop(), 0);
  }
  assert.deepEqual(server.logged, []);
}

const ASKED = { workspace: { configuration: true }, textDocument: {} };

describe('ways to talk to the language server', function () {
  // A process is started for each: on a busy machine that takes its time.
  this.timeout(60_000);
  it('a client that asks for diagnostics gets them so, and nothing pushed', async () => {
    const { server, initialized } = await TestServer.start({ textDocument: { diagnostic: {} } });
    assert.ok(initialized.capabilities.diagnosticProvider);
    let pushed = 0;
    server.connection.onNotification('textDocument/publishDiagnostics', () => {
      pushed++;
    });
    await server.open(URI, 'FROM a:1\nNO x\n');
    const report = await server.request<DocumentDiagnosticReport>('textDocument/diagnostic', URI);
    assert.equal(report.kind, 'full');
    assert.deepEqual(report.kind === 'full' && codes(report.items), ['syntax-unknown-instruction']);
    await server.change(URI, 2, { text: 'FROM a:1\n' });
    const after = await server.request<DocumentDiagnosticReport>('textDocument/diagnostic', URI);
    assert.deepEqual(after.kind === 'full' && after.items, []);
    assert.equal(pushed, 0);
    assert.equal(await server.stop(), 0);
  });

  it('settings are asked for and followed when they change', async () => {
    const settings = { lint: { rules: { FromAsCasing: 'off' } } };
    await withServer(ASKED, { settings }, async server => {
      await server.open(URI, 'FROM a:1 as one\n');
      assert.deepEqual((await server.published(URI)).diagnostics, []);
      server.settings = { lint: { rules: { DL3000: 'off', FromAsCasing: 'error' } } };
      await server.connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
      const { diagnostics } = await server.published(URI, published => published.diagnostics.length > 0);
      assert.deepEqual(
        diagnostics.map(({ code, severity }) => [code, severity]),
        [['mixed-case-from-as', 1]],
      );
    });
  });

  it('settings come with the start or the change from a client that cannot be asked', async () => {
    const initializationOptions = { settings: { lint: { enable: false } } };
    await withServer({}, { initializationOptions }, async server => {
      await server.open(URI, 'FROM a:1 as one\nNO\n');
      assert.deepEqual(codes((await server.published(URI)).diagnostics), ['syntax-unknown-instruction']);
      await server.connection.sendNotification('workspace/didChangeConfiguration', {
        settings: { strata: { lint: { enable: true } } },
      });
      await server.published(URI, ({ diagnostics }) => codes(diagnostics).includes('mixed-case-from-as'));
    });
  });

  it('code actions fix, silence, and fix all', async () => {
    await withServer({}, {}, async server => {
      await server.open(URI, 'FROM a:1 as One\n');
      const range = { start: { line: 0, character: 9 }, end: { line: 0, character: 9 } };
      const quick = await server.request<CodeAction[]>('textDocument/codeAction', URI, {
        range,
        context: { diagnostics: [] },
      });
      const fix = quick.find(({ isPreferred }) => isPreferred);
      assert.equal(fix?.kind, 'quickfix');
      assert.deepEqual(
        fix?.edit?.changes?.[URI]?.map(({ newText }) => newText),
        ['AS'],
      );
      assert.ok(quick.some(({ title }) => title.startsWith('Ignore FromAsCasing')));
      const all = await server.request<CodeAction[]>('textDocument/codeAction', URI, {
        range,
        context: { diagnostics: [], only: ['source.fixAll'] },
      });
      assert.deepEqual(
        all.map(({ kind, edit }) => [kind, edit?.changes?.[URI]?.[0]?.newText]),
        [['source.fixAll.strata', 'AS o']],
      );
    });
  });
});

describe('ignore files and the context on disk', function () {
  // A process is started for each: on a busy machine that takes its time.
  this.timeout(60_000);
  let folder: string;
  let uri: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'strata-context-'));
    uri = pathToFileURL(join(folder, '.dockerignore')).href;
    mkdirSync(join(folder, 'node_modules/a'), { recursive: true });
    mkdirSync(join(folder, 'src'));
    writeFileSync(join(folder, 'node_modules/a/index.js'), 'x'.repeat(2000));
    writeFileSync(join(folder, 'src/main.js'), 'x');
    writeFileSync(join(folder, 'README.md'), 'x'.repeat(10));
    symlinkSync('..', join(folder, 'src/loop'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('diagnoses what matches nothing, hovers with sizes, offers to remove the line', async () => {
    await withServer({}, {}, async server => {
      const text = 'node_modules\ndist\n*.md\n[x\n';
      await server.open(uri, text, 'ignore');
      const first = await server.published(uri);
      assert.deepEqual(codes(first.diagnostics), ['ignore-bad-pattern']);
      const { diagnostics } = await server.published(uri, published => published.diagnostics.length > 1);
      assert.deepEqual(
        diagnostics.map(({ code, range }) => `${code} ${textAt(text, range)}`),
        ['ignore-bad-pattern [x', 'ignore-matches-nothing dist'],
      );
      const hover = await server.at<Hover>('textDocument/hover', uri, 0, 3);
      assert.match(JSON.stringify(hover.contents), /Takes 1 file out of the build context \(2\.0 kB\)/);
      assert.match(JSON.stringify(hover.contents), /Sent to the build: 2 files/);
      const range = { start: { line: 1, character: 0 }, end: { line: 1, character: 0 } };
      const [action] = await server.request<CodeAction[]>('textDocument/codeAction', uri, {
        range,
        context: { diagnostics: [] },
      });
      assert.deepEqual(action?.edit?.changes?.[uri], [
        { range: { start: { line: 1, character: 0 }, end: { line: 2, character: 0 } }, newText: '' },
      ]);
    });
  });

  it('does not look at the context when told not to', async () => {
    await withServer(ASKED, { settings: { context: { scan: false } } }, async server => {
      await server.open(uri, 'dist\n', 'ignore');
      assert.deepEqual((await server.published(uri)).diagnostics, []);
      const hover = await server.at<Hover>('textDocument/hover', uri, 0, 1);
      assert.match(JSON.stringify(hover.contents), /Docker matches `dist`/);
    });
  });

  it('a folder that cannot be read ends nothing', async () => {
    if (process.getuid?.() === 0) {
      // Root reads everything: a folder that goes away while it is listed is what can be had.
      rmSync(join(folder, 'node_modules'), { recursive: true });
      symlinkSync(join(folder, 'nowhere'), join(folder, 'node_modules'));
    } else chmodSync(join(folder, 'node_modules'), 0);
    await withServer({}, {}, async server => {
      await server.open(uri, 'dist\nsrc\n', 'ignore');
      const { diagnostics } = await server.published(uri, published => published.diagnostics.length > 0);
      // Nobody has left the folder out.
      const others = codes(diagnostics).filter(code => code !== 'ignore-sent-by-mistake');
      assert.deepEqual(others, ['ignore-matches-nothing']);
    });
  });

  it('a Dockerfile is checked against the ignore file beside it: the open one, else the one on disk', async () => {
    const dockerfile = pathToFileURL(join(folder, 'Dockerfile')).href;
    writeFileSync(join(folder, '.dockerignore'), 'src\n');
    const isIgnored = ({ code }: Diagnostic): boolean =>
      code === 'copy-of-ignored-file' || /ignored/.test(String(code));
    await withServer({}, {}, async server => {
      await server.open(dockerfile, '# check=experimental=all\nFROM scratch\nCOPY src /src\n');
      await server.published(dockerfile, ({ diagnostics }) => diagnostics.some(isIgnored));
      await server.open(uri, 'dist\n', 'ignore');
      await server.published(dockerfile, ({ diagnostics }) => !diagnostics.some(isIgnored));
    });
  });
});
