import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { gzipSync, crc32 as nodeCrc32, zstdCompressSync } from 'node:zlib';
import { describe, it } from 'mocha';
import { memoryReader } from '../../../client/image/bytes.ts';
import { crc32, slowCrc32 } from '../../../client/image/crc32.ts';
import {
  type Compression,
  decompress,
  explainStream,
  fzstdStream,
  sniffCompression,
} from '../../../client/image/decompress.ts';
import { createSha256 } from '../../../client/image/sha256.ts';
import { createFrameCutter } from '../../../client/image/zstdFrames.ts';
import { concat } from '../../kit/tarBuilder.ts';

const text = (length: number): Uint8Array =>
  Uint8Array.from({ length }, (_, index) => Math.imul(index, 2654435761) >>> ((index >> 10) & 31));

async function gather(chunks: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for await (const chunk of chunks) parts.push(chunk.slice());
  return concat(parts);
}

const skippable = Uint8Array.of(0x5a, 0x2a, 0x4d, 0x18, 5, 0, 0, 0, 1, 2, 3, 4, 5);
const a = text(300_000);
const b = text(70_001);
const whole = Buffer.concat([a, b]);

describe('decompression', () => {
  const streams: readonly [string, Compression, Uint8Array][] = [
    ['nothing', 'none', whole],
    ['gzip', 'gzip', gzipSync(whole)],
    ['gzip of two members', 'gzip', concat([gzipSync(a), gzipSync(b)])],
    ['zstd', 'zstd', zstdCompressSync(whole)],
    ['zstd of two frames', 'zstd', concat([zstdCompressSync(a), zstdCompressSync(b)])],
    [
      'zstd with skippable frames',
      'zstd',
      concat([skippable, zstdCompressSync(a), skippable, zstdCompressSync(b), skippable]),
    ],
    [
      'zstd with an empty frame',
      'zstd',
      concat([zstdCompressSync(new Uint8Array(0)), zstdCompressSync(whole)]),
    ],
  ];
  for (const [name, compression, bytes] of streams) {
    it(`undoes ${name}`, async () => {
      assert.equal(sniffCompression(bytes), compression);
      const found = await gather(decompress(memoryReader(bytes), compression, { limit: 1e9 }));
      assert.ok(whole.equals(found));
    });
  }

  it('undoes zstd where Node cannot', async () => {
    const bytes = concat([zstdCompressSync(a), skippable, zstdCompressSync(b)]);
    async function* pieces(): AsyncGenerator<Uint8Array> {
      for (let at = 0; at < bytes.length; at += 1000) yield bytes.subarray(at, at + 1000);
    }
    assert.ok(whole.equals(await gather(fzstdStream(pieces()))));
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield bytes.subarray(0, 20_000);
    }
    await assert.rejects(
      gather(fzstdStream(broken())),
      error => explainStream(error).code === 'bad-compression',
    );
  });

  it('cuts zstd frames at the same places, however the bytes come', () => {
    const frames = [
      zstdCompressSync(a.subarray(0, 5000)),
      zstdCompressSync(new Uint8Array(0)),
      zstdCompressSync(b.subarray(0, 300)),
    ];
    const bytes = concat([skippable, ...frames, skippable]);
    for (const step of [1, 2, 3, 5, 100, bytes.length]) {
      const cutter = createFrameCutter();
      const pieces: Uint8Array[] = [];
      for (let at = 0; at < bytes.length; at += step)
        pieces.push(...cutter.cut(bytes.subarray(at, at + step)));
      assert.deepEqual(concat(pieces), concat(frames), `steps of ${step}`);
      let end = 0;
      for (const frame of frames) {
        end += frame.length;
        assert.ok(ends(pieces).includes(end), `steps of ${step}: no piece ends at ${end}`);
      }
    }
  });

  it('stops a bomb', async () => {
    const bomb = gzipSync(new Uint8Array(10 << 20));
    await assert.rejects(
      gather(decompress(memoryReader(bomb), 'gzip', { limit: 1 << 20 })),
      error => explainStream(error).code === 'limit',
    );
  });
});

describe('sums', () => {
  it('CRC-32 is that of zlib, fast or slow, in one piece or many', () => {
    for (const crc of [crc32, slowCrc32]) {
      assert.equal(crc(whole, 0), nodeCrc32(whole));
      assert.equal(crc(b, crc(a, 0)), nodeCrc32(whole));
    }
  });

  it('SHA-256 is that of OpenSSL, for every length around a block', () => {
    for (const length of [0, 1, 3, 54, 55, 56, 57, 63, 64, 65, 119, 120, 128, 1000, 70_001]) {
      const bytes = b.subarray(0, length);
      const expected = createHash('sha256').update(bytes).digest('hex');
      for (const step of [1, 7, 64, 100_000]) {
        const hash = createSha256();
        for (let at = 0; at < length; at += step) hash.update(bytes.subarray(at, at + step));
        assert.equal(hash.hex(), expected, `${length} bytes in steps of ${step}`);
        if (length > 2000) break;
      }
    }
  });
});

/** How many bytes there are up to the end of each piece. */
function ends(pieces: readonly Uint8Array[]): number[] {
  return pieces.map((_, index) => pieces.slice(0, index + 1).reduce((sum, piece) => sum + piece.length, 0));
}
