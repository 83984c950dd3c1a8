import { readFile, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { encodeBinary } from '../syntax/bytes.ts';
import type { CliIo } from './io.ts';

/**
 * Writes `after` where `before` was read. Answers what is wrong when it could not; the file is then as it was,
 * also when it changed in between.
 */
export async function writeFixed(
  path: string,
  before: string,
  after: string,
  io: CliIo,
): Promise<string | undefined> {
  const file = resolve(io.cwd, path);
  try {
    const bytes = await readFile(file);
    if (!bytes.equals(bytesOf(before))) return 'not written: the file changed while it was read';
    await writeFile(file, bytesOf(after));
    return undefined;
  } catch (error) {
    return `not written: ${error instanceof Error ? error.message : String(error)}`;
  }
}

function bytesOf(text: string): Buffer {
  return Buffer.from(encodeBinary(text), 'latin1');
}
