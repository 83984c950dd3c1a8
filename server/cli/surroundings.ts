import { readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { Surroundings } from '../lint/surroundings.ts';
import type { CliIo } from './io.ts';

/**
 * What the disk knows beside the Dockerfile at `path`. The context is the file's own folder unless told;
 * standard input has none. A Dockerfile's own ignore file goes before the context's, as in BuildKit.
 */
export async function readSurroundings(
  path: string,
  context: string | undefined,
  io: CliIo,
): Promise<Surroundings> {
  const dockerfile = path === '-' ? undefined : resolve(io.cwd, path);
  const folder = context !== undefined ? resolve(io.cwd, context) : dockerfile && dirname(dockerfile);
  const candidates = [
    ...(dockerfile === undefined ? [] : [`${dockerfile}.dockerignore`]),
    ...(folder === undefined ? [] : [join(folder, '.dockerignore')]),
  ];
  for (const candidate of candidates) {
    const dockerignore = await readFile(candidate, 'utf8').catch(() => undefined);
    if (dockerignore !== undefined) return { dockerignore };
  }
  return {};
}
