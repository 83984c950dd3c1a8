import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Diagnostic } from 'vscode-languageserver';
import { TestServer } from './kit.ts';

describe('the hadolint configuration of a project', function () {
  this.timeout(20_000);
  let folder: string;
  let server: TestServer;
  const warnings: string[] = [];

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'strata-lsp-'));
    mkdirSync(join(folder, 'app'));
    ({ server } = await TestServer.start({ textDocument: { diagnostic: {} } }));
    server.connection.onNotification('window/showMessage', ({ message }: { message: string }) => {
      warnings.push(message);
    });
  });
  after(async () => {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  async function codesOf(uri: string): Promise<readonly (string | number | undefined)[]> {
    const { items } = await server.request<{ items: readonly Diagnostic[] }>('textDocument/diagnostic', uri);
    return items.map(({ code }) => code);
  }

  async function write(text: string): Promise<void> {
    const path = join(folder, '.hadolint.yaml');
    writeFileSync(path, text);
    const changes = [{ uri: pathToFileURL(path).href, type: 2 }];
    await server.connection.sendNotification('workspace/didChangeWatchedFiles', { changes });
  }

  it('counts, from the folders above, and again when it changes', async () => {
    const uri = pathToFileURL(join(folder, 'app/Dockerfile')).href;
    await write('ignored: [DL3006]\n');
    await server.open(uri, 'FROM debian\nWORKDIR app\n');
    assert.deepEqual(await codesOf(uri), ['relative-workdir']);
    await write('ignored: [DL3000]\ntrustedRegistries: [ghcr.io]\n');
    assert.deepEqual((await codesOf(uri)).toSorted(), ['untagged-image', 'untrusted-registry']);
  });

  it('counts as far as it can be read, and the user is told once what is wrong', async () => {
    const uri = pathToFileURL(join(folder, 'app/Dockerfile')).href;
    await write('ignored: [DL3006]\ntrusted: [a\n');
    assert.deepEqual(await codesOf(uri), ['relative-workdir']);
    await codesOf(uri);
    const isTold = (): boolean => warnings.some(text => /\.hadolint\.yaml: Line \d+ is no YAML/.test(text));
    // A notification may come behind the answer.
    for (let turn = 0; turn < 100 && !isTold(); turn++) await new Promise(resolve => setTimeout(resolve, 20));
    assert.ok(isTold(), warnings.join('\n'));
    assert.equal(warnings.length, new Set(warnings).size);
  });
});
