import { readFileSync, statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { createImageBrowser, type ImageBrowser } from '../../client/image/browse/imageQueries.ts';
import { type ByteReader, memoryReader } from '../../client/image/bytes.ts';
import { type OpenedImage, openImageFiles } from '../../client/image/openImage.ts';
import { fileReader } from '../../client/worker/fileReader.ts';
import { createImageCache } from '../../client/worker/imageCache.ts';
import { glanceAtKnownImage, openKnownImage } from '../../client/worker/openEngineImage.ts';
import type { FileFilter } from '../../protocol/browse.ts';
import { noFilter } from '../../protocol/browse.ts';
import { type Figure, milliseconds } from './figure.ts';
import { type TarFile, writeTar } from './tarFile.ts';

const MILLION = 1_000_000;

/** Whether images of a hundred thousand and a million entries are at hand: analysed, kept, expanded and filtered. */
export async function largeImages(folder: string): Promise<readonly Figure[]> {
  // First, so that nothing else is in its memory.
  const figures = await million(folder);
  figures.push(await whiteouts(folder));
  return figures;
}

async function million(folder: string): Promise<Figure[]> {
  const path = join(folder, 'million.tar');
  writeTar(path, names(MILLION));
  setFlagsFromString('--expose-gc');
  const collect: () => void = runInNewContext('gc');
  const used = (): number => {
    for (let round = 0; round < 4; round++) collect();
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    return heapUsed + arrayBuffers;
  };
  const handle = await open(path);
  const before = used();
  const from = performance.now();
  const image = await openLayers([fileReader(handle, statSync(path).size)]);
  const first = performance.now() - from;
  const browser = createImageBrowser(image, async () => ({ ok: true, value: [] }));
  // As the editor has it a moment after opening: with the trees and the index of names.
  while (browser.warm());
  const each = (used() - before) / MILLION;
  const figures: Figure[] = [
    {
      name: 'memory of an image of 1,000,000 entries',
      value: `${each.toFixed(0)} bytes an entry`,
      yardstick: 'limit 200 bytes',
      ratio: each / 200,
      limit: { kind: 'at most', ratio: 1 },
    },
    ...(await answers(browser)),
    ...(await known(join(folder, 'cache'), image, first)),
  ];
  await handle.close();
  return figures;
}

/** What was asked last is kept: only after all others is each asked again. The slowest of its kind counts. */
async function answers(browser: ImageBrowser): Promise<readonly Figure[]> {
  const filter = (changes: Partial<FileFilter>): FileFilter => ({ ...noFilter, ...changes });
  const folders = Array.from({ length: 20 }, (_, at) => `usr/lib/package${at * 37}/module${at % 7}`);
  const expand = folders.map(
    path => () => browser.queries.children({ layer: 'final', path, offset: 0, limit: 100 }),
  );
  const filters: Readonly<Record<string, readonly FileFilter[]>> = {
    text: ['file-77', '*.js', 'module3/', 'nothing at all', 'FILE-9*1.js', 'e'].map(text => filter({ text })),
    kind: [filter({ kinds: ['link'] }), filter({ kinds: ['file'] }), filter({ kinds: ['folder'] })],
    change: [
      filter({ changes: ['added'] }),
      filter({ changes: ['removed'] }),
      filter({ changes: ['changed'] }),
    ],
    size: [filter({ least: 1 }), filter({ least: 100, text: 'file-1' })],
  };
  const groups = new Map<string, readonly (() => Promise<unknown>)[]>([
    ['a folder expanded at 1,000,000 entries', expand],
  ]);
  for (const [kind, all] of Object.entries(filters)) {
    const from = { offset: 0, limit: 100 };
    groups.set(
      `files filtered by ${kind}`,
      all.map(filter => () => browser.queries.children({ layer: 'final', path: '', filter, ...from })),
    );
    groups.set(
      `all layers searched by ${kind}`,
      all.map(filter => () => browser.queries.find({ filter, ...from })),
    );
  }
  const least = new Map<() => Promise<unknown>, number>();
  for (let round = 0; round < 4; round++) {
    for (const call of [...groups.values()].flat()) {
      least.set(call, Math.min(least.get(call) ?? Number.POSITIVE_INFINITY, await cost(call)));
    }
  }
  return Array.from(groups, ([name, calls]) => {
    const most = Math.max(...calls.map(call => least.get(call) ?? Number.NaN));
    return {
      name,
      value: milliseconds(most),
      yardstick: 'limit 50 ms',
      ratio: most / 50,
      limit: { kind: 'at most', ratio: 1 },
    };
  });
}

/** Milliseconds of the processor. */
async function cost(call: () => Promise<unknown>): Promise<number> {
  const from = process.threadCpuUsage();
  await call();
  const { user, system } = process.threadCpuUsage(from);
  return (user + system) / 1000;
}

/** An image that was read another time, until it can be shown; `first` is how long reading took then. */
async function known(folder: string, image: OpenedImage, first: number): Promise<readonly Figure[]> {
  const cache = createImageCache(folder);
  await cache.keep('image', image);
  const started = performance.now();
  if (!(await glanceAtKnownImage('image', cache))) throw new Error('the image was not kept');
  const took = performance.now() - started;
  const from = performance.now();
  const opened = await openKnownImage('image', cache, async () => {
    throw new Error('the bytes of a known image were asked for');
  });
  if (!opened) throw new Error('the image was not kept');
  const files = performance.now() - from;
  return [
    {
      name: 'a known image of 1,000,000 entries shown',
      value: milliseconds(took),
      yardstick: 'limit 300 ms',
      ratio: took / 300,
      limit: { kind: 'at most', ratio: 1 },
    },
    {
      name: 'all of its files at hand',
      value: milliseconds(files),
      yardstick: `read for the first time ${milliseconds(first)}`,
      ratio: files / first,
    },
  ];
}

async function whiteouts(folder: string): Promise<Figure> {
  const place = (at: number): string => `d${at % 300}/e${at % 7}`;
  const [lower, upper] = [join(folder, 'lower.tar'), join(folder, 'upper.tar')];
  writeTar(
    lower,
    Array.from({ length: 100_000 }, (_, at) => ({ name: `${place(at)}/f${at}`, size: 1 })),
  );
  writeTar(
    upper,
    Array.from({ length: 30_000 }, (_, at) => ({ name: `${place(at)}/.wh.f${at}`, size: 0 })),
  );
  const layers = [lower, upper].map(path => memoryReader(readFileSync(path)));
  let least = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 3; round++) {
    const from = process.threadCpuUsage();
    (await openLayers(layers)).wasted();
    const { user, system } = process.threadCpuUsage(from);
    least = Math.min(least, (user + system) / 1000);
  }
  return {
    name: '100,000 files and 30,000 whiteouts: read, squashed, waste and score',
    value: milliseconds(least),
    yardstick: 'limit 1 s',
    ratio: least / 1000,
    limit: { kind: 'at most', ratio: 1 },
  };
}

/** An image of the least there is: a manifest, a config and the layers. */
async function openLayers(readers: readonly ByteReader[]): Promise<OpenedImage> {
  const text = (value: unknown): ByteReader => memoryReader(Buffer.from(JSON.stringify(value)));
  const layers = readers.map((reader, at) => [`layer${at}`, reader] as const);
  const diffIds = readers.map((_, at) => `sha256:${String(at).padStart(64, '0')}`);
  const files = new Map<string, ByteReader>([
    ['manifest.json', text([{ Config: 'config', RepoTags: null, Layers: layers.map(([name]) => name) }])],
    ['config', text({ rootfs: { type: 'layers', diff_ids: diffIds } })],
    ...layers,
  ]);
  const opened = await openImageFiles(
    { open: async name => files.get(name), target: name => name, problem: undefined, empty: false },
    { name: '' },
  );
  if (!opened.ok) throw new Error('an image of the benchmark is unreadable');
  return opened.value;
}

function* names(count: number): Generator<TarFile> {
  for (let at = 0; at < count; at++) {
    const folder = `usr/lib/package${Math.floor(at / 120)}/module${Math.floor(at / 17) % 7}`;
    yield { name: `${folder}/file-${at}.js`, size: 0 };
  }
}
