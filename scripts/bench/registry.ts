import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createMessageConnection, StreamMessageReader, StreamMessageWriter } from 'vscode-jsonrpc/node';
import { defaultLimits } from '../../client/image/limits.ts';
import { openSource } from '../../client/image/openSource.ts';
import { NO_CONFIG } from '../../client/registry/dockerConfig.ts';
import { createRegistries } from '../../client/registry/registries.ts';
import { remoteFiles } from '../../client/registry/remoteImage.ts';
import { TAG_REQUEST, TAGS_REQUEST } from '../../protocol/language.ts';
import { success } from '../../protocol/result.ts';
import { completionsAt } from '../../server/features/completion.ts';
import { english } from '../../server/features/docs/texts.ts';
import { cachedRegistries } from '../../server/lsp/registries.ts';
import { buildModel } from '../../server/semantics/buildModel.ts';
import { parseDockerfile } from '../../server/syntax/parse.ts';
import { inProject } from '../parts/project.ts';
import { type Figure, median, milliseconds, processorTime } from './figure.ts';

const TAGS = Array.from(
  { length: 10_000 },
  (_, index) => `${(index * 7919) % 30}.${index % 97}.${index}-alpine`,
);
/** Milliseconds of a keystroke behind which tags are known. */
const ANSWER_LIMIT = 10;
/** Milliseconds until ten thousand new tags are sorted and offered. */
const SORT_LIMIT = 100;
const LAYERS = 50;
/** Manifest and config. */
const REQUESTS = 2;

/** How registries are felt in the editor: keystrokes behind tags, long lists of them, and images that are not pulled. */
export async function registry(): Promise<readonly Figure[]> {
  const { known, beside } = await keystrokes();
  const sorted = await sortAndOffer();
  const asked = await overviewRequests();
  const atMost = (name: string, value: number, limit: number): Figure => ({
    name,
    value: milliseconds(value),
    yardstick: `limit ${milliseconds(limit)}`,
    ratio: value / limit,
    limit: { kind: 'at most', ratio: 1 },
  });
  return [
    atMost('completion of 10,000 known tags', known, ANSWER_LIMIT),
    atMost('hover while a registry does not answer', beside, ANSWER_LIMIT),
    atMost('10,000 tags sorted and offered', sorted, SORT_LIMIT),
    {
      name: `requests for the overview of ${LAYERS} layers in a registry`,
      value: String(asked),
      yardstick: `${REQUESTS}: manifest and config`,
      ratio: asked / REQUESTS,
      limit: { kind: 'at most', ratio: 1 },
    },
  ];
}

const URI = 'untitled:Dockerfile';

/** Median round trips to the server: of completion behind known tags, and of a hover beside tags nobody tells. */
async function keystrokes(): Promise<{ readonly known: number; readonly beside: number }> {
  const child = spawn(process.execPath, [inProject('dist', 'server.cjs'), '--stdio'], {
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const connection = createMessageConnection(
    new StreamMessageReader(child.stdout),
    new StreamMessageWriter(child.stdin),
  );
  connection.onRequest('workspace/configuration', ({ items }: { items: readonly unknown[] }) =>
    items.map(() => null),
  );
  connection.onRequest('client/registerCapability', () => null);
  connection.onRequest(TAG_REQUEST, () => new Promise(() => {}));
  connection.onRequest(TAGS_REQUEST, ({ path }: { path: string }) =>
    path.endsWith('silent') ? new Promise(() => {}) : { tags: TAGS },
  );
  connection.listen();
  const ended = new Promise(resolve => child.once('close', resolve));
  try {
    await connection.sendRequest('initialize', {
      processId: process.pid,
      rootUri: null,
      capabilities: { workspace: { configuration: true }, textDocument: {} },
      initializationOptions: { registries: true },
    });
    await connection.sendNotification('initialized', {});
    const text = 'FROM a.example/app:1\nFROM a.example/silent:1\nWORKDIR /app\n';
    const textDocument = { uri: URI, languageId: 'dockerfile', version: 1, text };
    await connection.sendNotification('textDocument/didOpen', { textDocument });
    const ask = (method: string, line: number, character: number): Promise<unknown> =>
      connection.sendRequest(`textDocument/${method}`, {
        textDocument: { uri: URI },
        position: { line, character },
      });
    const complete = async (line: number, character: number): Promise<number> => {
      const answer = (await ask('completion', line, character)) as { items?: readonly unknown[] } | null;
      return (Array.isArray(answer) ? answer : (answer?.items ?? [])).length;
    };
    while ((await complete(0, 19)) < 100) await new Promise(resolve => setTimeout(resolve, 20));
    const known = await medianOf(() => complete(0, 19));
    await complete(1, 22);
    const beside = await medianOf(() => ask('hover', 2, 2));
    return { known, beside };
  } finally {
    await connection.sendRequest('shutdown');
    await connection.sendNotification('exit');
    await ended;
    connection.dispose();
  }
}

const ROUNDS = 60;

async function medianOf(ask: () => Promise<unknown>): Promise<number> {
  const taken: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const from = performance.now();
    await ask();
    taken.push(performance.now() - from);
  }
  return median(taken.slice(ROUNDS / 3));
}

/** Processor time from the answer of a registry to the list that the editor is given; the least of some. */
async function sortAndOffer(): Promise<number> {
  let best = Number.POSITIVE_INFINITY;
  const text = 'FROM a.example/app:1';
  const file = parseDockerfile(text);
  const document = { file, model: buildModel(file) };
  for (let round = 0; round < 5; round++) {
    let resolve: (answer: { readonly tags: readonly string[] }) => void = () => {};
    const promise = new Promise<{ readonly tags: readonly string[] }>(answer => {
      resolve = answer;
    });
    const nothing = (): Promise<null> => Promise.resolve(null);
    const port = { tags: () => promise, tag: nothing, search: nothing };
    const registries = cachedRegistries(port);
    const offer = (): number =>
      completionsAt(document, text.length, english, { registries: registries.known() }).length;
    offer();
    const from = process.threadCpuUsage();
    resolve({ tags: TAGS });
    await new Promise(setImmediate);
    const { user, system } = process.threadCpuUsage(from);
    let offered = 0;
    const showing = processorTime(() => {
      offered = offer();
    });
    if (offered < 100) throw new Error(`${offered} tags were offered`);
    best = Math.min(best, (user + system) / 1000 + showing);
  }
  return best;
}

/** Requests until the layers of an image are listed, by a registry that counts. */
async function overviewRequests(): Promise<number> {
  const { answers, manifest } = remoteWorld();
  let asked = 0;
  const registries = createRegistries({
    net: {
      fetch: input => {
        asked += 1;
        const body = answers.get(new URL(String(input)).pathname);
        return Promise.resolve(body === undefined ? new Response('{}', { status: 404 }) : new Response(body));
      },
      now: () => performance.now(),
      wait: () => Promise.resolve(),
      random: Math.random,
    },
    config: () => Promise.resolve(success(NO_CONFIG)),
    helpers: () => Promise.resolve({ kind: 'failed', detail: 'none' }),
    insecure: [],
  });
  const files = await remoteFiles(registries.session('a.example'), 'app', manifest, undefined);
  if (!files.ok) throw new Error(files.failure.code);
  const found = await openSource(files.value, {}, defaultLimits);
  if (!found.ok || found.source.layers.length !== LAYERS) throw new Error('the image was not read');
  return asked;
}

function remoteWorld(): { readonly answers: ReadonlyMap<string, string>; readonly manifest: string } {
  const digest = (text: string): string => `sha256:${createHash('sha256').update(text).digest('hex')}`;
  const diffIds = Array.from({ length: LAYERS }, (_, index) => digest(`layer ${index}`));
  const config = JSON.stringify({
    architecture: 'amd64',
    os: 'linux',
    rootfs: { type: 'layers', diff_ids: diffIds },
  });
  const type = 'application/vnd.oci.image';
  const manifest = JSON.stringify({
    schemaVersion: 2,
    mediaType: `${type}.manifest.v1+json`,
    config: { mediaType: `${type}.config.v1+json`, digest: digest(config), size: config.length },
    layers: diffIds.map((diffId, index) => ({
      mediaType: `${type}.layer.v1.tar+gzip`,
      digest: digest(`packed ${diffId}`),
      size: 1_000_000 + index,
    })),
  });
  const answers = new Map([
    [`/v2/app/manifests/${digest(manifest)}`, manifest],
    [`/v2/app/blobs/${digest(config)}`, config],
  ]);
  return { answers, manifest: digest(manifest) };
}

if (import.meta.main) console.table(await registry());
