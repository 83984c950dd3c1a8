import assert from 'node:assert/strict';
import type { InitializeResult, InlayHint } from 'vscode-languageserver';
import { TestServer } from './kit.ts';

describe('inlay hints through the language server', function () {
  // A process is started for each: on a busy machine that takes its time.
  this.timeout(60_000);
  const URI = 'file:///nowhere/Dockerfile';
  const TEXT = 'ARG V=😀\r\nARG W=2\r\nFROM a:$V AS b\r\nFROM c:$W\r\nCOPY --from=0 x y\r\n';
  let server: TestServer;
  let initialized: InitializeResult;
  const refreshed: unknown[] = [];
  before(async () => {
    ({ server, initialized } = await TestServer.start({
      workspace: { configuration: true, inlayHint: { refreshSupport: true } },
    }));
    server.connection.onRequest('workspace/inlayHint/refresh', () => {
      refreshed.push(null);
      return null;
    });
    await server.open(URI, TEXT);
  });
  after(async () => {
    assert.equal(await server.stop(), 0);
    assert.deepEqual(server.logged, []);
  });

  async function hints(first: number, last: number): Promise<readonly string[]> {
    const range = { start: { line: first, character: 0 }, end: { line: last, character: 0 } };
    const found = await server.request<InlayHint[]>('textDocument/inlayHint', URI, { range });
    return found.map(({ position: { line, character }, label }) => `${line}:${character} ${String(label)}`);
  }

  it('are announced and given for a range, with their origin as tooltip', async () => {
    assert.equal(initialized.capabilities.inlayHintProvider, true);
    assert.deepEqual(await hints(0, 5), ['2:9 😀', '3:9 2', '4:13 b']);
    assert.deepEqual(await hints(3, 4), ['3:9 2']);
  });

  it('follow the settings, and are asked for again when those change', async () => {
    server.sections = { strata: { inlayHints: { variables: false } } };
    await server.connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
    assert.deepEqual(await hints(0, 5), ['4:13 b']);
    server.sections = { strata: { inlayHints: { variables: false, stages: false } } };
    await server.connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
    assert.deepEqual(await hints(0, 5), []);
    assert.equal(refreshed.length, 2);
  });
});
