import { createHash } from 'node:crypto';
import * as zlib from 'node:zlib';
import { buildTar, concat, type TarSpec } from './tarBuilder.ts';

export type Packing = 'none' | 'gzip' | 'zstd' | 'estargz' | 'zstd-chunked';

export interface LayerSpec {
  readonly entries?: readonly TarSpec[];
  /** The tar's bytes, over `entries`. */
  readonly tar?: Uint8Array;
  readonly packing?: Packing;
  /** The stored bytes, over everything: for broken ones. */
  readonly stored?: Uint8Array;
  readonly mediaType?: string;
  readonly createdBy?: string;
  /** Where a foreign layer is kept; its bytes are left out. */
  readonly urls?: readonly string[];
  /** Leaves the blob out. */
  readonly missing?: boolean;
}

export interface ImageSpec {
  readonly layers: readonly LayerSpec[];
  readonly tags?: readonly string[];
  readonly platform?: { readonly os: string; readonly architecture: string; readonly variant?: string };
  /** Steps beside those of the layers, by the place they come at. */
  readonly history?: readonly { readonly created_by?: string; readonly empty_layer?: boolean }[];
  readonly config?: Readonly<Record<string, unknown>>;
}

export const digest = (bytes: Uint8Array): string =>
  `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
const json = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));

interface BuiltLayer {
  readonly spec: LayerSpec;
  readonly tar: Uint8Array;
  readonly stored: Uint8Array;
  readonly diffId: string;
  readonly digest: string;
  readonly mediaType: string;
}

interface BuiltImage {
  readonly spec: ImageSpec;
  readonly layers: readonly BuiltLayer[];
  readonly config: Uint8Array;
}

export function pack(tar: Uint8Array, packing: Packing, entries: readonly TarSpec[] = []): Uint8Array {
  switch (packing) {
    case 'none':
      return tar;
    case 'gzip':
      return zlib.gzipSync(tar);
    case 'zstd':
      return zlib.zstdCompressSync(tar);
    case 'estargz':
    case 'zstd-chunked': {
      // A member or frame for each entry, as these formats have it, and a table of contents at the end.
      const compress = packing === 'estargz' ? zlib.gzipSync : zlib.zstdCompressSync;
      const parts = entries.map(entry => compress(buildTar([entry], { end: 0 })));
      const toc = buildTar([{ name: 'stargz.index.json', body: '{"version":1,"entries":[]}' }]);
      const skippable = Uint8Array.of(0x50, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3);
      return packing === 'estargz'
        ? concat([...parts, compress(toc)])
        : concat([skippable, ...parts, skippable, compress(new Uint8Array(1024)), skippable]);
    }
  }
}

const SUFFIX: Readonly<Record<Packing, string>> = {
  none: '',
  gzip: '+gzip',
  estargz: '+gzip',
  zstd: '+zstd',
  'zstd-chunked': '+zstd',
};

function build(spec: ImageSpec): BuiltImage {
  const layers = spec.layers.map((layer): BuiltLayer => {
    const tar = layer.tar ?? buildTar(layer.entries ?? []);
    const packing = layer.packing ?? 'none';
    const stored = layer.stored ?? pack(tar, packing, layer.entries);
    const mediaType = layer.mediaType ?? `application/vnd.oci.image.layer.v1.tar${SUFFIX[packing]}`;
    return { spec: layer, tar, stored, diffId: digest(tar), digest: digest(stored), mediaType };
  });
  const steps = layers.map(({ spec: layer }, index) => ({
    created_by: layer.createdBy ?? `RUN step ${index}`,
  }));
  const config = json({
    created: '2024-05-06T07:08:09.123456789Z',
    ...(spec.platform ?? { os: 'linux', architecture: 'amd64' }),
    config: { Env: ['PATH=/bin'] },
    rootfs: { type: 'layers', diff_ids: layers.map(({ diffId }) => diffId) },
    history: spec.history ?? steps,
    ...spec.config,
  });
  return { spec, layers, config };
}

/** `docker save` up to 24: a folder a layer, repeated layers as links, `manifest.json` at the end. */
export function dockerSaveLegacy(images: readonly ImageSpec[]): Uint8Array {
  const entries: TarSpec[] = [];
  const folders = new Map<string, string>();
  const manifest = images.map(image => {
    const built = build(image);
    const paths = built.layers.map((layer, index) => {
      const id = digest(json([layer.diffId, index, image.tags])).slice(7);
      const path = `${id}/layer.tar`;
      entries.push({ name: `${id}/`, type: 'directory' }, { name: `${id}/VERSION`, body: '1.0' });
      entries.push({ name: `${id}/json`, body: json({ id }) });
      const first = folders.get(layer.diffId);
      if (first) entries.push({ name: path, type: 'symlink', link: `../${first}/layer.tar` });
      else if (!layer.spec.missing) entries.push({ name: path, body: layer.stored });
      if (!first) folders.set(layer.diffId, id);
      return path;
    });
    const config = `${digest(built.config).slice(7)}.json`;
    entries.push({ name: config, body: built.config });
    return { Config: config, RepoTags: image.tags ?? null, Layers: paths };
  });
  entries.push({ name: 'manifest.json', body: json(manifest) }, { name: 'repositories', body: '{}' });
  return buildTar(entries);
}

export interface LayoutOptions {
  /** Puts all manifests behind one index of their own, as an export of all platforms has it. */
  readonly nested?: boolean;
  /** Writes `manifest.json` beside, as the engine does. */
  readonly dockerManifest?: boolean;
  /** Adds an attestation manifest to each image. */
  readonly attestations?: boolean;
  /** Platforms named in the index whose manifests are not there. */
  readonly absent?: readonly {
    readonly os: string;
    readonly architecture: string;
    readonly variant?: string;
  }[];
  readonly annotations?: (image: ImageSpec) => Readonly<Record<string, string>>;
}

/** The files of an OCI layout by path. */
export function ociLayout(
  images: readonly ImageSpec[],
  options: LayoutOptions = {},
): Map<string, Uint8Array> {
  const files = new Map<string, Uint8Array>();
  const blob = (bytes: Uint8Array): { digest: string; size: number } => {
    const name = digest(bytes);
    files.set(`blobs/sha256/${name.slice(7)}`, bytes);
    return { digest: name, size: bytes.length };
  };
  const docker: unknown[] = [];
  const manifests = images.flatMap(image => {
    const built = build(image);
    const layers = built.layers.map(layer => {
      if (!layer.spec.missing && !layer.spec.urls) blob(layer.stored);
      const { mediaType } = layer;
      return {
        mediaType,
        digest: layer.digest,
        size: layer.stored.length,
        ...(layer.spec.urls && { urls: layer.spec.urls }),
      };
    });
    const config = blob(built.config);
    const manifest = blob(
      json({
        schemaVersion: 2,
        mediaType: 'application/vnd.oci.image.manifest.v1+json',
        config: { mediaType: 'application/vnd.oci.image.config.v1+json', ...config },
        layers,
      }),
    );
    docker.push({
      Config: `blobs/sha256/${config.digest.slice(7)}`,
      RepoTags: image.tags ?? [],
      Layers: layers.map(layer => `blobs/sha256/${layer.digest.slice(7)}`),
    });
    const annotations =
      options.annotations?.(image) ??
      (image.tags?.[0] ? { 'org.opencontainers.image.ref.name': image.tags[0] } : {});
    const descriptor = {
      mediaType: 'application/vnd.oci.image.manifest.v1+json',
      ...manifest,
      annotations,
      platform: image.platform ?? { os: 'linux', architecture: 'amd64' },
    };
    return options.attestations ? [descriptor, attestation(manifest.digest)] : [descriptor];
  });

  function attestation(subject: string): object {
    const statement = blob(json({ _type: 'https://in-toto.io/Statement/v0.1', subject }));
    const config = blob(
      json({
        os: 'unknown',
        architecture: 'unknown',
        rootfs: { type: 'layers', diff_ids: [statement.digest] },
      }),
    );
    const manifest = blob(
      json({
        schemaVersion: 2,
        mediaType: 'application/vnd.oci.image.manifest.v1+json',
        config: { mediaType: 'application/vnd.oci.image.config.v1+json', ...config },
        layers: [
          {
            mediaType: 'application/vnd.in-toto+json',
            ...statement,
            annotations: { 'in-toto.io/predicate-type': 'https://slsa.dev/provenance/v0.2' },
          },
        ],
      }),
    );
    return {
      mediaType: 'application/vnd.oci.image.manifest.v1+json',
      ...manifest,
      annotations: {
        'vnd.docker.reference.type': 'attestation-manifest',
        'vnd.docker.reference.digest': subject,
      },
      platform: { os: 'unknown', architecture: 'unknown' },
    };
  }

  const absent = (options.absent ?? []).map((platform, index) => ({
    mediaType: 'application/vnd.oci.image.manifest.v1+json',
    digest: digest(json(['absent', index])),
    size: 1,
    platform,
  }));
  const index = {
    schemaVersion: 2,
    mediaType: 'application/vnd.oci.image.index.v1+json',
    manifests: [...manifests, ...absent],
  };
  if (options.nested) {
    const inner = blob(json(index));
    const descriptor = {
      mediaType: index.mediaType,
      ...inner,
      annotations: images[0]?.tags?.[0]
        ? { 'io.containerd.image.name': `docker.io/library/${images[0].tags[0]}` }
        : {},
    };
    files.set('index.json', json({ ...index, manifests: [descriptor] }));
  } else files.set('index.json', json(index));
  files.set('oci-layout', json({ imageLayoutVersion: '1.0.0' }));
  if (options.dockerManifest) files.set('manifest.json', json(docker));
  return files;
}

/** The files of a layout as one archive, in the order engines write them. */
export function archiveOf(files: ReadonlyMap<string, Uint8Array>): Uint8Array {
  return buildTar([...files].map(([name, body]) => ({ name, body })));
}

/** What `docker save` writes from version 25 on. */
export function dockerSaveModern(images: readonly ImageSpec[], options: LayoutOptions = {}): Uint8Array {
  return archiveOf(ociLayout(images, { dockerManifest: true, ...options }));
}
