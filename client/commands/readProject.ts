import { FileType, Uri, workspace } from 'vscode';
import { isManifest, type NewFilesParams } from '../../protocol/language.ts';

/** More than this tells nothing more about a project. */
const MOST_FOLDERS = 100;
const MOST_PATHS = 5_000;
const MOST_BYTES = 200_000;

/** Folders that hold what others wrote. */
const FOREIGN = new Set(['node_modules', 'vendor', 'target', 'bin', 'obj', '__pycache__', 'venv']);

/** What is in a folder and one level below, as far as it can be read, with the texts that tell what it is. */
export async function readProject(folder: Uri): Promise<NewFilesParams> {
  const paths = await list(folder, '');
  const below = paths
    .filter(path => path.endsWith('/') && !path.startsWith('.') && !FOREIGN.has(path.slice(0, -1)))
    .slice(0, MOST_FOLDERS);
  const lists = await Promise.all(below.map(path => list(Uri.joinPath(folder, path), path)));
  const all = [...paths, ...lists.flat()].slice(0, MOST_PATHS);
  const texts = await Promise.all(
    all.filter(isManifest).map(async path => [path, await read(Uri.joinPath(folder, path))] as const),
  );
  return { paths: all, texts: Object.fromEntries(texts) };
}

async function list(folder: Uri, prefix: string): Promise<string[]> {
  try {
    const entries = await workspace.fs.readDirectory(folder);
    return entries
      .map(([name, type]) => `${prefix}${name}${(type & FileType.Directory) !== 0 ? '/' : ''}`)
      .sort();
  } catch {
    return [];
  }
}

async function read(file: Uri): Promise<string> {
  try {
    return new TextDecoder().decode((await workspace.fs.readFile(file)).subarray(0, MOST_BYTES));
  } catch {
    return '';
  }
}
