import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { pack } from 'tar-stream';
import { installOnce } from './cache.ts';
import { unpackPackage } from './debian.ts';
import { askEngine } from './engineHttp.ts';
import { must, PartMissing } from './process.ts';

/** The image that tests build on where no registry is reached: Debian's static busybox and nothing else. */
export const BASE_IMAGE = 'strata-test/busybox:1';

const MADE = new Date('2024-01-01T00:00:00Z');

/** The file system of the base image as a tar. */
export async function baseImageTar(): Promise<Buffer> {
  const folder = await installOnce('busybox-1', target => unpackPackage('busybox-static', target));
  const binary = join(folder, 'bin/busybox');
  const applets = (await must('Listing busybox applets', binary, ['--list-full'])).trim().split('\n');
  const tar = pack();
  const folders = new Set<string>(['root', 'tmp', 'etc', 'proc', 'sys', 'dev', 'run', 'var']);
  for (const applet of applets) {
    const parts = applet.split('/');
    for (let depth = 1; depth < parts.length; depth++) folders.add(parts.slice(0, depth).join('/'));
  }
  folders.add('bin');
  for (const name of [...folders].sort()) {
    tar.entry({ name: `${name}/`, type: 'directory', mode: name === 'tmp' ? 0o1777 : 0o755, mtime: MADE });
  }
  tar.entry({ name: 'bin/busybox', mode: 0o755, mtime: MADE }, await readFile(binary));
  tar.entry(
    { name: 'etc/passwd', mode: 0o644, mtime: MADE },
    'root:x:0:0:root:/root:/bin/sh\nuser:x:1000:1000::/tmp:/bin/sh\n',
  );
  tar.entry({ name: 'etc/group', mode: 0o644, mtime: MADE }, 'root:x:0:\nuser:x:1000:\n');
  for (const applet of applets) {
    if (applet === 'bin/busybox' || applet === 'linuxrc') continue;
    tar.entry({ name: applet, type: 'symlink', linkname: '/bin/busybox', mode: 0o777, mtime: MADE });
  }
  tar.finalize();
  return buffer(tar);
}

/** Gives the engine the base image when it has none. */
export async function loadBaseImage(socket: string): Promise<void> {
  const known = await askEngine(socket, 'GET', `/images/${BASE_IMAGE}/json`);
  if (known.status === 200) return;
  const [repository, tag] = BASE_IMAGE.split(':');
  const query = new URLSearchParams({ fromSrc: '-', repo: repository ?? '', tag: tag ?? '' });
  for (const change of [
    'CMD ["/bin/sh"]',
    'ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  ]) {
    query.append('changes', change);
  }
  const answer = await askEngine(socket, 'POST', `/images/create?${query}`, await baseImageTar());
  const said = answer.body.toString('utf8');
  if (answer.status !== 200 || said.includes('"errorDetail"')) {
    throw new PartMissing(`The base image could not be made on ${socket}: ${said.trim().slice(0, 500)}`);
  }
}
