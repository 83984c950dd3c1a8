import { access, constants } from 'node:fs/promises';
import { join } from 'node:path';
import { exists } from './cache.ts';
import { must, PartMissing, run, say } from './process.ts';

/** Full path of a program, looked up on PATH and in the system's own folders; undefined when it is not there. */
export async function findProgram(name: string): Promise<string | undefined> {
  const folders = [
    ...(process.env.PATH ?? '').split(':'),
    '/usr/local/sbin',
    '/usr/sbin',
    '/sbin',
    '/usr/bin',
  ];
  for (const folder of folders) {
    if (folder === '') continue;
    const path = join(folder, name);
    const runs = await access(path, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (runs) return path;
  }
  return undefined;
}

/** Why Debian packages cannot be installed here; undefined when they can. */
export async function whyNoDebian(): Promise<string | undefined> {
  if (process.platform !== 'linux') return `this is ${process.platform}, not Debian Linux`;
  if ((await findProgram('apt-get')) === undefined) return 'there is no apt-get on this machine';
  if (process.getuid?.() !== 0) return 'installing Debian packages needs root';
  return undefined;
}

let updated: Promise<void> | undefined;
let queue: Promise<unknown> = Promise.resolve();

const APT = ['-o', 'DPkg::Lock::Timeout=600', '-o', 'Acquire::Retries=3'];
const APT_ENVIRONMENT = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };

/** Installs Debian packages, one call at a time; waits for another apt to end. `wanted` names what they are for. */
export function installPackages(wanted: string, packages: readonly string[]): Promise<void> {
  const next = queue.then(async () => {
    const reason = await whyNoDebian();
    if (reason !== undefined) {
      throw new PartMissing(
        `${wanted} is missing and cannot be installed: ${reason}. Install it by hand: ${packages.join(' ')}.`,
      );
    }
    updated ??= updatePackageLists();
    await updated;
    say(`installing Debian packages for ${wanted}: ${packages.join(' ')}`);
    const args = [...APT, 'install', '-y', '--no-install-recommends', ...packages];
    await must(`Installing ${wanted}`, 'apt-get', args, { env: APT_ENVIRONMENT });
  });
  queue = next.catch(() => {});
  return next;
}

async function updatePackageLists(): Promise<void> {
  say('reading the Debian package lists');
  await must('apt-get update', 'apt-get', [...APT, 'update'], { env: APT_ENVIRONMENT });
}

/** The program, installed from the packages when it is not there. */
export async function program(name: string, packages: readonly string[]): Promise<string> {
  const found = await findProgram(name);
  if (found !== undefined) return found;
  await installPackages(name, packages);
  const installed = await findProgram(name);
  if (installed === undefined)
    throw new PartMissing(`${packages.join(', ')} installed, but ${name} is not on PATH.`);
  return installed;
}

/** Unpacks a Debian package into a folder without installing it. */
export async function unpackPackage(name: string, folder: string): Promise<void> {
  const reason = await whyNoDebian();
  if (reason !== undefined) throw new PartMissing(`${name} cannot be fetched: ${reason}.`);
  const fetched = await run('apt-get', ['download', name], { cwd: folder });
  if (fetched.code !== 0) {
    updated ??= updatePackageLists();
    await updated;
    await must(`Fetching ${name}`, 'apt-get', ['download', name], { cwd: folder });
  }
  await must(`Unpacking ${name}`, 'sh', ['-c', 'dpkg-deb -x *.deb . && rm -- *.deb'], { cwd: folder });
}

/** The Debian mirror that this machine's own package sources name. */
export async function debianMirror(): Promise<string> {
  const format = '$(REPO_URI)|$(ORIGIN)|$(LABEL)|$(COMPONENT)';
  const listed = await run('apt-get', ['indextargets', '--format', format, 'Created-By: Packages']);
  for (const line of listed.stdout.split('\n')) {
    const [address, origin, label, component] = line.split('|');
    if (address && origin === 'Debian' && label === 'Debian' && component === 'main') return address;
  }
  // Before the first `apt-get update` no origin is known: read the sources themselves.
  if (updated === undefined && (await exists('/etc/apt'))) {
    updated = updatePackageLists();
    await updated;
    return debianMirror();
  }
  throw new PartMissing('No Debian mirror is named in the package sources of this machine.');
}
