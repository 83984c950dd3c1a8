import { inspectedImage, type MadeFile, type MadeLayer } from '../kit/inspectedImage.ts';

const applets = [
  'ash',
  'cat',
  'chmod',
  'cp',
  'date',
  'echo',
  'grep',
  'ls',
  'mkdir',
  'mv',
  'rm',
  'sed',
  'sh',
  'tar',
];

const base: readonly MadeFile[] = [
  { path: 'bin/busybox', size: 1_131_168, mode: 0o755 },
  ...applets.map(
    (name): MadeFile => ({ path: `bin/${name}`, type: 'symlink', mode: 0o777, link: '/bin/busybox' }),
  ),
  { path: 'etc/passwd', size: 1_172 },
  { path: 'etc/group', size: 526 },
  { path: 'etc/shadow', size: 448, mode: 0o640, gid: 42 },
  { path: 'etc/apk/world', size: 132 },
  { path: 'lib/libc.musl-x86_64.so.1', type: 'symlink', mode: 0o777, link: 'ld-musl-x86_64.so.1' },
  { path: 'lib/ld-musl-x86_64.so.1', size: 653_024, mode: 0o755 },
  { path: 'tmp', type: 'directory', mode: 0o1777 },
  { path: 'usr/bin/su', size: 54_112, mode: 0o4755 },
];

const packages: readonly MadeFile[] = [
  { path: 'etc/passwd', size: 1_233, change: 'changed' },
  { path: 'etc/apk/world', size: 170, change: 'changed' },
  { path: 'usr/bin/node', size: 52_118_784, mode: 0o755 },
  { path: 'usr/lib/libcrypto.so.3', size: 4_541_880, mode: 0o755 },
  { path: 'usr/lib/libssl.so.3', size: 767_408, mode: 0o755 },
  { path: 'var/cache/apk/APKINDEX.tar.gz', size: 1_940_213 },
];

const app: readonly MadeFile[] = [
  ...Array.from(
    { length: 60 },
    (_, index): MadeFile => ({
      path: `app/node_modules/package-${String(index).padStart(2, '0')}/index.js`,
      size: 1_000 + index * 977,
      uid: 1000,
      gid: 1000,
    }),
  ),
  { path: 'app/package.json', size: 812, uid: 1000, gid: 1000 },
  { path: 'app/server.js', size: 23_410, uid: 1000, gid: 1000 },
];

const cleaned: readonly MadeFile[] = [
  { path: 'var/cache/apk/APKINDEX.tar.gz', change: 'removed' },
  { path: 'app/package.json', size: 790, change: 'changed', uid: 1000, gid: 1000 },
];

export const sampleLayers: readonly MadeLayer[] = [
  {
    made: base,
    keyword: 'ADD',
    text: 'alpine-minirootfs-3.22.1-x86_64.tar.gz /',
    createdBy: 'ADD alpine-minirootfs-3.22.1-x86_64.tar.gz / # buildkit',
    storedSize: 912_004,
    digest: `sha256:${'9824c27679d3'.repeat(6).slice(0, 64)}`,
  },
  {
    made: packages,
    keyword: 'RUN',
    text: 'apk add --no-cache nodejs npm tini \\\n    && addgroup -S app && adduser -S app -G app',
    createdBy:
      'RUN /bin/sh -c apk add --no-cache nodejs npm tini && addgroup -S app && adduser -S app -G app # buildkit',
    storedSize: 19_341_002,
  },
  {
    made: app,
    keyword: 'COPY',
    text: '. /app # the whole project',
    createdBy: 'COPY . /app',
    storedSize: 701_334,
  },
  {
    made: cleaned,
    keyword: 'RUN',
    text: 'rm -rf /var/cache/apk/*',
    createdBy: 'RUN /bin/sh -c rm -rf /var/cache/apk/* # buildkit',
    storedSize: 312,
  },
  { made: [], keyword: 'WORKDIR', text: '/app', createdBy: 'WORKDIR /app', storedSize: 32 },
];

/** An image as people have them: a base, packages, an application, something removed, an empty layer. */
export const sample = () => inspectedImage(sampleLayers, { reclaimableBytes: 1_942_195 });

export const sampleDocuments = {
  manifest: JSON.stringify(
    {
      schemaVersion: 2,
      mediaType: 'application/vnd.oci.image.manifest.v1+json',
      config: {
        mediaType: 'application/vnd.oci.image.config.v1+json',
        digest: 'sha256:4f5e6d7c8b9a',
        size: 2841,
      },
      layers: [{ mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip', size: 912004, empty: false }],
      annotations: null,
    },
    null,
    2,
  ),
  config: JSON.stringify({ architecture: 'amd64', config: { Env: ['PATH=/usr/bin:/bin'] } }, null, 2),
};
