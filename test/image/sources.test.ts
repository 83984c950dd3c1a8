import assert from 'node:assert/strict';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, it } from 'mocha';
import { openArchive } from '../../client/image/archiveFiles.ts';
import { documentText } from '../../client/image/browse/documentText.ts';
import { memoryReader, memoryScratch } from '../../client/image/bytes.ts';
import { defaultLimits } from '../../client/image/limits.ts';
import { type OpenedImage, type OpenOptions, openImageArchive } from '../../client/image/openImage.ts';
import { overviewOf } from '../../client/image/overview.ts';
import type { Failure } from '../../protocol/result.ts';
import {
  archiveOf,
  dockerSaveLegacy,
  dockerSaveModern,
  type ImageSpec,
  type LayerSpec,
  ociLayout,
  type Packing,
  pack,
} from '../kit/imageBuilder.ts';
import { openBytes } from '../kit/imageIndex.ts';
import { buildTar, type TarSpec } from '../kit/tarBuilder.ts';

const ENTRIES: readonly TarSpec[] = [
  { name: 'etc/', type: 'directory' },
  { name: 'etc/passwd', body: 'root:x:0:0' },
  { name: 'usr/share/text', body: 'word '.repeat(3000) },
];
const layer = (body: string, more: Partial<LayerSpec> = {}): LayerSpec => ({
  entries: [...ENTRIES, { name: body, body }],
  ...more,
});
const plain: ImageSpec = { tags: ['shop:1.2'], layers: [layer('one'), layer('two')] };
const on = (architecture: string, variant?: string): ImageSpec => ({
  tags: ['shop:1.2'],
  platform: { os: 'linux', architecture, ...(variant && { variant }) },
  layers: [layer(`${architecture}${variant ?? ''}`)],
});

/** What the image is and holds, on a few lines. */
function tell(image: OpenedImage): object {
  const { reference, platform, layers } = overviewOf(image);
  return {
    reference,
    platform,
    layers: layers.map(({ files, size, error }) => error ?? `${files} files, ${size} bytes`),
  };
}

async function fails(bytes: Uint8Array, options: Partial<OpenOptions> = {}): Promise<Failure> {
  const opened = await openImageArchive(memoryReader(bytes), { name: 'x.tar', ...options });
  assert.ok(!opened.ok, 'it opened');
  return opened.failure;
}

const both = {
  reference: 'shop:1.2',
  platform: 'linux/amd64',
  layers: ['3 files, 15013 bytes', '3 files, 15013 bytes'],
};

describe('image sources', () => {
  const archives: readonly [string, Uint8Array][] = [
    ['an old docker save archive', dockerSaveLegacy([plain])],
    ['a modern docker save archive', dockerSaveModern([plain])],
    [
      'a modern archive with nested index and attestations',
      dockerSaveModern([plain], { nested: true, attestations: true }),
    ],
    ['an OCI archive without manifest.json, as podman and skopeo write it', archiveOf(ociLayout([plain]))],
    ['an archive compressed with gzip', gzipSync(dockerSaveLegacy([plain]))],
    ['an archive compressed with zstd', zstdCompressSync(dockerSaveModern([plain]))],
  ];
  for (const [name, bytes] of archives) {
    it(`opens ${name}`, async () => assert.deepEqual(tell(await openBytes(bytes)), both));
  }

  for (const packing of ['none', 'gzip', 'zstd', 'estargz', 'zstd-chunked'] satisfies Packing[]) {
    it(`reads ${packing} layers, whatever the media type says`, async () => {
      const spec = {
        ...plain,
        layers: [
          layer('one', { packing, mediaType: 'application/vnd.oci.image.layer.v1.tar' }),
          layer('two', { packing }),
        ],
      };
      const expected = packing === 'estargz' ? ['4 files, 15039 bytes', '4 files, 15039 bytes'] : both.layers;
      assert.deepEqual(tell(await openBytes(dockerSaveModern([spec]))), { ...both, layers: expected });
    });
  }

  it('knows ids, digests, times, documents and what made each layer', async () => {
    const spec: ImageSpec = {
      ...plain,
      history: [
        { created_by: 'FROM scratch', empty_layer: true },
        { created_by: 'COPY one' },
        { created_by: 'ENV A=1', empty_layer: true },
        { created_by: 'COPY two' },
        { created_by: 'one too many' },
      ],
    };
    const image = await openBytes(dockerSaveModern([spec], { attestations: true }));
    const overview = overviewOf(image);
    assert.match(overview.id, /^sha256:[0-9a-f]{64}$/);
    assert.equal(overview.id, overviewOf(await openBytes(dockerSaveLegacy([spec]))).id);
    assert.equal(new Date(overview.created).toISOString(), '2024-05-06T07:08:09.123Z');
    assert.deepEqual(
      overview.layers.map(({ createdBy }) => createdBy),
      ['COPY one', 'COPY two'],
    );
    assert.deepEqual(
      overview.history.map(step => step.layer),
      [undefined, 0, undefined, 1, undefined],
    );
    assert.deepEqual(overview.documents, ['manifest', 'index', 'config', 'history']);
    assert.deepEqual(
      overview.attestations?.map(({ predicateTypes, available }) => [predicateTypes, available]),
      [[['https://slsa.dev/provenance/v0.2'], true]],
    );
    for (const kind of overview.documents) {
      const text = documentText(image, kind);
      assert.ok(text.ok && text.value.includes('\n  '), kind);
    }
    assert.equal(documentText(image, 'inspect').ok, false);
  });

  it('chooses a platform: asked for, then that of manifest.json, then the own one, then the first', async () => {
    const images = [on('arm64'), on('amd64'), on('arm', 'v7')];
    const layout = archiveOf(ociLayout(images));
    const chosen = async (options: Partial<OpenOptions>, bytes = layout): Promise<string> =>
      overviewOf(await openBytes(bytes, options)).platform;
    assert.equal(await chosen({ platform: 'linux/amd64' }), 'linux/amd64');
    assert.equal(await chosen({ platform: 'linux/aarch64' }), 'linux/arm64');
    assert.equal(await chosen({ platform: 'linux/arm64/v8' }), 'linux/arm64');
    assert.equal(await chosen({ platform: 'linux/arm' }), 'linux/arm/v7');
    assert.equal(await chosen({ preferredPlatform: 'linux/amd64' }), 'linux/amd64');
    assert.equal(await chosen({ preferredPlatform: 'windows/amd64' }), 'linux/arm64');
    const saved = dockerSaveModern(images, { nested: true });
    assert.equal(await chosen({ preferredPlatform: 'linux/amd64' }, saved), 'linux/arm64');
    assert.deepEqual(await fails(layout, { platform: 'linux/s390x' }), {
      code: 'platform-not-found',
      args: { platform: 'linux/s390x', available: 'linux/arm64, linux/amd64, linux/arm/v7' },
    });
    assert.equal((await fails(layout, { platform: 'nonsense' })).code, 'platform-not-found');
  });

  it('lists platforms whose bytes are not there', async () => {
    const bytes = dockerSaveModern([on('amd64')], {
      nested: true,
      absent: [{ os: 'linux', architecture: 'arm64' }],
    });
    const { platforms } = overviewOf(await openBytes(bytes));
    assert.deepEqual(
      platforms?.map(({ platform, available }) => `${platform} ${available}`),
      ['linux/amd64 true', 'linux/arm64 false'],
    );
    assert.equal((await fails(bytes, { platform: 'linux/arm64' })).code, 'platform-not-found');
  });

  it('chooses among several images by tag', async () => {
    const other: ImageSpec = { tags: ['other:3'], layers: [layer('three')] };
    for (const bytes of [dockerSaveLegacy([plain, other]), dockerSaveModern([plain, other])]) {
      assert.equal(overviewOf(await openBytes(bytes)).reference, 'shop:1.2');
      assert.equal(
        overviewOf(await openBytes(bytes, { reference: 'docker.io/library/other:3' })).reference,
        'other:3',
      );
      assert.deepEqual(await fails(bytes, { reference: 'none' }), {
        code: 'image-not-found',
        args: { reference: 'none' },
        detail: 'shop:1.2, other:3',
      });
    }
  });

  it('reads a layer that comes twice through a link once, and dive takes it for empty', async () => {
    const spec: ImageSpec = { ...plain, layers: [layer('one'), layer('two'), layer('one')] };
    const image = await openBytes(dockerSaveLegacy([spec]));
    assert.deepEqual(
      overviewOf(image).layers.map(({ size }) => size),
      [15013, 15013, 15013],
    );
    assert.equal(image.dive.sizeBytes, 30026);
    assert.equal((await openBytes(dockerSaveModern([spec]))).dive.sizeBytes, 45039);
  });

  const oddLayers: readonly [string, LayerSpec, string | number][] = [
    ['an empty tar', { tar: new Uint8Array(1024) }, 0],
    ['an empty gzip', { tar: new Uint8Array(1024), packing: 'gzip' }, 0],
    ['no bytes at all', { tar: new Uint8Array(0) }, 0],
    [
      'a foreign layer',
      { urls: ['https://example.org/base'] },
      'a foreign layer, kept outside the image at https://example.org/base',
    ],
    [
      'an encrypted layer',
      { mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip+encrypted' },
      'the layer is encrypted',
    ],
    [
      'text instead of a tar',
      { stored: new TextEncoder().encode('no tar '.repeat(100)) },
      'this is not a tar archive',
    ],
    ['xz', { stored: Uint8Array.of(0xfd, 0x37, 0x7a, 0x58, 0x5a, 0) }, 'xz compression is not supported'],
    [
      'a truncated tar',
      { stored: buildTar([{ name: 'a', body: 'x'.repeat(2000) }]).subarray(0, 1500) },
      'the archive ends in the middle of an entry, at byte 1500',
    ],
    [
      'a truncated gzip',
      { stored: gzipSync(buildTar([{ name: 'a', body: 'x'.repeat(2000) }])).subarray(0, 60) },
      'the gzip data is damaged: unexpected end of file',
    ],
    [
      'a damaged gzip',
      { stored: damaged(pack(buildTar([{ name: 'a', body: 'x'.repeat(2000) }]), 'gzip'), -6) },
      'the gzip data is damaged: incorrect data check',
    ],
    [
      'a size that lies',
      { tar: buildTar([{ name: 'a', body: 'x', size: 10 ** 10, binaryNumbers: true }]) },
      'the archive ends in the middle of an entry, at byte 2048',
    ],
  ];
  for (const [name, spec, expected] of oddLayers) {
    it(`goes on beside ${name}`, async () => {
      const image = await openBytes(
        dockerSaveModern([{ ...plain, layers: [layer('one'), spec, layer('two')] }]),
      );
      const [first, odd, last] = overviewOf(image).layers;
      assert.deepEqual([first?.error, last?.error, last?.files], [undefined, undefined, 3]);
      assert.deepEqual(odd?.error ?? odd?.files, expected);
    });
  }

  it('names a layer that is missing', async () => {
    const image = await openBytes(
      dockerSaveModern([{ ...plain, layers: [layer('one', { missing: true }), layer('two')] }]),
    );
    assert.match(overviewOf(image).layers[0]?.error ?? '', /^sha256:[0-9a-f]{64} is not there$/);
  });

  it('says what is wrong with an archive as a whole', async () => {
    const json = (value: unknown): string => JSON.stringify(value);
    const cases: readonly [Uint8Array, Failure['code']][] = [
      [new Uint8Array(0), 'archive-invalid'],
      [new Uint8Array(10_240), 'archive-invalid'],
      [new TextEncoder().encode('# Readme\n'.repeat(100)), 'archive-invalid'],
      [buildTar([{ name: 'bin/sh', body: 'a file system' }]), 'archive-invalid'],
      [buildTar([{ name: 'manifest.json', body: 'no json' }]), 'archive-invalid'],
      [buildTar([{ name: 'manifest.json', body: '{}' }]), 'archive-invalid'],
      [buildTar([{ name: 'manifest.json', body: '[]' }]), 'archive-invalid'],
      [buildTar([{ name: 'manifest.json', body: '[1, null, "x", {}]' }]), 'archive-invalid'],
      [buildTar([{ name: 'index.json', body: '{"manifests":[{}]}' }]), 'archive-invalid'],
      [
        buildTar([
          { name: 'index.json', body: json({ manifests: [{ digest: 'sha256:../../../etc/passwd' }] }) },
        ]),
        'archive-invalid',
      ],
      [dockerSaveLegacy([plain]).subarray(0, 9000), 'archive-truncated'],
      [gzipSync(dockerSaveLegacy([plain])).subarray(0, 500), 'archive-truncated'],
    ];
    for (const [index, [bytes, code]] of cases.entries())
      assert.equal((await fails(bytes)).code, code, `case ${index}`);
  });

  it('keeps going without a config, and works its id out where the name does not tell', async () => {
    const files = ociLayout([plain]);
    const config = [...files].find(([, bytes]) =>
      new TextDecoder().decode(bytes.subarray(0, 10)).startsWith('{"created'),
    );
    assert.ok(config);
    files.delete(config[0]);
    const image = await openBytes(archiveOf(files));
    assert.deepEqual(
      overviewOf(image).layers.map(({ files: count, diffId }) => [count, diffId]),
      [
        [3, ''],
        [3, ''],
      ],
    );
    assert.match(overviewOf(image).notes?.[0] ?? '', /^sha256:[0-9a-f]{64} is not there$/);
    const named = buildTar([
      { name: 'manifest.json', body: JSON.stringify([{ Config: 'my-config', RepoTags: null, Layers: [] }]) },
      { name: 'my-config', body: config[1] },
    ]);
    assert.equal(overviewOf(await openBytes(named)).id, `sha256:${config[0].slice('blobs/sha256/'.length)}`);
  });

  it('notes that an archive is cut off behind all that is needed', async () => {
    const bytes = archiveOf(ociLayout([plain]));
    const image = await openBytes(bytes.subarray(0, bytes.length - 1024 - 512 - 200));
    assert.deepEqual(tell(image), both);
    assert.match(overviewOf(image).notes?.[0] ?? '', /^the archive ends in the middle of an entry/);
  });

  it('holds indexes that contain themselves, and nests no deeper than told', async () => {
    const digest = `sha256:${'a'.repeat(64)}`;
    const self = JSON.stringify({
      manifests: [{ mediaType: 'application/vnd.oci.image.index.v1+json', digest }],
    });
    const circle = buildTar([
      { name: 'index.json', body: self },
      { name: `blobs/sha256/${'a'.repeat(64)}`, body: self },
    ]);
    assert.equal((await fails(circle)).code, 'archive-invalid');
    const nested = dockerSaveModern([plain], { nested: true });
    const withoutDocker = archiveOf(ociLayout([plain], { nested: true }));
    assert.equal((await fails(withoutDocker, { limits: { nesting: 1 } })).code, 'limit-reached');
    assert.deepEqual(tell(await openBytes(nested, { limits: { nesting: 1 } })), both);
  });

  it('stops at its limits', async () => {
    const bytes = dockerSaveModern([{ ...plain, layers: [layer('one', { packing: 'gzip' }), layer('two')] }]);
    const errors = async (limits: OpenOptions['limits']): Promise<(string | undefined)[]> =>
      overviewOf(await openBytes(bytes, { ...(limits && { limits }) })).layers.map(({ error }) => error);
    assert.deepEqual(await errors({ unpackedBytes: 10_000 }), [
      'more than 10000 unpacked bytes: not read any further',
      undefined,
    ]);
    assert.equal(
      (await errors({ paths: 3 })).every(error => error?.includes('3 paths')),
      true,
    );
    assert.deepEqual(await fails(bytes, { limits: { layers: 1 } }), {
      code: 'limit-reached',
      args: { limit: 'layers', value: 1 },
    });
    assert.equal((await fails(bytes, { limits: { documentBytes: 50 } })).code, 'limit-reached');
  });

  it('is cancelled at any time, and tells how far it is', async () => {
    const bytes = dockerSaveModern([{ ...plain, layers: [layer('one', { packing: 'gzip' }), layer('two')] }]);
    assert.deepEqual(await fails(bytes, { signal: AbortSignal.abort() }), { code: 'cancelled' });
    const controller = new AbortController();
    const phases: string[] = [];
    const failure = await fails(bytes, {
      signal: controller.signal,
      onProgress: ({ phase, bytes: done, total }) => {
        phases.push(phase);
        assert.ok(total !== undefined && done <= total);
        controller.abort();
      },
    });
    assert.deepEqual(failure, { code: 'cancelled' });
    assert.ok(phases.includes('read'));
  });

  it('a medium that fails is told, not thrown', async () => {
    const failing = { size: 5000, read: () => Promise.reject(new Error('disk on fire')) };
    const opened = await openImageArchive(failing, { name: 'x.tar' });
    assert.deepEqual(opened, {
      ok: false,
      failure: {
        code: 'archive-unreadable',
        args: { path: 'x.tar' },
        detail: 'it could not be read: disk on fire',
      },
    });
  });

  it('never leaves the archive, and follows links inside it only so far', async () => {
    const tar = buildTar([
      { name: './a/file', body: 'x' },
      { name: 'abs', type: 'symlink', link: '/a/file' },
      { name: 'a/up', type: 'symlink', link: '../../../a/file' },
      { name: 'hard', type: 'hardlink', link: './a/file' },
      { name: 'circle', type: 'symlink', link: 'circle' },
      { name: 'folder/', type: 'directory' },
    ]);
    const files = await openArchive(memoryReader(tar), {
      limits: defaultLimits,
      createScratch: memoryScratch,
    });
    for (const path of ['a/file', '/a/./file', 'abs', 'a/up', 'hard', '../a/file'])
      assert.ok(await files.open(path), path);
    for (const path of ['circle', 'folder', 'none', ''])
      assert.equal(await files.open(path), undefined, path);
  });
});

function damaged(bytes: Uint8Array, at: number): Uint8Array {
  const changed = bytes.slice();
  const place = at < 0 ? bytes.length + at : at;
  changed[place] = (changed[place] ?? 0) ^ 0xff;
  return changed;
}
