import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { createImageBrowser } from '../../client/image/browse/imageQueries.ts';
import { readStatement } from '../../client/image/browse/statements.ts';
import { alignLayers } from '../../client/image/compare/alignLayers.ts';
import { readApkInstalled, readDpkgStatus, readRpmHeader } from '../../client/image/packages/databases.ts';
import { failure, success } from '../../protocol/result.ts';
import { openSpec } from '../kit/imageIndex.ts';

/** An rpm header as its database keeps it. */
function rpmHeader(
  tags: readonly (readonly [tag: number, type: number, value: string | number])[],
): Uint8Array {
  const encoder = new TextEncoder();
  const bodies = tags.map(([, , value]) => {
    if (typeof value === 'string') return encoder.encode(`${value}\0`);
    const bytes = new Uint8Array(4);
    new DataView(bytes.buffer).setUint32(0, value);
    return bytes;
  });
  const size = bodies.reduce((sum, body) => sum + body.length, 0);
  const blob = new Uint8Array(8 + tags.length * 16 + size);
  const view = new DataView(blob.buffer);
  view.setUint32(0, tags.length);
  view.setUint32(4, size);
  let at = 0;
  for (const [index, [tag, type]] of tags.entries()) {
    for (const [field, value] of [tag, type, at, 1].entries())
      view.setUint32(8 + index * 16 + field * 4, value);
    const body = bodies[index] ?? new Uint8Array(0);
    blob.set(body, 8 + tags.length * 16 + at);
    at += body.length;
  }
  return blob;
}

describe('package databases', () => {
  it('of dpkg name what is installed', () => {
    const status = [
      'Package: curl',
      'Status: install ok installed',
      'Installed-Size: 500',
      'Architecture: amd64',
      'Source: curl-src (7.88)',
      'Version: 7.88.1-10',
      'Description: a tool',
      ' Package: not this one',
      '',
      'Package: gone',
      'Status: deinstall ok config-files',
      'Version: 1',
      '',
      '',
      'package: lower\r',
      'Version: 2\r',
    ].join('\n');
    assert.deepEqual(
      readDpkgStatus(status).map(({ name, version, size, source }) => [name, version, size, source]),
      [
        ['curl', '7.88.1-10', 512_000, 'curl-src'],
        ['lower', '2', undefined, ''],
      ],
    );
  });

  it('of apk name what is installed', () => {
    const installed =
      'C:Q1abc=\nP:musl\nV:1.2.4-r2\nA:x86_64\nS:383152\nI:622592\nT:the library\nL:MIT\no:musl\nF:lib\nR:ld.so\n\nP:ssl\nV:3\no:openssl\n';
    assert.deepEqual(readApkInstalled(installed), [
      {
        name: 'musl',
        version: '1.2.4-r2',
        architecture: 'x86_64',
        size: 622_592,
        source: '',
        license: 'MIT',
      },
      { name: 'ssl', version: '3', architecture: '', size: undefined, source: 'openssl', license: '' },
    ]);
  });

  it('of rpm name what is installed, and damaged headers name nothing', () => {
    const header = rpmHeader([
      [1000, 6, 'bash'],
      [1001, 6, '5.2.26'],
      [1002, 6, '3.fc40'],
      [1003, 4, 1],
      [1009, 4, 8_000_000],
      [1014, 6, 'GPL-3.0-or-later'],
      [1022, 6, 'x86_64'],
      [1044, 6, 'bash-5.2.26-3.fc40.src.rpm'],
    ]);
    assert.deepEqual(readRpmHeader(header), {
      name: 'bash',
      version: '1:5.2.26-3.fc40',
      architecture: 'x86_64',
      size: 8_000_000,
      source: 'bash',
      license: 'GPL-3.0-or-later',
    });
    for (let length = 0; length < header.length; length += 3) readRpmHeader(header.subarray(0, length));
    assert.equal(readRpmHeader(new Uint8Array(40).fill(255)), undefined);
  });

  it('are found where images have them, each package with the layer that brought it', async () => {
    const text = (name: string, body: string) => ({ name, body });
    const opened = await openSpec({
      layers: [
        { entries: [text('lib/apk/db/installed', 'P:musl\nV:1\n'), text('var/lib/rpm/Packages', 'bdb')] },
        { packing: 'gzip', entries: [text('lib/apk/db/installed', 'P:musl\nV:2\n\nP:curl\nV:8\n')] },
        {
          entries: [
            text('var/lib/dpkg/status.d/base', 'Package: base-files\nVersion: 12\n'),
            text('var/lib/dpkg/status.d/base.md5sums', 'Package: no\n'),
          ],
        },
        { entries: [text('usr/lib/sysimage/rpm/rpmdb.sqlite', 'blob')] },
      ],
    });
    const { queries } = createImageBrowser(opened, async bytes =>
      new TextDecoder().decode(bytes) === 'blob'
        ? success([
            rpmHeader([
              [1000, 6, 'bash'],
              [1001, 6, '5'],
              [1002, 6, '1'],
            ]),
          ])
        : failure('internal'),
    );
    const answer = await queries.packages({});
    assert.ok(answer.ok);
    assert.deepEqual(
      answer.value.databases.map(({ kind, path, packages, problem }) => [
        kind,
        path,
        packages.map(({ name, version, layer }) => `${name} ${version} ${layer}`),
        problem,
      ]),
      [
        ['apk', 'lib/apk/db/installed', ['musl 2 1', 'curl 8 1'], undefined],
        ['dpkg', 'var/lib/dpkg/status.d', ['base-files 12 2'], undefined],
        ['rpm', 'var/lib/rpm/Packages', [], 'an rpm database in the Berkeley DB format'],
        ['rpm', 'usr/lib/sysimage/rpm/rpmdb.sqlite', ['bash 5-1 3'], undefined],
      ],
    );
  });
});

describe('statements', () => {
  const facts = (type: string, predicate: object) =>
    readStatement(type, '', { predicate } as never).facts.map(({ name, value }) => `${name}: ${value}`);

  it('of provenance tell builder, source and materials, in both versions', () => {
    assert.deepEqual(
      facts('https://slsa.dev/provenance/v0.2', {
        builder: { id: 'ci' },
        buildType: 'buildkit',
        invocation: {
          configSource: { uri: 'git', entryPoint: 'Dockerfile' },
          parameters: { args: { 'build-arg:A': '1' } },
        },
        metadata: { buildStartedOn: '2024' },
        materials: [{ uri: 'pkg:docker/alpine' }],
      }),
      [
        'builder: ci',
        'buildType: buildkit',
        'source: git',
        'entryPoint: Dockerfile',
        'build-arg:A: 1',
        'started: 2024',
        'material: pkg:docker/alpine',
      ],
    );
    assert.deepEqual(
      facts('https://slsa.dev/provenance/v1', {
        buildDefinition: {
          buildType: 'b',
          externalParameters: {
            configSource: { uri: 'git', path: 'D' },
            request: { frontend: 'dockerfile.v0' },
          },
          resolvedDependencies: [{ uri: 'pkg:x' }],
        },
        runDetails: { builder: { id: 'ci' }, metadata: { startedOn: '1', finishedOn: '2' } },
      }),
      [
        'builder: ci',
        'buildType: b',
        'source: git',
        'entryPoint: D',
        'frontend: dockerfile.v0',
        'started: 1',
        'finished: 2',
        'material: pkg:x',
      ],
    );
  });

  it('of an SBOM name its packages, and odd ones nothing', () => {
    assert.deepEqual(
      facts('https://spdx.dev/Document', {
        spdxVersion: 'SPDX-2.3',
        creationInfo: { creators: ['Tool: syft'] },
        packages: [{ name: 'musl', versionInfo: '1' }, { name: 'x' }],
      }),
      ['format: SPDX-2.3', 'creator: Tool: syft', 'package: musl 1', 'package: x'],
    );
    for (const odd of [null, 3, [], { packages: 'no' }]) facts('https://spdx.dev/Document', odd as object);
  });
});

describe('layers of two builds', () => {
  const pairs = (a: string, b: string) =>
    alignLayers([...a], [...b])
      .map(pair => `${pair.a ?? '-'}${pair.b ?? '-'}`)
      .join(' ');
  it('are paired by what made them', () => {
    assert.equal(pairs('abc', 'abc'), '00 11 22');
    assert.equal(pairs('abc', 'axbc'), '00 -1 12 23');
    assert.equal(pairs('abc', 'ac'), '00 1- 21');
    assert.equal(pairs('abc', 'aXc'), '00 11 22');
    assert.equal(pairs('', 'ab'), '-0 -1');
    assert.equal(pairs('ab', ''), '0- 1-');
  });
});
