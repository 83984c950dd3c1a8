import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadBaseImage } from '../../scripts/parts/baseImage.ts';
import { program } from '../../scripts/parts/debian.ts';
import { engineVersion } from '../../scripts/parts/engineHttp.ts';
import { PartMissing, startDetached, waitFor } from '../../scripts/parts/process.ts';

/** An engine of the classic generation that a test may kill. */
export interface ThrowAwayEngine {
  readonly socket: string;
  /** Ends it and everything that it runs, without a warning. */
  kill(): void;
  /** Takes away what it wrote, after its end. */
  remove(): Promise<void>;
}

/** Starts an engine with the base image in it; root only. Its processes are its own name space: they end with it. */
export async function startThrowAwayEngine(): Promise<ThrowAwayEngine> {
  await program('runc', ['runc']);
  await program('containerd', ['containerd']);
  const dockerd = await program('dockerd', ['docker.io', 'containerd', 'runc']);
  const unshare = await program('unshare', ['util-linux']);
  const folder = await mkdtemp(join(tmpdir(), 'strata-engine-'));
  const socket = join(folder, 'docker.sock');
  const log = join(folder, 'dockerd.log');
  await mkdir(join(folder, 'data'));
  const args = [
    ['--mount', '--pid', '--fork', '--kill-child=SIGKILL', '--mount-proc', dockerd],
    ['-H', `unix://${socket}`, '--data-root', join(folder, 'data'), '--exec-root', join(folder, 'exec')],
    ['--pidfile', join(folder, 'pid'), '--iptables=false', '--ip6tables=false', '--bridge=none'],
  ].flat();
  const env = { ...process.env, PATH: `${process.env.PATH ?? ''}:/usr/sbin:/sbin` };
  const child = startDetached(unshare, args, log, { env });
  const kill = (): void => void child.kill('SIGKILL');
  process.once('exit', kill);
  const ended = new Promise<void>(resolve => child.once('exit', () => resolve()));
  const remove = async (): Promise<void> => {
    kill();
    await ended;
    process.off('exit', kill);
    await rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  };
  const version = await waitFor(
    () => engineVersion(socket),
    60_000,
    () => child.exitCode !== null,
  );
  if (version === undefined) {
    const words = await readFile(log, 'utf8');
    await remove();
    throw new PartMissing(`a second classic engine did not start: ${words.slice(-2000)}`);
  }
  await loadBaseImage(socket);
  return { socket, kill, remove };
}
