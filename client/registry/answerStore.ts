import { createHash, randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TagDescription } from './describe.ts';
import type { Repository } from './registries.ts';

/** What a registry said, and when: milliseconds since 1970. */
export interface Heard<T> {
  readonly value: T;
  readonly asOf: number;
}

/** Answers of registries, kept over restarts, one repository in two files. Nothing in it is trusted to be whole. */
export interface AnswerStore {
  tags(repository: Repository): Promise<Heard<readonly string[]> | undefined>;
  keepTags(repository: Repository, heard: Heard<readonly string[]>): Promise<void>;
  tag(repository: Repository, tag: string): Promise<Heard<TagDescription> | undefined>;
  keepTag(repository: Repository, tag: string, heard: Heard<TagDescription>): Promise<void>;
  /** Whoever may not see a repository any more is told nothing of it. */
  forget(repository: Repository): Promise<void>;
  clear(): Promise<void>;
}

export interface AnswerStoreOptions {
  /** Milliseconds since 1970. */
  readonly now?: () => number;
  /** Milliseconds after which an answer is as good as none. */
  readonly expires?: number;
  /** Bytes on disk. */
  readonly most?: number;
}

const EXPIRES = 30 * 86_400_000;
const MOST = 32 << 20;
/** Tags of one repository whose images are remembered. */
const TAGS_KEPT = 500;

export function createAnswerStore(
  folder: string,
  { now = Date.now, expires = EXPIRES, most = MOST }: AnswerStoreOptions = {},
): AnswerStore {
  /** Changes of one file come one after the other. */
  const writing = new Map<string, Promise<void>>();

  const place = (kind: 'tags' | 'images', { domain, path }: Repository): string =>
    join(
      folder,
      `${kind}-${createHash('sha256').update(`${domain}/${path}`).digest('hex').slice(0, 32)}.json`,
    );
  const isNew = ({ asOf }: Heard<unknown>): boolean => asOf <= now() && now() - asOf < expires;

  async function read(path: string): Promise<Readonly<Record<string, unknown>>> {
    try {
      const value: unknown = JSON.parse(await readFile(path, 'utf8'));
      return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
    } catch {
      return {};
    }
  }

  function change(path: string, next: () => Promise<unknown>): Promise<void> {
    const done = (writing.get(path) ?? Promise.resolve())
      .then(async () => await write(path, JSON.stringify(await next())))
      // A disk that is full costs the memory of this answer and nothing else.
      .catch(() => {})
      .finally(() => {
        if (writing.get(path) === done) writing.delete(path);
      });
    writing.set(path, done);
    return done;
  }

  /** Complete or not at all, and for nobody else to read. */
  async function write(path: string, text: string): Promise<void> {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const draft = `${path}.${randomBytes(4).toString('hex')}`;
    try {
      await writeFile(draft, text, { mode: 0o600 });
      await rename(draft, path);
    } catch (error) {
      await unlink(draft).catch(() => {});
      throw error;
    }
    await prune();
  }

  /** Drops what was not written for longest once there is too much. */
  async function prune(): Promise<void> {
    const files = await Promise.all(
      (await readdir(folder)).map(async name => {
        const path = join(folder, name);
        const info = await stat(path).catch(() => undefined);
        return { path, size: info?.size ?? 0, time: info?.mtimeMs ?? 0 };
      }),
    );
    let size = files.reduce((sum, file) => sum + file.size, 0);
    for (const file of files.sort((a, b) => a.time - b.time)) {
      if (size <= most) return;
      await unlink(file.path).catch(() => {});
      size -= file.size;
    }
  }

  const imagesOf = async (path: string): Promise<Readonly<Record<string, Heard<TagDescription>>>> => {
    const entries = Object.entries(await read(path)).flatMap(([tag, value]) => {
      const heard = readHeard(value, readDescription);
      return heard && isNew(heard) ? [[tag, heard] as const] : [];
    });
    return Object.fromEntries(entries);
  };

  return {
    async tags(repository) {
      const heard = readHeard(await read(place('tags', repository)), readTexts);
      return heard && isNew(heard) ? heard : undefined;
    },
    keepTags: (repository, heard) => change(place('tags', repository), () => Promise.resolve(heard)),
    async tag(repository, tag) {
      const images = await imagesOf(place('images', repository));
      return Object.hasOwn(images, tag) ? images[tag] : undefined;
    },
    keepTag(repository, tag, heard) {
      const path = place('images', repository);
      return change(path, async () => {
        const images = new Map(Object.entries(await imagesOf(path)));
        images.set(tag, heard);
        const newest = [...images].sort(([, a], [, b]) => b.asOf - a.asOf).slice(0, TAGS_KEPT);
        return Object.fromEntries(newest);
      });
    },
    async forget(repository) {
      const paths = [place('tags', repository), place('images', repository)];
      await Promise.all(paths.map(path => writing.get(path)));
      await Promise.all(paths.map(path => unlink(path).catch(() => {})));
    },
    async clear() {
      await Promise.all(writing.values());
      await rm(folder, { recursive: true, force: true }).catch(() => {});
    },
  };
}

function readHeard<T>(value: unknown, read: (value: unknown) => T | undefined): Heard<T> | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { value: kept, asOf } = value as Readonly<Record<string, unknown>>;
  const found = read(kept);
  return found !== undefined && typeof asOf === 'number' ? { value: found, asOf } : undefined;
}

function readTexts(value: unknown): readonly string[] | undefined {
  return Array.isArray(value) && value.every(item => typeof item === 'string') ? value : undefined;
}

function readDescription(value: unknown): TagDescription | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { digest, platforms, size, created } = value as Readonly<Record<string, unknown>>;
  const names = readTexts(platforms);
  if (typeof digest !== 'string' || !names) return undefined;
  return {
    digest,
    platforms: names,
    size: typeof size === 'number' ? size : undefined,
    created: typeof created === 'number' ? created : undefined,
  };
}
