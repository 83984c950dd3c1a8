import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Diagnostic } from 'vscode-languageserver';
import { TestServer } from './kit.ts';

describe('rules that look into the build context', function () {
  this.timeout(20_000);
  let folder: string;
  let server: TestServer;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'strata-lsp-'));
    mkdirSync(join(folder, 'src'));
    for (const name of ['package.json', 'src/server.js', '.env']) writeFileSync(join(folder, name), '');
    ({ server } = await TestServer.start({ textDocument: { diagnostic: {} } }));
  });
  after(async () => {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('see what is not there, and what should not be copied', async () => {
    const uri = pathToFileURL(join(folder, 'Dockerfile')).href;
    await server.open(
      uri,
      'FROM a:1\nWORKDIR /a\nCOPY package.json src/sever.js lib/ ./\nCOPY . .\nUSER b\n',
    );
    const { items } = await server.request<{ items: readonly Diagnostic[] }>('textDocument/diagnostic', uri);
    assert.deepEqual(
      items.map(({ code, range }) => [code, range.start.line, range.start.character]),
      [
        ['missing-copy-source', 2, 18],
        ['missing-copy-source', 2, 31],
        ['missing-dockerignore', 3, 5],
      ],
    );
  });

  it('see at once what comes and goes', async () => {
    const { server: watching } = await TestServer.start({
      textDocument: { diagnostic: {} },
      workspace: {
        diagnostics: { refreshSupport: true },
        didChangeWatchedFiles: { dynamicRegistration: true },
      },
    });
    const watched: string[] = [];
    watching.connection.onRequest(
      'client/registerCapability',
      ({
        registrations,
      }: {
        registrations: { registerOptions?: { watchers?: { globPattern: string }[] } }[];
      }) => {
        for (const { registerOptions } of registrations) {
          watched.push(...(registerOptions?.watchers ?? []).map(({ globPattern }) => globPattern));
        }
        return null;
      },
    );
    const uri = pathToFileURL(join(folder, 'Dockerfile.watched')).href;
    const codes = async (): Promise<readonly unknown[]> => {
      const report = await watching.request<{ items: readonly Diagnostic[] }>('textDocument/diagnostic', uri);
      return report.items.map(({ code }) => code);
    };
    await watching.open(uri, 'FROM a:1\nCOPY package.json new.txt /a/\nUSER b\n');
    assert.deepEqual(await codes(), ['missing-copy-source']);
    assert.ok(watched.includes('**/*'));
    const path = join(folder, 'new.txt');
    for (const [type, expected] of [
      [1, []],
      [3, ['missing-copy-source']],
    ] as const) {
      const refreshed = new Promise<void>(resolve => {
        watching.connection.onRequest('workspace/diagnostic/refresh', () => {
          resolve();
          return null;
        });
      });
      if (type === 1) writeFileSync(path, '');
      else rmSync(path);
      await watching.connection.sendNotification('workspace/didChangeWatchedFiles', {
        changes: [{ uri: pathToFileURL(path).href, type }],
      });
      await refreshed;
      assert.deepEqual(await codes(), expected);
    }
    await watching.stop();
  });
});
