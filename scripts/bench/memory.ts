import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { createMessageConnection, StreamMessageReader, StreamMessageWriter } from 'vscode-jsonrpc/node';
import { must } from '../parts/process.ts';
import { inProject, ownProgram } from '../parts/project.ts';
import { manyDockerfiles } from './dockerfiles.ts';
import { type Figure, kilobytes } from './figure.ts';

const DOCUMENTS = 500;
const ROUNDS = 3;

/** Memory of a server with 500 documents open, each of them looked at, ours against the yardstick's. */
export async function memory(): Promise<Figure> {
  const ours: number[] = [];
  const theirs: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    ours.push(await withDocuments([inProject('dist', 'server.cjs'), '--stdio']));
    theirs.push(await withDocuments([ownProgram('docker-langserver'), '--stdio']));
  }
  const [our, their] = [Math.min(...ours), Math.min(...theirs)];
  return {
    name: `memory after opening ${DOCUMENTS} documents`,
    value: kilobytes(our),
    yardstick: `dockerfile-language-server-nodejs ${kilobytes(their)}`,
    ratio: our / their,
    limit: { kind: 'at most', ratio: 1 },
  };
}

/** Bytes in use once every document has its diagnostics. */
async function withDocuments(args: readonly string[]): Promise<number> {
  const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'ignore'] });
  const connection = createMessageConnection(
    new StreamMessageReader(child.stdout),
    new StreamMessageWriter(child.stdin),
  );
  const waiting = new Set<string>();
  let done: () => void = () => {};
  const all = new Promise<void>((resolve, reject) => {
    done = resolve;
    child.once('exit', code => reject(new Error(`${args[0]} ended with ${code}`)));
  });
  connection.onNotification('textDocument/publishDiagnostics', ({ uri }: { uri: string }) => {
    if (waiting.delete(uri) && waiting.size === 0) done();
  });
  connection.onRequest('workspace/configuration', ({ items }: { items: readonly unknown[] }) =>
    items.map(() => null),
  );
  connection.onRequest('client/registerCapability', () => null);
  connection.listen();
  try {
    const capabilities = { textDocument: { publishDiagnostics: {} } };
    await connection.sendRequest('initialize', { processId: process.pid, rootUri: null, capabilities });
    await connection.sendNotification('initialized', {});
    for (const [index, text] of manyDockerfiles(DOCUMENTS).entries()) {
      const uri = `untitled:folder-${index}/Dockerfile`;
      waiting.add(uri);
      await connection.sendNotification('textDocument/didOpen', {
        textDocument: { uri, languageId: 'dockerfile', version: 1, text },
      });
    }
    await all;
    // What is free by then is given back.
    await sleep(1_000);
    return await residentBytes(child.pid ?? 0);
  } finally {
    connection.dispose();
    const ended = new Promise(resolve => child.once('close', resolve));
    child.removeAllListeners('exit');
    child.kill();
    await ended;
  }
}

async function residentBytes(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => undefined);
  const found = /^VmRSS:\s+(\d+) kB$/m.exec(status ?? '')?.[1];
  const kilobytes =
    found ?? (await must('Asking for memory', 'ps', ['-o', 'rss=', '-p', String(pid)])).trim();
  return Number(kilobytes) * 1024;
}
