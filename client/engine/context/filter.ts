import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { failure, type Outcome, success } from '../../../protocol/result.ts';
import type { FolderState } from '../../../server/ignore/matcher.ts';

/** Decides what of a context is sent. Paths are relative to it, `/` between folders. */
export interface ContextFilter {
  /** `parent` is the state of the folder that holds `path`, undefined at the top. */
  decide(
    path: string,
    parent?: FolderState,
  ): { readonly ignored: boolean; readonly state: FolderState | undefined };
  /** True when nothing below an ignored folder can be wanted. */
  canSkip(folder: string): boolean;
}

/** Reads the text of a .dockerignore file; its failure says which pattern is wrong. */
export type CreateFilter = (text: string, path: string) => Outcome<ContextFilter>;

/** The filter that BuildKit would use: of `<Dockerfile>.dockerignore` beside it, else of the context's own. */
export async function readContextFilter(
  contextPath: string,
  dockerfilePath: string,
  createFilter: CreateFilter,
): Promise<Outcome<ContextFilter>> {
  const paths = [`${dockerfilePath}.dockerignore`, join(contextPath, '.dockerignore')];
  for (const path of paths) {
    try {
      return createFilter(await readFile(path, 'utf8'), path);
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      if (code !== 'ENOENT' && code !== 'ENOTDIR') return failure('file-unreadable', { path }, message);
    }
  }
  return success(EVERYTHING);
}

/** Takes nothing out. */
export const EVERYTHING: ContextFilter = {
  decide: () => ({ ignored: false, state: undefined }),
  canSkip: () => false,
};
