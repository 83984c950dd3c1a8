import { randomBytes } from 'node:crypto';
import { type FileHandle, open, unlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A file that only this process can read, and that does not outlive it. */
export interface TempFile {
  readonly handle: FileHandle;
  dispose(): Promise<void>;
}

/** Makes a file without a name where the system allows that: then not even a killed process leaves it behind. */
export async function createTempFile(folder = tmpdir()): Promise<TempFile> {
  const path = join(folder, `strata-${randomBytes(12).toString('hex')}`);
  const handle = await open(path, 'wx+', 0o600);
  const unnamed = await unlink(path).then(
    () => true,
    () => false,
  );
  return {
    handle,
    dispose: async () => {
      await handle.close().catch(() => {});
      if (!unnamed) await unlink(path).catch(() => {});
    },
  };
}
