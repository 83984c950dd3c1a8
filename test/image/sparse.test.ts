import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import { describe, it } from 'mocha';
import { placeOf, readWhole } from '../../client/image/browse/fileBytes.ts';
import { memoryReader } from '../../client/image/bytes.ts';
import { openImageArchive } from '../../client/image/openImage.ts';
import { createSparseReader } from '../../client/image/sparseMap.ts';
import { archiveOf, ociLayout } from '../kit/imageBuilder.ts';
import { buildTar, type TarSpec } from '../kit/tarBuilder.ts';

/** Three bytes at 0, a hole, four at 1000, a hole to the end. */
const SIZE = 3000;
const DATA = 'abcdefg';
const PIECES = [0, 3, 1000, 4];
const expected = new Uint8Array(SIZE);
expected.set(new TextEncoder().encode('abc'), 0);
expected.set(new TextEncoder().encode('defg'), 1000);

const octal = (header: Uint8Array, start: number, value: number): void =>
  header.set(new TextEncoder().encode(`${value.toString(8).padStart(11, '0')}\0`), start);

const front = `2\n${PIECES.join('\n')}\n`.padEnd(512, '\0');

const formats: Readonly<Record<string, TarSpec>> = {
  "GNU's own": {
    name: 'sparse',
    flag: 'S',
    body: DATA,
    dialect: 'gnu',
    change: header => {
      for (const [at, value] of PIECES.entries()) octal(header, 386 + at * 12, value);
      octal(header, 483, SIZE);
    },
  },
  'pax 0.1': {
    name: 'GNUSparseFile.0/sparse',
    body: DATA,
    pax: {
      'GNU.sparse.name': 'sparse',
      'GNU.sparse.size': String(SIZE),
      'GNU.sparse.numblocks': '2',
      'GNU.sparse.map': PIECES.join(','),
    },
  },
  'pax 1.0': {
    name: 'GNUSparseFile.0/sparse',
    body: front + DATA,
    pax: {
      'GNU.sparse.major': '1',
      'GNU.sparse.minor': '0',
      'GNU.sparse.name': 'sparse',
      'GNU.sparse.realsize': String(SIZE),
    },
  },
};

async function readSparse(spec: TarSpec, pack: boolean) {
  const tar = buildTar([spec, { name: 'after', body: 'x' }]);
  const layer = { tar, ...(pack && { stored: gzipSync(tar) }) };
  const opened = await openImageArchive(memoryReader(archiveOf(ociLayout([{ layers: [layer] }]))), {
    name: '',
  });
  assert.ok(opened.ok);
  const place = placeOf(opened.value, 0);
  assert.equal(opened.value.table.text(opened.value.indexes[0]?.path[0] ?? 0), 'sparse');
  assert.ok(place);
  return readWhole(opened.value, place, 1e6);
}

describe('sparse files', () => {
  for (const [name, spec] of Object.entries(formats)) {
    for (const pack of [false, true]) {
      it(`are read with their holes, ${name}${pack ? ', packed' : ''}`, async () => {
        const read = await readSparse(spec, pack);
        assert.ok(read.ok);
        assert.deepEqual(Buffer.from(read.value), Buffer.from(expected));
      });
    }
  }

  it('are refused when the map does not fit the bytes', async () => {
    for (const map of ['0,3,2,4', '0,3,2999,4', '0,3,1000,5', '0,3,1000', '0,x,1000,4']) {
      const pax = { 'GNU.sparse.size': String(SIZE), 'GNU.sparse.name': 'sparse', 'GNU.sparse.map': map };
      const read = await readSparse({ name: 's', body: DATA, pax }, false);
      assert.equal(read.ok, false, map);
    }
  });

  it('come out the same in pieces of any length', () => {
    const bytes = new TextEncoder().encode(front + DATA);
    for (const step of [1, 7, 511, 512, 513, bytes.length]) {
      const out = new Uint8Array(SIZE).fill(0xff);
      let at = 0;
      const reader = createSparseReader('in-body', SIZE, bytes.length, {
        bytes: chunk => {
          out.set(chunk, at);
          at += chunk.length;
        },
        hole: length => {
          out.fill(0, at, at + length);
          at += length;
        },
      });
      for (let from = 0; from < bytes.length; from += step) reader.push(bytes.subarray(from, from + step));
      assert.equal(reader.finish(), true);
      assert.equal(at, SIZE);
      assert.deepEqual(out, expected);
    }
  });
});
