import { chmod, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheRoot, installOnce } from './cache.ts';
import { NO_NAMES, type StartedEngine } from './classicEngine.ts';
import { debianMirror, program } from './debian.ts';
import { must, PartMissing, say, startDetached } from './process.ts';

const PACKAGES = 'docker.io,docker-cli,docker-buildx,containerd,runc,ca-certificates';
const SUITES = ['sid', 'trixie'];

/** Folder of a small Debian root that holds a current engine with buildx; made on first use (90 s, 650 MB). */
export function modernRoot(): Promise<string> {
  return installOnce('modern-engine-1', async folder => {
    const debootstrap = await program('debootstrap', ['debootstrap']);
    const mirror = await debianMirror();
    const failures: string[] = [];
    for (const suite of SUITES) {
      say(`unpacking Debian ${suite} with its Docker engine (one to three minutes)`);
      try {
        const args = ['--variant=minbase', `--include=${PACKAGES}`, suite, folder, mirror];
        await must(`debootstrap of ${suite}`, debootstrap, args, { onOutput: sayPackages() });
        // The folder was made private to its owner; as `/` it must be open to all.
        await chmod(folder, 0o755);
        await rm(join(folder, 'var/cache/apt/archives'), { recursive: true, force: true });
        return;
      } catch (error) {
        failures.push(error instanceof Error ? error.message : String(error));
        await rm(folder, { recursive: true, force: true });
        await mkdir(folder);
      }
    }
    throw new PartMissing(`No current Docker engine could be installed.\n${failures.join('\n')}`);
  });
}

function sayPackages(): (text: string) => void {
  let told = 0;
  let lines = 0;
  return text => {
    lines += text.split('\n').length - 1;
    if (Date.now() - told < 10_000) return;
    told = Date.now();
    const last = text.trim().split('\n').at(-1) ?? '';
    say(`  … ${lines} lines, now: ${last.slice(0, 70)}`);
  };
}

// runc needs `/` to be a mount, so the root is entered by pivot_root in a mount namespace of its own.
const ENTER = `set -e
mount --make-rprivate /
mount --bind "$1" "$1"
cd "$1"
mkdir -p .old var/lib/dk
mount --rbind /dev dev
mount --rbind /sys sys
mount -t proc proc proc
mount -t tmpfs -o size=4g tmpfs var/lib/dk
pivot_root . .old
umount -l /.old
exec /usr/sbin/dockerd -H unix:///run/dk.sock --data-root /var/lib/dk --exec-root /run/dkexec \\
  --pidfile /run/dk.pid --iptables=false --ip6tables=false --bridge=none --feature containerd-snapshotter=true
`;

/** Starts the current engine (containerd image store, OCI `docker save`, attestations) with empty data. */
export async function startModernEngine(): Promise<StartedEngine> {
  const unshare = await program('unshare', ['util-linux']);
  const root = await modernRoot();
  for (const stale of ['dk.sock', 'dk.pid', 'dkexec']) {
    await rm(join(root, 'run', stale), { recursive: true, force: true });
  }
  await writeFile(join(root, 'etc/resolv.conf'), NO_NAMES);
  const folder = join(cacheRoot(), 'engines', 'modern');
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const log = join(folder, 'dockerd.log');
  const env = { ...process.env, PATH: '/usr/sbin:/usr/bin:/sbin:/bin' };
  const child = startDetached(unshare, ['-m', 'sh', '-c', ENTER, 'sh', root], log, { env });
  const containerdPid = join(root, 'run/dkexec/containerd/containerd.pid');
  return {
    pid: child.pid ?? 0,
    mark: 'unix:///run/dk.sock',
    socket: join(root, 'run/dk.sock'),
    log,
    root,
    containerdPid,
  };
}
