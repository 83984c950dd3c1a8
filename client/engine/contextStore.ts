import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { failure, type Outcome, success } from '../../protocol/result.ts';

/** What TLS needs, as far as the files are there; PEM. */
export interface TlsFiles {
  readonly ca?: Buffer;
  readonly cert?: Buffer;
  readonly key?: Buffer;
  /** False: the engine's certificate is taken as it is. */
  readonly verify: boolean;
}

export interface DockerContext {
  readonly host: string;
  readonly tls: TlsFiles | undefined;
}

/**
 * Reads one context of the docker CLI's store below its configuration folder (`~/.docker`): fails with
 * `context-unknown`, or `context-unreadable` when a file is there and cannot be used.
 */
export async function readContext(folder: string, name: string): Promise<Outcome<DockerContext>> {
  const id = createHash('sha256').update(name).digest('hex');
  const path = join(folder, 'contexts', 'meta', id, 'meta.json');
  const text = await readOptional(path);
  if (!text.ok) return text;
  if (!text.value) return failure('context-unknown', { name });
  const { host, skipVerify } = readMeta(text.value);
  if (!host) return failure('context-unreadable', { path }, 'it names no Docker endpoint');
  const files = await readTlsFiles(join(folder, 'contexts', 'tls', id, 'docker'));
  if (!files.ok) return files;
  const { ca, cert, key } = files.value;
  return success({
    host,
    tls: skipVerify || ca || cert || key ? { ...files.value, verify: !skipVerify } : undefined,
  });
}

/** One context as far as it can be read. */
export interface StoredContext {
  readonly name: string;
  readonly host: string | undefined;
  readonly description: string;
}

/** All contexts of the store, by name. A file that is no context at all has no name and is left out. */
export async function readContexts(folder: string): Promise<readonly StoredContext[]> {
  const root = join(folder, 'contexts', 'meta');
  const ids = await readdir(root).catch((): string[] => []);
  const contexts = await Promise.all(
    ids.map(async id => {
      const text = await readOptional(join(root, id, 'meta.json'));
      return text.ok && text.value ? readMeta(text.value) : undefined;
    }),
  );
  return contexts
    .filter(context => context !== undefined)
    .filter(({ name }) => name !== '')
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

function readMeta(text: Buffer): StoredContext & { readonly skipVerify: boolean } {
  const meta = parseJson(text);
  const docker = member(member(meta, 'Endpoints'), 'docker');
  return {
    name: string(member(meta, 'Name')) ?? '',
    host: string(member(docker, 'Host')),
    description: string(member(member(meta, 'Metadata'), 'Description')) ?? '',
    skipVerify: member(docker, 'SkipTLSVerify') === true,
  };
}

/** The context chosen by `docker context use`. As for the CLI, a config.json that cannot be read chooses none. */
export async function readCurrentContext(folder: string): Promise<string | undefined> {
  const text = await readOptional(join(folder, 'config.json'));
  return text.ok && text.value ? string(member(parseJson(text.value), 'currentContext')) : undefined;
}

/** Reads `ca.pem`, `cert.pem` and `key.pem` where they exist. */
export async function readTlsFiles(folder: string): Promise<Outcome<TlsFiles>> {
  const [ca, cert, key] = await Promise.all(
    ['ca.pem', 'cert.pem', 'key.pem'].map(name => readOptional(join(folder, name))),
  );
  for (const file of [ca, cert, key]) if (file && !file.ok) return file;
  return success({
    verify: true,
    ...(ca?.ok && ca.value && { ca: ca.value }),
    ...(cert?.ok && cert.value && { cert: cert.value }),
    ...(key?.ok && key.value && { key: key.value }),
  });
}

/** Undefined when there is no such file. */
async function readOptional(path: string): Promise<Outcome<Buffer | undefined>> {
  try {
    return success(await readFile(path));
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return success(undefined);
    return failure('context-unreadable', { path }, message);
  }
}

function parseJson(text: Buffer): unknown {
  try {
    return JSON.parse(text.toString('utf8').replace(/^\uFEFF/, ''));
  } catch {
    return undefined;
  }
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}

const string = (value: unknown): string | undefined =>
  typeof value === 'string' && value ? value : undefined;
