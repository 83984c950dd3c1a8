import { mkdir, mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, dirname, join } from 'node:path';
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
  await mkdir(dirname(target), { recursive: true });
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
  return target;
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
