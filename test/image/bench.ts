// Measures the image library against doing the bare work: `node --expose-gc test/image/bench.ts`. Ratios of one
// run on one machine; absolute times say little.
import {
  closeSync,
  createReadStream,
  mkdtempSync,
  openSync,
  readSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, gzipSync } from 'node:zlib';
import { extract } from 'tar-stream';
import { childrenOf } from '../../client/image/browse/folders.ts';
import { memoryReader } from '../../client/image/bytes.ts';
import { defaultLimits } from '../../client/image/limits.ts';
import { openImageFiles } from '../../client/image/openImage.ts';
import { createPathTable } from '../../client/image/pathTable.ts';
import { readLayers } from '../../client/image/readLayers.ts';
import type { LayerSource } from '../../client/image/source.ts';
import { fileReader } from '../../client/worker/fileReader.ts';
import { archiveOf, ociLayout } from '../kit/imageBuilder.ts';
import { below, seeded } from '../kit/imageRandom.ts';
import { buildTar, type TarSpec, tarEntry } from '../kit/tarBuilder.ts';

const folder = mkdtempSync(join(tmpdir(), 'strata-bench-'));
const say = (text: string): void => void process.stdout.write(`${text}\n`);

async function time(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

/** The best of three: what the work takes when nothing is in its way. */
async function best(work: () => Promise<unknown>): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 3; round++) least = Math.min(least, await time(work));
  return least;
}

/** Bytes that compress about as well as programs and texts do. */
function prose(length: number): Uint8Array {
  const random = seeded(7);
  const words = Array.from({ length: 4000 }, () =>
    Array.from({ length: 2 + below(random, 9) }, () => String.fromCharCode(97 + below(random, 26))).join(''),
  );
  let text = '';
  while (text.length < length) text += `${words[below(random, words.length)]} `;
  return new TextEncoder().encode(text).subarray(0, length);
}

function writeTar(path: string, count: number, size: (index: number) => number): void {
  const file = openSync(path, 'w');
  const noise = prose(1 << 20);
  for (let index = 0; index < count; index++) {
    const bytes = size(index);
    const name = `usr/lib/package${Math.floor(index / 120)}/module${Math.floor(index / 17) % 7}/file-${index}.js`;
    const [header = new Uint8Array(0)] = tarEntry({ name, dialect: 'ustar', size: bytes });
    writeSync(file, header);
    for (let left = bytes; left > 0; ) {
      const from = Math.imul(index, 7919) & 0x7ffff;
      const part = noise.subarray(from, Math.min(noise.length, from + left));
      writeSync(file, part);
      left -= part.length;
    }
    writeSync(file, new Uint8Array((512 - (bytes % 512)) % 512));
  }
  writeSync(file, new Uint8Array(1024));
  closeSync(file);
}

function rawRead(path: string): void {
  const file = openSync(path, 'r');
  const buffer = Buffer.allocUnsafe(1 << 20);
  while (readSync(file, buffer, 0, buffer.length, null) > 0);
  closeSync(file);
}

async function index(path: string): Promise<void> {
  const handle = await open(path);
  const size = statSync(path).size;
  const [layer] = await readLayers(createPathTable(), [sourceOf(fileReader(handle, size))], {
    limits: defaultLimits,
  });
  if (!layer || layer.problem) throw new Error('unreadable');
  await handle.close();
}

let nextKey = 0;
const sourceOf = (reader: {
  size: number;
  read(offset: number, length: number): Uint8Array | Promise<Uint8Array>;
}): LayerSource => ({
  diffId: '',
  digest: undefined,
  mediaType: '',
  size: reader.size,
  key: String(nextKey++),
  isLink: false,
  open: async () => ({ ok: true, reader }),
});

async function tarStream(path: string): Promise<void> {
  const reader = extract();
  reader.on('entry', (_header, stream, next) => {
    stream.on('end', next);
    stream.resume();
  });
  await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), reader);
}

async function archives(): Promise<void> {
  for (const [name, count, size] of [
    ['100,000 small files', 100_000, (at: number) => 200 + (at % 90) * 100],
    ['20 large files', 20, () => 40 << 20],
  ] as const) {
    const path = join(folder, 'layer.tar');
    writeTar(path, count, size);
    rawRead(path);
    const raw = await best(async () => rawRead(path));
    const ours = await best(() => index(path));
    const theirs = await time(() => tarStream(path));
    const megabytes = Math.round(statSync(path).size / 1e6);
    say(
      `${name}, ${megabytes} MB: read ${raw.toFixed(0)} ms, index ${ours.toFixed(0)} ms (${(ours / raw).toFixed(2)} of the read), tar-stream ${theirs.toFixed(0)} ms (${(theirs / ours).toFixed(1)} times ours)`,
    );
  }
}

async function gzipLayers(): Promise<void> {
  const path = join(folder, 'small.tar');
  writeTar(path, 20_000, at => 200 + (at % 90) * 100);
  const tar = Buffer.alloc(statSync(path).size);
  const file = openSync(path, 'r');
  readSync(file, tar, 0, tar.length, 0);
  closeSync(file);
  const packed = gzipSync(tar, { level: 6 });
  const gunzip = async (): Promise<void> => {
    const stream = createGunzip({ chunkSize: 256 << 10 });
    const drain = pipeline(
      stream,
      new Writable({ highWaterMark: 1 << 22, write: (_chunk, _encoding, done) => done() }),
    );
    stream.end(packed);
    await drain;
  };
  const ours = (count: number) => async (): Promise<void> => {
    const sources = Array.from({ length: count }, () => sourceOf(memoryReader(packed)));
    const layers = await readLayers(createPathTable(), sources, { limits: defaultLimits });
    if (layers.some(({ problem }) => problem)) throw new Error('unreadable');
  };
  const alone = await best(gunzip);
  const one = await best(ours(1));
  const two = await best(ours(2));
  say(
    `gzip layer, ${Math.round(tar.length / 1e6)} MB: gunzip ${alone.toFixed(0)} ms, index ${one.toFixed(0)} ms (${(one / alone).toFixed(2)}); two layers ${two.toFixed(0)} ms (${(two / one).toFixed(2)} of one)`,
  );
}

async function analysis(): Promise<void> {
  const files = Array.from(
    { length: 100_000 },
    (_, at): TarSpec => ({ name: `d${at % 300}/e${at % 7}/f${at}`, body: 'x', dialect: 'ustar' }),
  );
  const whiteouts = Array.from(
    { length: 30_000 },
    (_, at): TarSpec => ({ name: `d${at % 300}/e${at % 7}/.wh.f${at}`, dialect: 'ustar' }),
  );
  const bytes = archiveOf(ociLayout([{ layers: [{ tar: buildTar(files) }, { tar: buildTar(whiteouts) }] }]));
  const { openImageArchive } = await import('../../client/image/openImage.ts');
  const spent = await best(async () => {
    const opened = await openImageArchive(memoryReader(bytes), { name: '' });
    if (!opened.ok) throw new Error('unreadable');
    opened.value.wasted();
  });
  say(`100,000 files and 30,000 whiteouts: read, squash, waste and dive's figures in ${spent.toFixed(0)} ms`);
}

async function million(): Promise<void> {
  const path = join(folder, 'million.tar');
  writeTar(path, 1_000_000, () => 0);
  const handle = await open(path);
  const reader = fileReader(handle, statSync(path).size);
  const config = new TextEncoder().encode('{"rootfs":{"type":"layers","diff_ids":["sha256:a"]}}');
  const manifest = new TextEncoder().encode('[{"Config":"c","RepoTags":null,"Layers":["l"]}]');
  const files = new Map([
    ['manifest.json', memoryReader(manifest)],
    ['c', memoryReader(config)],
    ['l', reader],
  ]);
  const collect = (globalThis as { gc?: () => void }).gc;
  const used = (): number => {
    collect?.();
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    return heapUsed + arrayBuffers;
  };
  const before = used();
  const started = performance.now();
  const opened = await openImageFiles(
    { open: async name => files.get(name), target: name => name, problem: undefined, empty: false },
    { name: '' },
  );
  if (!opened.ok) throw new Error('unreadable');
  const read = performance.now() - started;
  const image = opened.value;
  const shown = performance.now();
  childrenOf(image, { layer: 0, path: '', offset: 0, limit: 100 });
  const first = performance.now() - shown;
  childrenOf(image, { layer: 'final', path: '', offset: 0, limit: 100 });
  const again = performance.now();
  childrenOf(image, { layer: 0, path: 'usr/lib', offset: 0, limit: 100 });
  childrenOf(image, { layer: 0, path: 'usr/lib/package1/module2', offset: 0, limit: 100 });
  const expand = performance.now() - again;
  const each = (used() - before) / 1_000_000;
  say(
    `1,000,000 entries: opened in ${read.toFixed(0)} ms, first tree ${first.toFixed(0)} ms, two expansions ${expand.toFixed(1)} ms, ${collect ? `${each.toFixed(0)} bytes an entry with both trees` : 'memory unknown without --expose-gc'}`,
  );
  await handle.close();
}

try {
  // First, so that nothing else is in its memory.
  await million();
  await archives();
  await gzipLayers();
  await analysis();
} finally {
  rmSync(folder, { recursive: true, force: true });
}
