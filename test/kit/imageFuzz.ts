import { documentText } from '../../client/image/browse/documentText.ts';
import { childrenOf } from '../../client/image/browse/folders.ts';
import { createImageBrowser } from '../../client/image/browse/imageQueries.ts';
import { memoryReader } from '../../client/image/bytes.ts';
import { compareImages } from '../../client/image/compare/compareImages.ts';
import { type OpenedImage, openImageArchive } from '../../client/image/openImage.ts';
import { overviewOf } from '../../client/image/overview.ts';
import { noFilter } from '../../protocol/browse.ts';
import { failure } from '../../protocol/result.ts';
import {
  archiveOf,
  dockerSaveLegacy,
  dockerSaveModern,
  type ImageSpec,
  ociLayout,
  type Packing,
} from './imageBuilder.ts';
import { below, pick, type Random, randomLayers, seeded } from './imageRandom.ts';
import { putChecksum } from './tarBuilder.ts';

/** Small archives of each kind, to be broken. */
export function seedArchives(): readonly Uint8Array[] {
  const archives: Uint8Array[] = [];
  for (const [index, packing] of (['none', 'gzip', 'zstd', 'zstd-chunked'] satisfies Packing[]).entries()) {
    const layers = randomLayers(seeded(100 + index), { maxLayers: 4, maxEntries: 10 });
    const long = { name: `${'deep/'.repeat(40)}file`, body: 'x', pax: { 'SCHILY.xattr.user.a': 'b' } };
    const gnu = { name: 'g'.repeat(150), body: 'y', dialect: 'gnu' } as const;
    const image: ImageSpec = {
      tags: ['f:1'],
      layers: [...layers, [long, gnu]].map(entries => ({ entries, packing })),
    };
    archives.push(
      dockerSaveLegacy([image]),
      dockerSaveModern([image], { nested: true, attestations: true }),
      archiveOf(ociLayout([image])),
    );
  }
  return archives;
}

/** The archive with some of its bytes changed, left out, doubled or cut off; checksums may be mended. */
export function mutate(archive: Uint8Array, random: Random): Uint8Array {
  let bytes = Uint8Array.from(archive);
  for (let count = 1 + below(random, 6); count > 0; count--) {
    const at = below(random, bytes.length);
    const block = at - (at % 512);
    switch (below(random, 9)) {
      case 0:
        bytes[at] = below(random, 256);
        break;
      case 1:
        bytes[at] = (bytes[at] ?? 0) ^ (1 << below(random, 8));
        break;
      case 2:
        bytes = bytes.slice(0, random() < 0.3 ? at : Math.max(at, bytes.length - 600));
        break;
      case 3:
        bytes.copyWithin(block, below(random, Math.max(1, bytes.length - 512)), bytes.length);
        break;
      case 4:
        bytes.fill(pick(random, [0, 0x20, 0x37, 0x2e, 0x2f, 0x80, 0xff]), at, at + below(random, 40));
        break;
      case 5:
        // A header field: size, type, numbers, names.
        bytes[block + pick(random, [0, 1, 100, 108, 116, 124, 130, 135, 136, 156, 157, 257, 345, 482, 483])] =
          below(random, 256);
        break;
      case 6:
        bytes.set(
          new TextEncoder()
            .encode(pick(random, ['../', '/', '.wh.', '.wh..wh..opq', '[[[[', '{"', '99999999999']))
            .subarray(0, bytes.length - at),
          at,
        );
        break;
      case 7:
        bytes[block + 156] = pick(random, [0x30, 0x31, 0x32, 0x35, 0x53, 0x4c, 0x4b, 0x78, 0x67]);
        break;
      default:
        bytes = concatAt(bytes, block, bytes.subarray(block, block + 512 * (1 + below(random, 4))));
    }
    // A header that holds together gets further.
    if (random() < 0.7 && block + 512 <= bytes.length) putChecksum(bytes.subarray(block, block + 512));
    if (bytes.length === 0) return bytes;
  }
  return bytes;
}

function concatAt(bytes: Uint8Array, at: number, part: Uint8Array): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(bytes.length + part.length);
  all.set(bytes.subarray(0, at));
  all.set(part, at);
  all.set(bytes.subarray(at), at + part.length);
  return all;
}

/** Opens it and asks for everything; what must hold of any answer throws when it does not. */
export async function probe(bytes: Uint8Array): Promise<'opened' | 'refused'> {
  const limits = { unpackedBytes: 64 << 20, entries: 10_000, paths: 100_000 };
  const opened = await openImageArchive(memoryReader(bytes), { name: 'fuzz.tar', limits });
  if (!opened.ok) {
    if (opened.failure.code === 'internal') throw new Error('an internal failure');
    return 'refused';
  }
  const image = opened.value;
  const overview = overviewOf(image);
  for (const kind of overview.documents) documentText(image, kind);
  const wasted = image.wasted().reduce((sum, { bytes: lost }) => sum + lost, 0);
  if (wasted !== image.waste.reclaimableBytes) throw new Error(`the list of waste sums up to ${wasted}`);
  if (!(image.waste.efficiency >= 0 && image.waste.efficiency <= 1))
    throw new Error('an impossible efficiency');
  walk(image, 'final', '');
  for (const { index } of overview.layers) walk(image, index, '');
  await ask(image);
  const difference = await compareImages(image, image);
  if (difference.added.length + difference.removed.length > 0) throw new Error('it differs from itself');
  return 'opened';
}

/** Questions that look at all of it; their answers must fit each other. */
async function ask(image: OpenedImage): Promise<void> {
  const { queries, status } = createImageBrowser(image, async () => failure('internal'));
  const filter = { ...noFilter, text: 'a' };
  const found = await queries.find({ filter, offset: 0, limit: 50 });
  if (!found.ok || found.value.items.some(({ events }) => events.length === 0))
    throw new Error('a path that no layer has');
  const summary = await queries.wasteSummary({});
  const held = summary.ok ? summary.value.holders.reduce((sum, { bytes }) => sum + bytes, 0) : -1;
  if (held !== image.waste.reclaimableBytes) throw new Error(`layers hold ${held} wasted bytes`);
  for (let upTo = 0; upTo < Math.min(3, image.layers.length); upTo++) {
    const page = await queries.children({ layer: { upTo }, path: '', filter, offset: 0, limit: 50 });
    for (const { path } of page.ok ? page.value.items : []) {
      const places = await queries.locate({ layer: { upTo }, path, filter });
      if (!places.ok || places.value.length === 0) throw new Error(`no place for ${path}`);
      status({ layer: upTo, path });
    }
    await queries.treemap({ layer: { upTo }, path: '', limit: 30 });
  }
  await queries.packages({});
  await queries.statements({});
}

function walk(image: OpenedImage, layer: number | 'final', path: string): number {
  const { items, total } = childrenOf(image, { layer, path, offset: 0, limit: 200 });
  let size = 0;
  for (const row of items) {
    if (row.name === '..' || row.name === '.' || row.name === '' || row.name.includes('/'))
      throw new Error(`a row named ${row.name}`);
    size += row.size;
    if (row.children > 0 && row.path.length < 4000) walk(image, layer, row.path);
  }
  if (total < items.length) throw new Error('more rows than there are');
  return size;
}
