import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { commandFolder } from '../kit/commandLine.ts';

describe('strata lsp', () => {
  it('serves over standard input and output until it is told to go', async () => {
    const server = spawn(process.execPath, [
      join(import.meta.dirname, '../../server/cli.ts'),
      'lsp',
      '--stdio',
    ]);
    let output = '';
    let problems = '';
    server.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      if (output.includes('"id":1') && !output.includes('"id":2')) send({ id: 2, method: 'shutdown' });
      if (output.includes('"id":2')) send({ method: 'exit' });
    });
    server.stderr.on('data', (chunk: Buffer) => {
      problems += chunk.toString();
    });
    const send = (message: object): void => {
      const text = JSON.stringify({ jsonrpc: '2.0', ...message });
      server.stdin.write(`Content-Length: ${text.length}\r\n\r\n${text}`);
    };
    send({ id: 1, method: 'initialize', params: { processId: null, rootUri: null, capabilities: {} } });
    const code = await new Promise(resolve => server.on('exit', resolve));
    assert.deepEqual({ code, problems }, { code: 0, problems: '' });
    assert.match(output, /"capabilities":/);
  });

  it('says what it needs', async () => {
    const folder = commandFolder();
    try {
      const { code, stderr } = await folder.run(['lsp']);
      assert.equal(code, 2);
      assert.match(stderr, /--stdio/);
      assert.equal((await folder.run(['lsp', '--stdio', 'x'])).code, 2);
      assert.equal((await folder.run(['lsp', '--help'])).code, 0);
    } finally {
      folder.dispose();
    }
  });
});
