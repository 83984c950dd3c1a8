import { isUtf8 } from 'node:buffer';
import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { decodeBytes } from '../syntax/bytes.ts';
import type { CliIo } from './io.ts';

/** One Dockerfile, or why it could not be had. `path` as given on the command line, or below the folder given. */
export type Input =
  | { readonly path: string; readonly text: string }
  | { readonly path: string; readonly error: string };

export interface InputOptions {
  /** Name for standard input. */
  readonly stdinName?: string | undefined;
}

/**
 * Reads what the arguments name, in their order: files whatever their name, the Dockerfiles of folders and all
 * folders below, `-` for standard input. Text is decoded so that bytes that are not UTF-8 survive.
 */
export async function* readInputs(
  paths: readonly string[],
  io: CliIo,
  { stdinName }: InputOptions = {},
): AsyncIterable<Input> {
  for (const path of paths) {
    if (path === '-') {
      yield { path: stdinName ?? '-', text: decodeText(await io.stdin()) };
      continue;
    }
    const isFolder = await stat(resolve(io.cwd, path)).then(
      found => found.isDirectory(),
      () => false,
    );
    if (!isFolder) {
      yield await readInput(path, io);
      continue;
    }
    let any = false;
    for await (const found of walk(path, io)) {
      any = true;
      yield typeof found === 'string' ? await readInput(found, io) : found;
    }
    if (!any) yield { path, error: 'there is no Dockerfile in this folder' };
  }
}

/** Whether a file in a folder is taken for a Dockerfile by its name alone. */
export function isDockerfileName(name: string): boolean {
  if (/\.(?:docker|container)ignore$/.test(name)) return false;
  return /^(?:Docker|Container)file(?:\..+)?$|^(?:docker|container)file$|\.(?:[Dd]ocker|[Cc]ontainer)file$/.test(
    name,
  );
}

/** Text of bytes as UTF-8, a byte order mark included; see {@link decodeBytes} for what is not UTF-8. */
export function decodeText(bytes: Uint8Array): string {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return isUtf8(view) ? view.toString('utf8') : decodeBytes(bytes);
}

const MAX_BYTES = 256 * 1024 * 1024;
const SKIPPED_FOLDERS: ReadonlySet<string> = new Set(['.git', 'node_modules']);

/** Paths of Dockerfiles, depth first, by name; links to folders are not followed. */
async function* walk(folder: string, io: CliIo): AsyncIterable<string | Input> {
  const open = [folder];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    const path = at;
    const listed = await readdir(resolve(io.cwd, path), { withFileTypes: true }).catch(failureText);
    if (typeof listed === 'string') {
      yield { path, error: listed };
      continue;
    }
    listed.sort((a, b) => (a.name < b.name ? -1 : 1));
    for (const entry of listed) {
      if (!entry.isDirectory() && isDockerfileName(entry.name)) yield join(path, entry.name);
    }
    for (const entry of listed.reverse()) {
      if (entry.isDirectory() && !SKIPPED_FOLDERS.has(entry.name)) open.push(join(path, entry.name));
    }
  }
}

async function readInput(path: string, io: CliIo): Promise<Input> {
  try {
    const chunks: Uint8Array[] = [];
    let length = 0;
    for await (const chunk of createReadStream(resolve(io.cwd, path))) {
      length += chunk.length;
      if (length > MAX_BYTES) return { path, error: `it has more than ${MAX_BYTES} bytes` };
      chunks.push(chunk);
    }
    return { path, text: decodeText(Buffer.concat(chunks)) };
  } catch (error) {
    return { path, error: failureText(error) };
  }
}

function failureText(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOENT' || code === 'ENOTDIR') return 'there is no such file or folder';
  if (code === 'EACCES' || code === 'EPERM') return 'there is no permission to read it';
  return error instanceof Error ? error.message : String(error);
}
