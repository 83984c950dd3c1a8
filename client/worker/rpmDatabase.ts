import { randomBytes } from 'node:crypto';
import { unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { failure, type Outcome, success } from '../../protocol/result.ts';

/** Packages of rpm's SQLite database as rpm headers. Says so where this Node has no SQLite. */
export async function readRpmDatabase(bytes: Uint8Array): Promise<Outcome<readonly Uint8Array[]>> {
  const sqlite = await loadSqlite();
  if (!sqlite) return failure('file-unreadable', { path: 'rpmdb.sqlite' }, 'this editor has no SQLite');
  const path = join(tmpdir(), `strata-${randomBytes(12).toString('hex')}.sqlite`);
  try {
    // Marked as kept by a write-ahead log, a database wants files beside it; what it holds is the same.
    const copy = bytes.slice();
    if (copy[18] === 2 && copy[19] === 2) copy.fill(1, 18, 20);
    await writeFile(path, copy, { mode: 0o600, flag: 'wx' });
    const database = new sqlite.DatabaseSync(path, { readOnly: true });
    try {
      const rows = database.prepare('SELECT blob FROM Packages').all();
      return success(rows.flatMap(({ blob }) => (blob instanceof Uint8Array ? [blob] : [])));
    } finally {
      database.close();
    }
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    return failure('file-unreadable', { path: 'rpmdb.sqlite' }, detail);
  } finally {
    await unlink(path).catch(() => {});
  }
}

async function loadSqlite(): Promise<typeof import('node:sqlite') | undefined> {
  try {
    return await import('node:sqlite');
  } catch {
    return undefined;
  }
}
