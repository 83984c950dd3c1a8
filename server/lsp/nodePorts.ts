import { type Dirent, lstatSync, promises, readFile } from 'node:fs';
import { join, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { ContextEntry, ContextPort, FolderListing, ReadProblem } from '../ignore/context.ts';
import { ownHadolintFiles } from './hadolintPlaces.ts';
import type { ServerPorts } from './ports.ts';
import { shellcheckProgram } from './shellcheckProgram.ts';

export const nodePorts: ServerPorts = {
  readText(uri) {
    const path = pathOf(uri);
    // By callback: the first use of a promise of node:fs costs a cold server milliseconds.
    return path === undefined
      ? Promise.resolve(undefined)
      : new Promise(resolve => {
          readFile(path, 'utf8', (error, text) => resolve(error ? undefined : text));
        });
  },
  contextPort(folderUri) {
    const folder = pathOf(folderUri);
    return folder === undefined ? undefined : folderPort(folder);
  },
  async listFolder(uri) {
    const path = pathOf(uri);
    if (path === undefined) return undefined;
    try {
      const found = await promises.readdir(path, { withFileTypes: true });
      return found.flatMap(entry =>
        kindOf(entry) === 'other' ? [] : [{ name: entry.name, isFolder: entry.isDirectory() }],
      );
    } catch {
      return undefined;
    }
  },
  breath,
  // Loaded when there is something to tidy: it brings modules of Node that a cold server does without.
  tidy: () => void import('./tidy.ts').then(({ tidy }) => tidy()),
  hadolintFiles: ownHadolintFiles(process.env).map(path => pathToFileURL(path).href),
  // YAML is read by a library that is larger than much of the rest: loaded for those who have such a file.
  readHadolint: async text => (await import('./hadolintFile.ts')).parseHadolintFile(text),
  shellcheck: shellcheckProgram(process.env),
  windows: process.platform === 'win32',
};

/** Lists the folders below `root`, sizes included. The thread is given back every few files. */
export function folderPort(root: string): ContextPort {
  return {
    async readDirectory(path): Promise<FolderListing> {
      const folder = join(root, path);
      let found: Dirent[];
      try {
        found = await promises.readdir(folder, { withFileTypes: true });
      } catch (error) {
        return { ok: false, problem: problemOf(error) };
      }
      const entries: { name: string; kind: ContextEntry['kind']; size: number }[] = [];
      const inside = folder.endsWith(sep) ? folder : folder + sep;
      for (const [index, entry] of found.entries()) {
        const { name } = entry;
        const kind = kindOf(entry);
        if (kind === 'other' && !entry.isFIFO()) continue;
        entries.push({ name, kind, size: kind === 'file' ? sizeOf(inside + name) : 0 });
        if (index % BREATH === BREATH - 1) await breath();
      }
      return { ok: true, entries };
    },
  };
}

/** Several folders are read at once: each of them gets so many sizes in a turn. */
const BREATH = 60;

function breath(): Promise<void> {
  return new Promise(resolve => {
    setImmediate(resolve);
  });
}

function kindOf(entry: Dirent): ContextEntry['kind'] {
  if (entry.isFile()) return 'file';
  if (entry.isDirectory()) return 'folder';
  return entry.isSymbolicLink() ? 'link' : 'other';
}

/** 0 for a file that went away between the listing and now. */
function sizeOf(path: string): number {
  return lstatSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

function problemOf(error: unknown): ReadProblem {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'EACCES' || code === 'EPERM') return 'permission';
  return code === 'ENOENT' ? 'missing' : 'failed';
}

function pathOf(uri: string): string | undefined {
  if (!uri.startsWith('file:')) return undefined;
  try {
    return fileURLToPath(uri);
  } catch {
    return undefined;
  }
}
