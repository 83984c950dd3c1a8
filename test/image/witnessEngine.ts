// Compares squashed trees with what an engine's own containers show: loads random images into it, reads its
// export of each, and holds that against `docker export`. It removes what it made.
// `node test/image/witnessEngine.ts --socket PATH [--runs N] [--seed N]`
import { request } from 'node:http';
import { parseArgs } from 'node:util';
import { memoryReader } from '../../client/image/bytes.ts';
import { defaultLimits } from '../../client/image/limits.ts';
import { scanReader } from '../../client/image/scanTar.ts';
import { createTarScanner } from '../../client/image/tarScanner.ts';
import { dockerSaveLegacy } from '../kit/imageBuilder.ts';
import { openBytes } from '../kit/imageIndex.ts';
import { builtLayers, seeded } from '../kit/imageRandom.ts';
import { differences, finalRows, truthRow } from '../kit/imageTruth.ts';

const { values } = parseArgs({
  options: {
    socket: { type: 'string', default: '/var/run/docker.sock' },
    runs: { type: 'string', default: '20' },
    seed: { type: 'string', default: '1' },
  },
});

async function call(method: string, path: string, body?: Uint8Array | object): Promise<Buffer> {
  const bytes = body === undefined || body instanceof Uint8Array ? body : Buffer.from(JSON.stringify(body));
  const type = body instanceof Uint8Array ? 'application/x-tar' : 'application/json';
  return new Promise((resolve, reject) => {
    const sent = request(
      { socketPath: values.socket, method, path, headers: { 'content-type': type } },
      answer => {
        const chunks: Buffer[] = [];
        answer.on('data', chunk => chunks.push(chunk));
        answer.on('error', reject);
        answer.on('end', () => {
          const all = Buffer.concat(chunks);
          if ((answer.statusCode ?? 500) < 400) resolve(all);
          else reject(new Error(`${method} ${path}: ${answer.statusCode} ${all}`));
        });
      },
    );
    sent.on('error', reject);
    sent.end(bytes);
  });
}

const TYPES: Readonly<Record<string, string>> = {
  0: 'file',
  2: 'symlink',
  3: 'character',
  4: 'block',
  5: 'directory',
  6: 'fifo',
};

/** The rows of a `docker export`: hard links shown as the files they are. */
async function exported(tar: Uint8Array): Promise<Map<string, string>> {
  const rows = new Map<string, string>();
  const decode = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
  const scanner = createTarScanner(
    {
      entry: entry => {
        const path = decode(entry.name).replace(/^\.?\/|\/$/g, '');
        const type = String.fromCharCode(entry.type);
        if (type === '1') rows.set(path, rows.get(decode(entry.link)) ?? 'a link to nothing');
        else {
          const size = type === '0' ? entry.size : 0;
          const link = decode(entry.link);
          rows.set(
            path,
            truthRow({
              ...entry,
              mode: entry.mode & 0o7777,
              type: TYPES[type] ?? type,
              size,
              link,
              time: entry.mtime / 1000,
            }),
          );
        }
        return false;
      },
    },
    defaultLimits,
  );
  await scanReader(memoryReader(tar), scanner);
  return rows;
}

/** What every container has of its own. */
const OWN = /^(?:\.dockerenv|dev|proc|sys|etc)(?:\/|$)/;
const without = (rows: Map<string, string>): Map<string, string> =>
  new Map([...rows].filter(([path]) => path !== '' && !OWN.test(path)));

let failures = 0;
let compared = 0;
let refused = 0;
for (let run = 0; run < Number(values.runs); run++) {
  const seed = Number(values.seed) + run;
  const tag = `strata-witness:${seed}`;
  const layers = builtLayers(seeded(seed));
  let id: string;
  try {
    const archive = dockerSaveLegacy([{ tags: [tag], layers: layers.map(entries => ({ entries })) }]);
    const loaded = String(await call('POST', '/images/load?quiet=1', archive));
    if (loaded.includes('errorDetail')) throw new Error(loaded);
    const made = await call('POST', '/containers/create', { Image: tag, Cmd: ['x'] });
    id = JSON.parse(String(made)).Id;
  } catch (error) {
    refused++;
    process.stdout.write(`seed ${seed} is refused: ${String(error).slice(0, 600)}\n`);
    await call('DELETE', `/images/${encodeURIComponent(tag)}?force=1`).catch(() => {});
    continue;
  }
  try {
    const truth = without(await exported(await call('GET', `/containers/${id}/export`)));
    const image = await openBytes(await call('GET', `/images/${encodeURIComponent(tag)}/get`));
    compared += truth.size;
    const different = differences(without(finalRows(image)), truth);
    if (different.length > 0) {
      failures++;
      process.stdout.write(`seed ${seed} differs:\n  ${different.join('\n  ')}\n`);
    }
  } finally {
    await call('DELETE', `/containers/${id}?force=1`);
    await call('DELETE', `/images/${encodeURIComponent(tag)}?force=1`);
  }
}
process.stdout.write(
  `${values.runs} images, ${compared} entries compared, ${failures} images differ, ${refused} refused\n`,
);
process.exitCode = failures === 0 ? 0 : 1;
