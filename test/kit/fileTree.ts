import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
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
    await writeTree(root, tree);
    return root;
  };
}

export async function writeTree(root: string, tree: FileTree): Promise<void> {
  for (const [path, content] of Object.entries(tree)) {
    const target = join(root, path);
    await mkdir(path.endsWith('/') ? target : dirname(target), { recursive: true });
    if (typeof content === 'string' || Buffer.isBuffer(content)) {
      if (!path.endsWith('/')) await writeFile(target, content);
    } else if ('link' in content) await symlink(content.link, target);
    else {
      if (!path.endsWith('/')) await writeFile(target, content.text ?? '');
      await chmod(target, content.mode);
    }
  }
}
