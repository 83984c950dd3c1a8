import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after } from 'mocha';

/** Text of a file, a link, a file with permission bits, or a folder for a path that ends in `/`. */
export type FileTree = Readonly<
  Record<
    string,
    string | Buffer | { readonly link: string } | { readonly mode: number; readonly text?: string }
  >
>;

/** Makes folders below the system's temporary one; all of them are removed after the enclosing `describe`. */
export function useFolders(): (tree?: FileTree) => Promise<string> {
  const made: string[] = [];
  after(() => Promise.all(made.map(folder => rm(folder, { recursive: true, force: true }))));
  return async (tree = {}) => {
    const root = await mkdtemp(join(tmpdir(), 'strata-test-'));
    made.push(root);
    writeTree(root, tree);
    return root;
  };
}

/** At once, because a test may want very many files. */
export function writeTree(root: string, tree: FileTree): void {
  const folders = new Set<string>();
  for (const [path, content] of Object.entries(tree)) {
    const target = join(root, path);
    const isFolder = path.endsWith('/');
    const folder = isFolder ? target : dirname(target);
    if (!folders.has(folder)) mkdirSync(folder, { recursive: true });
    folders.add(folder);
    if (typeof content === 'string' || Buffer.isBuffer(content)) {
      if (!isFolder) writeFileSync(target, content);
    } else if ('link' in content) symlinkSync(content.link, target);
    else {
      if (!isFolder) writeFileSync(target, content.text ?? '');
      chmodSync(target, content.mode);
    }
  }
}
