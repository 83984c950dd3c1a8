import { spawn } from 'node:child_process';
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

const ROUNDS = 12;

/** Time from starting a server process to its first diagnostics, ours against the yardstick's, in turns. */
export async function firstDiagnostics(): Promise<Figure> {
  const ours: number[] = [];
  const theirs: number[] = [];
  for (let round = 0; round <= ROUNDS; round++) {
    const first = await coldStart([inProject('dist', 'server.cjs'), '--stdio']);
    const second = await coldStart([ownProgram('docker-langserver'), '--stdio']);
    // The first round fills the disk cache for both.
    if (round === 0) continue;
    ours.push(first);
    theirs.push(second);
  }
  // The least of the rounds: whatever else the machine does only adds.
  const [our, their] = [Math.min(...ours), Math.min(...theirs)];
  return {
    name: 'first diagnostics of a cold server',
    value: milliseconds(our),
    yardstick: `dockerfile-language-server-nodejs ${milliseconds(their)}`,
    ratio: our / their,
    limit: { kind: 'at most', ratio: 1 },
  };
}

async function coldStart(args: readonly string[]): Promise<number> {
  const from = performance.now();
  const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'ignore'] });
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
  connection.dispose();
  const ended = new Promise(resolve => child.once('close', resolve));
  child.kill();
  await ended;
  return taken;
}
