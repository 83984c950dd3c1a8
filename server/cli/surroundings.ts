import { readdir, readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { readContextFolders } from '../lint/contextFolders.ts';
import type { Surroundings } from '../lint/surroundings.ts';
import { buildModel } from '../semantics/buildModel.ts';
import { parseDockerfile } from '../syntax/parse.ts';
import type { CliIo } from './io.ts';

/**
 * What the disk knows beside the Dockerfile at `path`, which holds `text`. The context is the file's own folder unless told;
 * standard input has none. A Dockerfile's own ignore file goes before the context's, as in BuildKit.
 */
export async function readSurroundings(
  path: string,
  text: string,
  context: string | undefined,
  io: CliIo,
): Promise<Surroundings> {
  const dockerfile = path === '-' ? undefined : resolve(io.cwd, path);
  const folder = context !== undefined ? resolve(io.cwd, context) : dockerfile && dirname(dockerfile);
  const candidates = [
    ...(dockerfile === undefined ? [] : [`${dockerfile}.dockerignore`]),
    ...(folder === undefined ? [] : [join(folder, '.dockerignore')]),
  ];
  const [dockerignore, contextFolders] = await Promise.all([
    readFirst(candidates),
    folder === undefined ? undefined : foldersOf(text, folder),
  ]);
  return { ...(dockerignore !== undefined && { dockerignore }), ...(contextFolders && { contextFolders }) };
}

async function readFirst(candidates: readonly string[]): Promise<string | undefined> {
  for (const candidate of candidates) {
    const text = await readFile(candidate, 'utf8').catch(() => undefined);
    if (text !== undefined) return text;
  }
  return undefined;
}

function foldersOf(text: string, context: string): ReturnType<typeof readContextFolders> {
  const file = parseDockerfile(text);
  return readContextFolders(file, buildModel(file), path =>
    readdir(join(context, path)).catch(() => undefined),
  );
}
