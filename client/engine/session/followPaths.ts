import { lstat, readdir, readlink } from 'node:fs/promises';
import { posix } from 'node:path';

/** Says of a path, relative to the context and with `/`, whether it is wanted, or may hold what is. */
export interface WantedPaths {
  wants(path: string): boolean;
  mayHold(folder: string): boolean;
}

const ALL: WantedPaths = { wants: () => true, mayHold: () => true };
/** Links are followed this often before they are taken for a circle. */
const MOST_LINKS = 255;

/**
 * What a build needs of its context, by the sources that its instructions name: those with all below them, and
 * what links on the way lead to. More than that may be sent, never less. An empty list wants everything.
 */
export async function readWantedPaths(root: string, sources: readonly string[]): Promise<WantedPaths> {
  if (sources.length === 0) return ALL;
  const found = new Set<string>();
  const queue = sources.map(source => ({ path: cleaned(source), links: 0 }));
  for (let next = queue.pop(); next; next = queue.pop()) {
    const { path, links } = next;
    if (path === '') return ALL;
    const parts = path.split('/');
    for (let index = 0; index < parts.length; index++) {
      const at = parts.slice(0, index + 1).join('/');
      const below = parts.slice(index + 1).join('/');
      const name = parts[index] ?? '';
      if (!/[*?[\\]/.test(name)) {
        const target = await linkTarget(root, at);
        if (target !== undefined) {
          found.add(at);
          if (links < MOST_LINKS) queue.push({ path: cleaned(posix.join(target, below)), links: links + 1 });
          break;
        }
        if (below === '') found.add(at);
        continue;
      }
      const folder = parts.slice(0, index).join('/');
      if (name.includes('**') || /[[\\]/.test(name)) {
        if (folder === '') return ALL;
        found.add(folder);
        break;
      }
      for (const child of await children(root, folder)) {
        if (matchesName(name, child))
          queue.push({ path: [folder, child, below].filter(Boolean).join('/'), links });
      }
      break;
    }
  }
  return wantedPaths(found);
}

function wantedPaths(found: ReadonlySet<string>): WantedPaths {
  const above = new Set<string>();
  for (const path of found) for (const folder of foldersAbove(path)) above.add(folder);
  const wants = (path: string): boolean =>
    found.has(path) || foldersAbove(path).some(folder => found.has(folder));
  return { wants, mayHold: folder => above.has(folder) || wants(folder) };
}

function foldersAbove(path: string): string[] {
  const folders: string[] = [];
  for (let at = path.indexOf('/'); at >= 0; at = path.indexOf('/', at + 1)) folders.push(path.slice(0, at));
  return folders;
}

/** Inside the context whatever it says: `..` ends at its top. */
const cleaned = (path: string): string =>
  posix
    .join('/', path.replace(/^[A-Za-z]:/, ''))
    .slice(1)
    .replace(/\/$/, '');

async function linkTarget(root: string, path: string): Promise<string | undefined> {
  try {
    const absolute = posix.join(root, path);
    if (!(await lstat(absolute)).isSymbolicLink()) return undefined;
    const target = (await readlink(absolute)).replaceAll('\\', '/');
    return posix.isAbsolute(target) ? target : posix.join(posix.dirname(path), target);
  } catch {
    return undefined;
  }
}

async function children(root: string, folder: string): Promise<string[]> {
  try {
    return await readdir(posix.join(root, folder));
  } catch {
    return [];
  }
}

/** `*` and `?`, in time that grows with the product of the lengths at most. */
function matchesName(pattern: string, name: string): boolean {
  let at = 0;
  let star = -1;
  let resume = 0;
  let index = 0;
  while (index < name.length) {
    if (at < pattern.length && (pattern[at] === '?' || pattern[at] === name[index]) && pattern[at] !== '*') {
      at++;
      index++;
    } else if (pattern[at] === '*') {
      star = at++;
      resume = index;
    } else if (star >= 0) {
      at = star + 1;
      index = ++resume;
    } else return false;
  }
  while (pattern[at] === '*') at++;
  return at === pattern.length;
}
