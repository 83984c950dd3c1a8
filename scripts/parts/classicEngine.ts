import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheRoot } from './cache.ts';
import { program } from './debian.ts';
import { startDetached, stopProcess } from './process.ts';

/** A started engine: its process, its socket, and the words in its command line that tell it from others. */
export interface StartedEngine {
  readonly pid: number;
  readonly mark: string;
  readonly socket: string;
  readonly log: string;
  /** Where the engine writes the id of its containerd, which outlives an engine that is killed. */
  readonly containerdPid: string;
  /** Folder that the engine sees as its root, when it has one of its own. */
  readonly root?: string;
}

/** Names are asked of this machine only, so that no test ever leaves it: pulls fail at once. */
export const NO_NAMES = 'nameserver 127.0.0.1\n';

// A mount namespace of its own: its overlay mounts end with it, and it sees its own name server.
const ENTER = `set -e
mount --make-rprivate /
mount --bind "$1" "$(readlink -f /etc/resolv.conf)"
shift
exec "$@"
`;

/**
 * Starts the distribution's own engine (Debian 12: 20.10, graph drivers, legacy `docker save`) with empty data,
 * without a bridge and without touching the firewall: builds use network mode `none`. `name` tells several of them apart.
 */
export async function startClassicEngine(name = 'classic'): Promise<StartedEngine> {
  await program('runc', ['runc']);
  await program('containerd', ['containerd']);
  const unshare = await program('unshare', ['util-linux']);
  const dockerd = await program('dockerd', ['docker.io', 'containerd', 'runc']);
  const folder = join(cacheRoot(), 'engines', name);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const names = join(folder, 'resolv.conf');
  await writeFile(names, NO_NAMES);
  const socket = join(folder, 'docker.sock');
  const address = `unix://${socket}`;
  const log = join(folder, 'dockerd.log');
  const args = [
    ['-m', 'sh', '-c', ENTER, 'sh', names, dockerd],
    ['-H', address],
    ['--data-root', join(folder, 'data')],
    ['--exec-root', join(folder, 'exec')],
    ['--pidfile', join(folder, 'pid')],
    ['--iptables=false', '--ip6tables=false', '--bridge=none'],
  ].flat();
  const env = { ...process.env, PATH: `${process.env.PATH ?? ''}:/usr/sbin:/sbin` };
  const child = startDetached(unshare, args, log, { env });
  const containerdPid = join(folder, 'exec', 'containerd', 'containerd.pid');
  return { pid: child.pid ?? 0, mark: address, socket, log, containerdPid };
}

/** Ends an engine and what it leaves behind; `patience` is in milliseconds, none kills it outright. */
export async function stopEngine(started: StartedEngine, patience = 15_000): Promise<void> {
  const containerd = Number(await readFile(started.containerdPid, 'utf8').catch(() => ''));
  await stopProcess(started.pid, started.mark, patience);
  if (containerd > 0) await stopProcess(containerd, 'containerd', 5_000);
}
