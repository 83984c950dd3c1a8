import {
  closeSync,
  createReadStream,
  mkdtempSync,
  openSync,
  readFileSync,
  readSync,
  rmSync,
  statSync,
} from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, gzipSync } from 'node:zlib';
import { extract } from 'tar-stream';
import { type ByteReader, memoryReader } from '../../client/image/bytes.ts';
import { defaultLimits } from '../../client/image/limits.ts';
import { createPathTable } from '../../client/image/pathTable.ts';
import { readLayers } from '../../client/image/readLayers.ts';
import { fileReader } from '../../client/worker/fileReader.ts';
import { type Figure, milliseconds } from './figure.ts';
import { largeImages } from './largeImages.ts';
import { type TarFile, writeTar } from './tarFile.ts';

const SMALL_FILES = 100_000;
const LARGE_FILES = 20;
const ROUNDS = 9;

/** What looking into images costs, against doing the bare work: reading the bytes, unpacking them. */
export async function images(): Promise<readonly Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'strata-bench-images-'));
  try {
    const small = join(folder, 'small.tar');
    // 7 KB each, as in the images of interpreters and their packages.
    writeTar(
      small,
      files(SMALL_FILES, at => 200 + (at % 136) * 100),
    );
    const figures = await plainLayer(small, '100,000 small files', 1.2);
    figures.push(await versusTarStream(small));
    rmSync(small);
    const large = join(folder, 'large.tar');
    writeTar(
      large,
      files(LARGE_FILES, () => 40 << 20),
    );
    figures.push(...(await plainLayer(large, '20 large files', 0.2)));
    rmSync(large);
    figures.push(...(await gzipLayers(join(folder, 'packed.tar'))));
    figures.push(...(await largeImages(folder)));
    return figures;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function* files(count: number, size: (at: number) => number): Generator<TarFile> {
  for (let at = 0; at < count; at++) {
    const folder = `usr/lib/package${Math.floor(at / 120)}/module${Math.floor(at / 17) % 7}`;
    yield { name: `${folder}/file-${at}.js`, size: size(at) };
  }
}

/** The work of both in turn, so that a busy machine slows both; of each the least counts. */
async function inTurn<Names extends string>(
  works: Readonly<Record<Names, () => unknown>>,
  rounds = ROUNDS,
): Promise<Readonly<Record<Names, number>>> {
  const least = Object.fromEntries(
    Object.keys(works).map(name => [name, Number.POSITIVE_INFINITY]),
  ) as Record<Names, number>;
  for (let round = 0; round < rounds; round++) {
    for (const name of Object.keys(works) as Names[]) {
      const from = performance.now();
      await works[name]();
      least[name] = Math.min(least[name], performance.now() - from);
    }
  }
  return least;
}

async function plainLayer(path: string, what: string, limit: number): Promise<Figure[]> {
  const { raw, ours } = await inTurn({ raw: () => rawRead(path), ours: () => index(path) });
  return [
    {
      name: `index of ${what}`,
      value: milliseconds(ours),
      yardstick: `reading the ${megabytes(statSync(path).size)} ${milliseconds(raw)}`,
      ratio: ours / raw,
      limit: { kind: 'at most', ratio: limit },
    },
  ];
}

async function versusTarStream(path: string): Promise<Figure> {
  const { ours, theirs } = await inTurn(
    { ours: () => index(path), theirs: () => readWithTarStream(path) },
    3,
  );
  return {
    name: 'tar-stream over the same small files',
    value: milliseconds(theirs),
    yardstick: `Strata ${milliseconds(ours)}`,
    ratio: theirs / ours,
    limit: { kind: 'at least', ratio: 3 },
  };
}

/** Unpacking in the same thread pool, its output thrown away, is the yardstick of one; two at once are to use two cores. */
async function gzipLayers(path: string): Promise<readonly Figure[]> {
  writeTar(
    path,
    files(20_000, at => 200 + (at % 136) * 100),
  );
  const packed = gzipSync(readFileSync(path), { level: 6 });
  const { gunzip, one, two } = await inTurn(
    {
      gunzip: () => unpack(packed),
      one: () => indexAll([memoryReader(packed)]),
      two: () => indexAll([memoryReader(packed), memoryReader(packed)]),
    },
    7,
  );
  return [
    {
      name: `index of a gzip layer of ${megabytes(statSync(path).size)}`,
      value: milliseconds(one),
      yardstick: `gunzip ${milliseconds(gunzip)}`,
      ratio: one / gunzip,
      limit: { kind: 'at most', ratio: 1.15 },
    },
    {
      name: 'two gzip layers at once',
      value: milliseconds(two),
      yardstick: `one after the other ${milliseconds(2 * one)}`,
      ratio: two / (2 * one),
      limit: { kind: 'at most', ratio: 0.75 },
    },
  ];
}

function rawRead(path: string): void {
  const file = openSync(path, 'r');
  const buffer = Buffer.allocUnsafe(1 << 20);
  while (readSync(file, buffer, 0, buffer.length, null) > 0);
  closeSync(file);
}

async function index(path: string): Promise<void> {
  const handle = await open(path);
  await indexAll([fileReader(handle, statSync(path).size)]);
  await handle.close();
}

async function indexAll(readers: readonly ByteReader[]): Promise<void> {
  const sources = readers.map((reader, at) => ({
    ...{ diffId: '', digest: undefined, mediaType: '', size: reader.size, key: String(at), isLink: false },
    open: async () => ({ ok: true, reader }) as const,
  }));
  const layers = await readLayers(createPathTable(), sources, { limits: defaultLimits });
  if (layers.some(({ problem }) => problem)) throw new Error('a layer of the benchmark is unreadable');
}

async function unpack(packed: Uint8Array): Promise<void> {
  const stream = createGunzip({ chunkSize: 256 << 10 });
  const drain = new Writable({ highWaterMark: 4 << 20, write: (_chunk, _encoding, done) => done() });
  const unpacked = pipeline(stream, drain);
  stream.end(packed);
  await unpacked;
}

async function readWithTarStream(path: string): Promise<void> {
  const reader = extract();
  reader.on('entry', (_header, stream, next) => {
    stream.on('end', next);
    stream.resume();
  });
  await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), reader);
}

const megabytes = (bytes: number): string => `${Math.round(bytes / 1e6)} MB`;

if (import.meta.main) {
  for (const { name, value, yardstick, ratio } of await images())
    console.log(`${name}: ${value}, ${yardstick}, ratio ${ratio.toFixed(2)}`);
}
