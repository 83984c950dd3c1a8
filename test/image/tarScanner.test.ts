import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { memoryReader } from '../../client/image/bytes.ts';
import { defaultLimits, type Limits } from '../../client/image/limits.ts';
import type { Problem } from '../../client/image/problem.ts';
import { scanReader } from '../../client/image/scanTar.ts';
import { createTarScanner } from '../../client/image/tarScanner.ts';
import { buildTar, concat, globalHeader, type TarSpec, tarEntry } from '../kit/tarBuilder.ts';

interface Found {
  readonly name: string;
  readonly type: string;
  readonly size: number;
  readonly stored: number;
  readonly link: string;
  readonly body: string;
  readonly mode: number;
  readonly uid: number;
  readonly mtime: number;
  readonly device: string;
  readonly xattrs: Record<string, string>;
}

/** Pushes the archive in pieces of `step` bytes and gathers what comes out. */
function scan(
  tar: Uint8Array,
  { step = tar.length, limits = {} }: { step?: number; limits?: Partial<Limits> } = {},
): { found: Found[]; problem: Problem | undefined } {
  const found: Found[] = [];
  const decode = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
  let body = '';
  const scanner = createTarScanner(
    {
      entry: entry => {
        body = '';
        found.push({
          name: decode(entry.name),
          type: String.fromCharCode(entry.type),
          size: entry.size,
          stored: entry.stored,
          link: decode(entry.link),
          body: '',
          mode: entry.mode,
          uid: entry.uid,
          mtime: entry.mtime,
          device: `${entry.deviceMajor}:${entry.deviceMinor}`,
          xattrs: Object.fromEntries(entry.xattrs ?? []),
        });
        return true;
      },
      body: chunk => {
        body += decode(chunk);
      },
      bodyEnd: () => {
        const last = found.at(-1);
        if (last) found[found.length - 1] = { ...last, body };
      },
    },
    { ...defaultLimits, ...limits },
  );
  for (let at = 0; at < tar.length; at += step) scanner.push(tar.subarray(at, at + step));
  return { found, problem: scanner.finish() };
}

const LONG = `${'long/'.repeat(30)}name.txt`;
const LONGEST = `${'x'.repeat(300)}/${'y'.repeat(300)}`;

describe('tar scanner', () => {
  const cases: readonly [string, TarSpec, Partial<Found>][] = [
    [
      'a plain ustar file',
      { name: 'a/b', body: 'hello', dialect: 'ustar', uid: 7, mtime: 12 },
      { name: 'a/b', body: 'hello', size: 5, uid: 7, mtime: 12_000 },
    ],
    ['a V7 header without magic', { name: 'old', body: 'x', dialect: 'v7' }, { name: 'old', body: 'x' }],
    [
      'a V7 folder: a NUL type and a slash',
      { name: 'old/', flag: '\0', dialect: 'v7' },
      { name: 'old/', type: '5' },
    ],
    [
      'a NUL type without a slash is a file',
      { name: 'old', flag: '\0', body: 'x', dialect: 'v7' },
      { type: '0', body: 'x' },
    ],
    ['a name of exactly 100 bytes', { name: 'n'.repeat(100), dialect: 'ustar' }, { name: 'n'.repeat(100) }],
    ['a ustar prefix', { name: LONG, dialect: 'ustar' }, { name: LONG }],
    ['a STAR prefix of 131 bytes', { name: LONG, dialect: 'star' }, { name: LONG }],
    ['a GNU long name', { name: LONGEST, dialect: 'gnu', body: 'x' }, { name: LONGEST, body: 'x' }],
    [
      'a GNU long link',
      { name: 'l', type: 'symlink', link: LONGEST, dialect: 'gnu' },
      { name: 'l', link: LONGEST },
    ],
    [
      'both GNU long name and link',
      { name: LONG, type: 'hardlink', link: LONGEST, dialect: 'gnu' },
      { name: LONG, link: LONGEST },
    ],
    ['pax path and linkpath', { name: LONGEST, type: 'symlink', link: LONG }, { name: LONGEST, link: LONG }],
    [
      'a pax size over the header',
      { name: 'a', body: 'hello', size: 0, pax: { size: '5' } },
      { size: 5, body: 'hello' },
    ],
    [
      'a pax mtime with a fraction',
      { name: 'a', pax: { mtime: '1700000000.25' } },
      { mtime: 1_700_000_000_250 },
    ],
    ['a negative pax mtime', { name: 'a', pax: { mtime: '-1.5' } }, { mtime: -1500 }],
    ['a pax uid beyond octal', { name: 'a', pax: { uid: '4000000000' } }, { uid: 4_000_000_000 }],
    [
      'SCHILY attributes',
      { name: 'a', pax: { 'SCHILY.xattr.security.capability': '\u0001' } },
      { xattrs: { 'security.capability': '\u0001' } },
    ],
    [
      'LIBARCHIVE attributes',
      { name: 'a', pax: { 'LIBARCHIVE.xattr.user.a%20b': 'aGk=' } },
      { xattrs: { 'user.a b': 'hi' } },
    ],
    ['an empty pax value takes the field back', { name: 'plain', pax: { path: '' } }, { name: 'plain' }],
    [
      'base-256 size and uid',
      { name: 'a', body: 'abc', uid: 3_000_000, binaryNumbers: true },
      { size: 3, body: 'abc', uid: 3_000_000 },
    ],
    ['a negative base-256 uid', { name: 'a', uid: -2, binaryNumbers: true }, { uid: -2 }],
    ['a device', { name: 'dev/null', type: 'character', major: 1, minor: 3 }, { type: '3', device: '1:3' }],
    [
      'a fifo with a size has no body',
      { name: 'f', type: 'fifo', size: 700 },
      { type: '6', size: 700, stored: 0 },
    ],
    [
      'a hard link with a size has no body',
      { name: 'h', type: 'hardlink', link: 'a', size: 700 },
      { type: '1', stored: 0 },
    ],
    [
      'a folder with a size has no body',
      { name: 'd/', type: 'directory', size: 700 },
      { type: '5', stored: 0 },
    ],
    ['a contiguous file', { name: 'c', flag: '7', body: 'x' }, { body: 'x' }],
    ['a type nobody knows has a body', { name: 'z', flag: 'Z', body: 'x' }, { type: 'Z', body: 'x' }],
    ['a name that climbs out, as it is', { name: '../../etc/passwd' }, { name: '../../etc/passwd' }],
    ['a signed checksum', { name: 'é', change: signedChecksum, keepChecksum: true }, { name: 'é' }],
    [
      'a GNU sparse file: its size once expanded',
      {
        name: 's',
        flag: 'S',
        body: 'data',
        dialect: 'gnu',
        change: header => octal(header, 483, 12, 1_000_000),
      },
      { size: 1_000_000, stored: 4, body: 'data' },
    ],
    [
      'a pax 1.0 sparse file',
      {
        name: 'GNUSparseFile.0/s',
        body: 'map and data',
        pax: {
          'GNU.sparse.major': '1',
          'GNU.sparse.name': 's',
          path: 'GNUSparseFile.0/s',
          'GNU.sparse.realsize': '5000',
        },
      },
      { name: 's', size: 5000, stored: 12 },
    ],
    [
      'a pax 0.1 sparse file',
      { name: 's', body: 'x', pax: { 'GNU.sparse.size': '5000' } },
      { size: 5000, stored: 1 },
    ],
    [
      'a prefix that old Go wrote into GNU headers',
      { name: 'file', dialect: 'gnu', change: header => header.set(new TextEncoder().encode('folder'), 345) },
      { name: 'folder/file' },
    ],
    [
      'times in a GNU header are no prefix',
      { name: 'file', dialect: 'gnu', change: header => octal(header, 345, 12, 99) },
      { name: 'file' },
    ],
  ];
  for (const [name, spec, expected] of cases) {
    it(`reads ${name}`, () => {
      const tar = buildTar([{ name: 'before', body: 'b'.repeat(700) }, spec, { name: 'after', body: 'a' }]);
      for (const step of [tar.length, 512, 333, 7]) {
        const { found, problem } = scan(tar, { step });
        assert.equal(problem, undefined);
        assert.deepEqual(
          found.map(entry => entry.name),
          ['before', found[1]?.name, 'after'],
        );
        assert.deepEqual({ ...found[1], ...expected }, found[1]);
        assert.equal(found[2]?.body, 'a');
      }
    });
  }

  it('reads a sparse map that goes on in further blocks', () => {
    const [header = new Uint8Array(0), ...body] = tarEntry({
      name: 's',
      flag: 'S',
      body: 'data',
      dialect: 'gnu',
      change: bytes => {
        octal(bytes, 483, 12, 9000);
        bytes[482] = 1;
      },
    });
    const more = new Uint8Array(512);
    more[504] = 1;
    const tar = concat([
      header,
      more,
      new Uint8Array(512),
      ...body,
      ...tarEntry({ name: 'after' }),
      new Uint8Array(1024),
    ]);
    const { found, problem } = scan(tar);
    assert.equal(problem, undefined);
    assert.deepEqual(
      found.map(entry => [entry.name, entry.size, entry.body]),
      [
        ['s', 9000, 'data'],
        ['after', 0, ''],
      ],
    );
  });

  it('leaves global headers out, and stops at two blocks of zeros', () => {
    const tar = concat([
      globalHeader({ comment: 'by git' }),
      ...tarEntry({ name: 'a' }),
      new Uint8Array(512),
      ...tarEntry({ name: 'b' }),
      new Uint8Array(1024),
      ...tarEntry({ name: 'never' }),
    ]);
    assert.deepEqual(
      scan(tar).found.map(entry => entry.name),
      ['a', 'b'],
    );
  });

  it('takes an archive without an end, and none at all', () => {
    assert.equal(scan(buildTar([{ name: 'a', body: 'x' }], { end: 0 })).problem, undefined);
    assert.deepEqual(scan(new Uint8Array(0)), { found: [], problem: undefined });
    assert.deepEqual(scan(new Uint8Array(1024)), { found: [], problem: undefined });
  });

  const broken: readonly [string, Uint8Array, Problem][] = [
    ['text', new TextEncoder().encode('hello '.repeat(200)), { code: 'not-a-tar', args: { offset: 0 } }],
    [
      'a broken checksum',
      buildTar([{ name: 'a' }, { name: 'b', change: header => header.fill(65, 0, 3), keepChecksum: true }]),
      { code: 'bad-header', args: { offset: 512 } },
    ],
    [
      'a negative size',
      buildTar([{ name: 'a', size: -5, binaryNumbers: true }]),
      { code: 'bad-size', args: { offset: 0 } },
    ],
    [
      'a size that is no number',
      buildTar([{ name: 'a' }, { name: 'b', change: header => header.fill(0x39, 124, 135) }]),
      { code: 'bad-size', args: { offset: 512 } },
    ],
    [
      'a size far beyond the end',
      buildTar([{ name: 'a', size: 2 ** 40, binaryNumbers: true }]),
      { code: 'truncated', args: { offset: 1536 } },
    ],
    [
      'an end in a header',
      buildTar([{ name: 'a' }], { end: 0 }).subarray(0, 300),
      { code: 'truncated', args: { offset: 300 } },
    ],
    [
      'an end in a body',
      buildTar([{ name: 'a', body: 'x'.repeat(600) }]).subarray(0, 900),
      { code: 'truncated', args: { offset: 900 } },
    ],
    [
      'an end after a long name',
      buildTar([{ name: LONGEST, dialect: 'gnu' }]).subarray(0, 1536),
      { code: 'truncated', args: { offset: 1536 } },
    ],
    [
      'a size too small for its body',
      buildTar([{ name: 'a', body: 'x'.repeat(600), size: 10 }]),
      { code: 'bad-header', args: { offset: 1024 } },
    ],
    [
      'pax records that are none',
      buildTar([{ name: 'a' }, { name: 'x', flag: 'x', body: 'nonsense' }, { name: 'b' }]),
      { code: 'bad-header', args: { offset: 1024 } },
    ],
  ];
  for (const [name, tar, expected] of broken) {
    it(`says what is wrong with ${name}`, () => {
      for (const step of [tar.length, 100]) assert.deepEqual(scan(tar, { step }).problem, expected);
    });
  }

  it('stops at its limits', () => {
    const tar = buildTar([{ name: LONGEST }, { name: 'b' }, { name: 'c' }]);
    assert.deepEqual(scan(tar, { limits: { entries: 2 } }).problem, {
      code: 'limit',
      args: { limit: 'entries', value: 2 },
    });
    assert.equal(scan(tar, { limits: { nameLength: 600 } }).problem?.code, 'limit');
    assert.equal(scan(tar, { limits: { headerBytes: 600 } }).problem?.code, 'limit');
    assert.equal(scan(tar, { limits: { entries: 3, nameLength: 601, headerBytes: 700 } }).problem, undefined);
  });

  it('jumps over bodies nobody wants', async () => {
    const tar = buildTar([
      { name: 'big', body: new Uint8Array(5 << 20) },
      { name: 'small', body: 'x' },
    ]);
    let read = 0;
    const inner = memoryReader(tar);
    const names: string[] = [];
    const scanner = createTarScanner(
      {
        entry: entry => {
          names.push(new TextDecoder().decode(entry.name));
          return false;
        },
      },
      defaultLimits,
    );
    const reader = {
      size: inner.size,
      read: (offset: number, length: number) => {
        const bytes = tar.subarray(offset, offset + length);
        read += bytes.length;
        return bytes;
      },
    };
    assert.equal(await scanReader(reader, scanner), undefined);
    assert.deepEqual(names, ['big', 'small']);
    assert.ok(read < 100_000, `${read} bytes read`);
  });

  it('tells a medium that fails, and ends when told to', async () => {
    const scanner = () => createTarScanner({ entry: () => false }, defaultLimits);
    const failing = { size: 1024, read: () => Promise.reject(new Error('disk on fire')) };
    assert.deepEqual(await scanReader(failing, scanner()), {
      code: 'unreadable',
      args: { detail: 'disk on fire' },
    });
    const stopped = await scanReader(failing, scanner(), { signal: AbortSignal.abort() });
    assert.equal(stopped, undefined);
  });
});

function octal(header: Uint8Array, start: number, length: number, value: number): void {
  header.set(new TextEncoder().encode(`${value.toString(8).padStart(length - 1, '0')}\0`), start);
}

/** As tars summed up that took bytes for signed. */
function signedChecksum(header: Uint8Array): void {
  header.fill(32, 148, 156);
  const sum = header.reduce((total, byte) => total + (byte > 127 ? byte - 256 : byte), 0);
  octal(header, 148, 7, sum);
}
