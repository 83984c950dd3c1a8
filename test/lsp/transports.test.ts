import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { build } from 'esbuild';
import {
  createMessageConnection,
  type DataCallback,
  IPCMessageReader,
  IPCMessageWriter,
  type Message,
  type MessageConnection,
  ReadableStreamMessageReader,
} from 'vscode-jsonrpc/node';

const path = (name: string): string => fileURLToPath(new URL(`../../server/${name}`, import.meta.url));
const URI = 'memory:/Dockerfile';

/** The least that any client does: start, open, see a diagnostic, hover, end. */
async function drive(connection: MessageConnection): Promise<void> {
  const published = new Promise<unknown>(resolve => {
    connection.onNotification('textDocument/publishDiagnostics', resolve);
  });
  connection.listen();
  await connection.sendRequest('initialize', { processId: null, rootUri: null, capabilities: {} });
  await connection.sendNotification('initialized', {});
  await connection.sendNotification('textDocument/didOpen', {
    textDocument: { uri: URI, languageId: 'dockerfile', version: 1, text: 'FROM a\nNO\n' },
  });
  assert.match(JSON.stringify(await published), /syntax-unknown-instruction/);
  const hover = await connection.sendRequest('textDocument/hover', {
    textDocument: { uri: URI },
    position: { line: 0, character: 1 },
  });
  assert.match(JSON.stringify(hover), /Starts a build stage/);
  await connection.sendRequest('shutdown');
}

describe('transports of the language server', () => {
  it('node-ipc, as VS Code starts it', async () => {
    const child = fork(path('main.ts'), ['--node-ipc'], { stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
    const ended = new Promise<number | null>(resolve => child.once('exit', code => resolve(code)));
    const connection = createMessageConnection(new IPCMessageReader(child), new IPCMessageWriter(child));
    await drive(connection);
    await connection.sendNotification('exit');
    assert.equal(await ended, 0);
    connection.dispose();
  });

  it('a web worker, without anything of Node', async function () {
    this.timeout(30_000);
    const { outputFiles } = await build({
      entryPoints: [path('browser.ts')],
      bundle: true,
      write: false,
      format: 'iife',
      platform: 'browser',
      logLevel: 'silent',
    });
    const code = outputFiles[0]?.text ?? '';
    // The scope of a worker in a browser, as far as the server uses it.
    const scope = `
      const { parentPort } = require('node:worker_threads');
      globalThis.addEventListener = () => undefined;
      globalThis.postMessage = message => parentPort.postMessage(message);
      parentPort.on('message', data => globalThis.onmessage?.({ data }));
      (function (require, process, module, exports, Buffer) { ${code} })();`;
    const worker = new Worker(scope, { eval: true });
    const reader = new (class extends ReadableStreamMessageReader {
      override listen(callback: DataCallback) {
        worker.on('message', (message: Message) => callback(message));
        return { dispose: () => undefined };
      }
    })({
      onData: () => ({ dispose: () => undefined }),
      onClose: () => ({ dispose: () => undefined }),
      onError: () => ({ dispose: () => undefined }),
      onEnd: () => ({ dispose: () => undefined }),
    });
    const connection = createMessageConnection(reader, {
      onError: () => ({ dispose: () => undefined }),
      onClose: () => ({ dispose: () => undefined }),
      write: message => Promise.resolve(worker.postMessage(message)),
      end: () => undefined,
      dispose: () => undefined,
    });
    await drive(connection);
    connection.dispose();
    await worker.terminate();
  });
});
