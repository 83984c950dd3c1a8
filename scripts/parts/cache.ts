import { mkdir, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { say } from './process.ts';

/** Folder outside the repository where parts are kept between runs. */
export function cacheRoot(): string {
  return join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'strata');
}

export async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

/**
 * The folder of a part, installed on first use. `install` fills a temporary folder that is then renamed, so an
 * interrupted install leaves nothing that looks finished; leftovers of earlier attempts are removed first.
 */
export async function installOnce(name: string, install: (folder: string) => Promise<void>): Promise<string> {
  const target = join(cacheRoot(), name);
  if (await exists(target)) return target;
  return withLock(name, async () => {
    if (!(await exists(target))) await installInto(target, install);
    return target;
  });
}

/** Runs `work` while no other process of this machine holds the same lock; a dead holder's lock is taken over. */
export async function withLock<T>(name: string, work: () => Promise<T>): Promise<T> {
  const lock = join(cacheRoot(), `${name}.lock`);
  await mkdir(dirname(lock), { recursive: true });
  for (let tries = 0; ; tries++) {
    try {
      await writeFile(lock, String(process.pid), { flag: 'wx' });
      break;
    } catch {
      const holder = Number.parseInt(await readFile(lock, 'utf8').catch(() => ''), 10);
      if (holder > 0 && !ownerLives(holder)) await rm(lock, { force: true });
      else if (tries === 0) say(`waiting for another process (${holder}) that works on ${name}`);
      await sleep(200);
    }
  }
  try {
    return await work();
  } finally {
    await rm(lock, { force: true });
  }
}

async function installInto(target: string, install: (folder: string) => Promise<void>): Promise<void> {
  const name = basename(target);
  await removeLeftovers(target);
  const draft = await mkdtemp(`${target}.partial-${process.pid}-`);
  say(`installing ${name} (kept in ${target})`);
  const started = Date.now();
  try {
    await install(draft);
    await rename(draft, target);
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    throw error;
  }
  say(`${name} ready after ${Math.round((Date.now() - started) / 1000)} s`);
}

async function removeLeftovers(target: string): Promise<void> {
  const prefix = `${basename(target)}.partial-`;
  for (const entry of await readdir(dirname(target))) {
    if (!entry.startsWith(prefix)) continue;
    const owner = Number.parseInt(entry.slice(prefix.length), 10);
    if (ownerLives(owner)) continue;
    say(`removing an interrupted install: ${entry}`);
    await rm(join(dirname(target), entry), { recursive: true, force: true });
  }
}

function ownerLives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
