import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createMessageConnection, StreamMessageReader, StreamMessageWriter } from 'vscode-jsonrpc/node';
import { inProject, ownProgram } from '../parts/project.ts';
import { type Figure, milliseconds } from './figure.ts';

/** A file with faults that both servers tell of. */
const TEXT = `FROM node:24 AS build
MAINTAINER someone@example.com
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci
COPY . .
RUN npm run build
CPOY a b

FROM node:24-slim
COPY --from=build /app/dist /app
EXPOSE 99999
CMD ["node", "/app/server.js"]
`;

const ROUNDS = 20;

/**
 * Time from starting a server process to its first diagnostics, ours against the yardstick's, in turns: as when it
 * was never started before, and with what Node kept of its compiled code when an earlier process ended.
 */
export async function firstDiagnostics(): Promise<readonly Figure[]> {
  const cache = await mkdtemp(join(tmpdir(), 'strata-bench-'));
  const server = [inProject('dist', 'server.cjs'), '--stdio'];
  const runs = {
    first: () => coldStart(server, { NODE_DISABLE_COMPILE_CACHE: '1' }),
    again: () => coldStart(server, { NODE_COMPILE_CACHE: cache }),
    yardstick: () => coldStart([ownProgram('docker-langserver'), '--stdio']),
  };
  const taken: Record<keyof typeof runs, number[]> = { first: [], again: [], yardstick: [] };
  // The first round fills the caches of the disk and of Node, and does not count.
  for (const run of Object.values(runs)) await run();
  for (let round = 0; round < ROUNDS; round++) {
    for (const name of ['first', 'again', 'yardstick'] as const) taken[name].push(await runs[name]());
  }
  await rm(cache, { recursive: true, force: true });
  // The least of the rounds: whatever else the machine does only adds.
  const their = Math.min(...taken.yardstick);
  const figure = (name: string, our: number): Figure => ({
    name,
    value: milliseconds(our),
    yardstick: `dockerfile-language-server-nodejs ${milliseconds(their)}`,
    ratio: our / their,
    limit: { kind: 'at most', ratio: 1 },
  });
  return [
    figure('first diagnostics of a cold server, never started before', Math.min(...taken.first)),
    figure('first diagnostics of a cold server', Math.min(...taken.again)),
  ];
}

async function coldStart(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<number> {
  const from = performance.now();
  const child = spawn(process.execPath, args, {
    stdio: ['pipe', 'pipe', 'ignore'],
    env: { ...process.env, ...env },
  });
  const connection = createMessageConnection(
    new StreamMessageReader(child.stdout),
    new StreamMessageWriter(child.stdin),
  );
  const told = new Promise<void>((resolve, reject) => {
    connection.onNotification(
      'textDocument/publishDiagnostics',
      (said: { diagnostics: readonly unknown[] }) => {
        if (said.diagnostics.length > 0) resolve();
      },
    );
    child.once('exit', code => reject(new Error(`${args[0]} ended with ${code} before any diagnostics`)));
  });
  connection.onRequest('workspace/configuration', ({ items }: { items: readonly unknown[] }) =>
    items.map(() => null),
  );
  connection.onRequest('client/registerCapability', () => null);
  connection.listen();
  const capabilities = { textDocument: { publishDiagnostics: {} } };
  await connection.sendRequest('initialize', { processId: process.pid, rootUri: null, capabilities });
  await connection.sendNotification('initialized', {});
  await connection.sendNotification('textDocument/didOpen', {
    textDocument: { uri: 'untitled:Dockerfile', languageId: 'dockerfile', version: 1, text: TEXT },
  });
  await told;
  const taken = performance.now() - from;
  // As editors do.
  const ended = new Promise(resolve => child.once('close', resolve));
  await connection.sendRequest('shutdown');
  await connection.sendNotification('exit');
  await ended;
  connection.dispose();
  return taken;
}
