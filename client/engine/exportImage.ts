import { tmpdir } from 'node:os';
import { failure, type Outcome, success } from '../../protocol/result.ts';
import { isAtLeast } from './apiVersion.ts';
import type { Connection } from './connection.ts';
import { attempt } from './failures.ts';
import { EngineHttpError } from './modem.ts';
import { createTempFile, type TempFile } from './tempFile.ts';

export interface ExportRequest {
  /** Image id: a name without a tag would export every tag it has. */
  readonly id: string;
  /** `os/architecture[/variant]`; engines before API 1.48 have only one. */
  readonly platform?: string | undefined;
  readonly folder?: string | undefined;
}

export interface ExportedImage {
  readonly file: TempFile;
  /** Bytes. */
  readonly size: number;
}

/** Writes what `docker save` would give into a private file; whoever gets it disposes it. */
export async function exportImage(
  connection: Connection,
  { id, platform, folder = tmpdir() }: ExportRequest,
  signal: AbortSignal | undefined,
  onBytes: (bytes: number) => void,
): Promise<Outcome<ExportedImage>> {
  const { address } = connection.endpoint.info;
  let file: TempFile;
  try {
    file = await createTempFile(folder);
  } catch (error) {
    return diskFailure(error, folder);
  }
  let size = 0;
  let disk: unknown;
  let missing = false;
  const outcome = await attempt(address, signal, async () => {
    const options =
      platform && isAtLeast(connection.apiVersion, '1.48') ? { platform: platformOf(platform) } : {};
    const path = `/images/${id}/get`;
    const stream = await connection
      .modem({ signal })
      .stream(path, options)
      .catch((error: Error) => {
        missing = platform !== undefined && error instanceof EngineHttpError && error.status === 404;
        throw error;
      });
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      try {
        await file.handle.writeFile(chunk);
      } catch (error) {
        disk = error;
        return;
      }
      size += chunk.length;
      onBytes(size);
    }
  });
  if (outcome.ok && disk === undefined) return success({ file, size });
  await file.dispose();
  // The image itself was asked for by its id: it is this platform of it that is not there.
  if (missing) return failure('platform-not-found', { platform: platform ?? '', available: '' });
  return disk === undefined && !outcome.ok ? outcome : diskFailure(disk, folder);
}

function diskFailure(error: unknown, path: string): Outcome<never> {
  const { code, message } = error as NodeJS.ErrnoException;
  const full = code === 'ENOSPC' || code === 'EDQUOT' || code === 'EFBIG';
  return failure(full ? 'disk-full' : 'file-unreadable', { path }, message);
}

function platformOf(text: string): Readonly<Record<string, string>> {
  const [os = '', architecture = '', variant] = text.split('/');
  return { os, architecture, ...(variant && { variant }) };
}
