import type { ImageSpec } from '../kit/imageBuilder.ts';
import type { TarSpec } from '../kit/tarBuilder.ts';

const file = (name: string, size: number, more: Partial<TarSpec> = {}): TarSpec => ({
  name,
  body: 'x'.repeat(size),
  ...more,
});
const text = (name: string, body: string): TarSpec => ({ name, body });

const dpkg = (packages: readonly (readonly [string, string, number])[]): string =>
  packages
    .map(
      ([name, version, kib]) =>
        `Package: ${name}\nStatus: install ok installed\nInstalled-Size: ${kib}\nArchitecture: amd64\nSource: ${name}-src (1)\nVersion: ${version}\nDescription: one\n two\n`,
    )
    .join('\n');

/** An image as people build them: a base, packages, a copy of the project, a chown and a clean-up that come too late. */
export const shop: ImageSpec = {
  tags: ['shop:1'],
  layers: [
    {
      createdBy: 'ADD rootfs.tar.xz / # buildkit',
      entries: [
        text('etc/os-release', 'NAME=x\nPRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\n'),
        text('var/lib/dpkg/status', dpkg([['libc6', '2.36-9', 12_000]])),
        file('usr/bin/bash', 120_000, { mode: 0o755 }),
        { name: 'bin', type: 'symlink', link: 'usr/bin' },
        file('etc/passwd', 900),
      ],
    },
    {
      createdBy: 'RUN apt-get update && apt-get install -y curl',
      entries: [
        text(
          'var/lib/dpkg/status',
          dpkg([
            ['libc6', '2.36-9', 12_000],
            ['curl', '7.88.1-10', 500],
          ]),
        ),
        file('var/lib/apt/lists/index', 400_000),
        file('usr/bin/curl', 200_000, { mode: 0o755 }),
      ],
    },
    {
      createdBy: 'COPY . /app',
      entries: [
        ...[...Array(40).keys()].map(number => file(`app/src/module-${number}.js`, 500 + number)),
        file('app/dist/bundle.js', 300_000),
        file('app/package.json', 400),
      ],
    },
    {
      createdBy: 'RUN chown -R 1000 /app/dist',
      entries: [file('app/dist/bundle.js', 300_000, { uid: 1000 })],
    },
    {
      createdBy: 'RUN rm -rf /var/lib/apt/lists/*',
      entries: [file('var/lib/apt/lists/.wh.index', 0), file('app/package.json', 410)],
    },
  ],
  config: {
    config: {
      Env: ['PATH=/usr/bin:/bin', 'NODE_ENV=production'],
      Cmd: ['node', 'dist/bundle.js'],
      User: '1000',
      WorkingDir: '/app',
      ExposedPorts: { '8080/tcp': {} },
      Labels: { 'org.opencontainers.image.source': 'https://example.org/shop' },
    },
  },
};
