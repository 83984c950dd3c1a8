import { type Dirent, lstatSync, readdirSync, readlinkSync, type Stats } from 'node:fs';
import { sep } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { failure } from '../../../protocol/result.ts';
import type { FolderState } from '../../../server/ignore/matcher.ts';
import { FailureError } from '../failures.ts';
import type { ContextFilter } from './filter.ts';

/** One thing to send. */
export interface ContextEntry {
  /** Relative to the context, `/` between folders. */
  readonly path: string;
  readonly absolute: string;
  readonly type: 'file' | 'directory' | 'symlink' | 'fifo';
  /** Bytes, 0 for what is no file. */
  readonly size: number;
  /** Permission bits. */
  readonly mode: number;
  readonly mtime: Date;
  /** The same, with parts of milliseconds. */
  readonly mtimeMs: number;
  /** Target of a symlink, as it stands there. */
  readonly link: string | undefined;
}

/** Whoever looks at a context without sending it hears of what a build never mentions. */
export interface WalkObserver {
  /** Taken out by the filter; for a folder everything in it, which is not walked. */
  leftOut?(absolute: string, isFolder: boolean): void;
  /** Told instead of thrown: the walk goes on with the rest. */
  unreadable?(error: FailureError): void;
}

interface Folder {
  readonly path: string;
  readonly absolute: string;
  readonly state: FolderState | undefined;
  /** What must be sent before anything below it, undefined when it was. */
  pending: ContextEntry | undefined;
  readonly parent: Folder | undefined;
}

/**
 * Goes through a context in the order of the bytes of names, all that a folder holds right after it. An ignored folder is still sent when
 * something below it is wanted. Symlinks are told of, never followed; sockets and devices are left out. Throws
 * {@link FailureError} at the first thing that cannot be read, unless the observer wants to hear of it: a build
 * with a part missing would be wrong.
 */
export async function* walkContext(
  root: string,
  filter: ContextFilter,
  platform: NodeJS.Platform = process.platform,
  observer: WalkObserver = {},
): AsyncGenerator<ContextEntry, void, undefined> {
  const top: Folder = { path: '', absolute: root, state: undefined, pending: undefined, parent: undefined };
  // What is left of each folder on the way down.
  const stack = [{ folder: top, left: list(top, observer).values() }];
  let breath = performance.now();
  for (let at = stack.at(-1); at; at = stack.at(-1)) {
    const { folder, left } = at;
    const { value: child } = left.next();
    if (!child) {
      stack.pop();
      continue;
    }
    const found = look(folder, child, filter, platform, observer);
    if (!found) continue;
    const { entry, ignored, state } = found;
    if (!ignored) {
      yield* pendingFolders(folder);
      yield entry;
    }
    if (entry.type === 'directory') {
      const { path, absolute } = entry;
      const below: Folder = { path, absolute, state, pending: ignored ? entry : undefined, parent: folder };
      stack.push({ folder: below, left: list(below, observer).values() });
      if (performance.now() - breath > BREATH) {
        await setImmediate();
        breath = performance.now();
      }
    }
  }
}

function pendingFolders(folder: Folder): ContextEntry[] {
  const entries: ContextEntry[] = [];
  for (let at: Folder | undefined = folder; at; at = at.parent) {
    if (at.pending) entries.push(at.pending);
    at.pending = undefined;
  }
  return entries.reverse();
}

/** At once, as all here: a trip through the thread pool costs more than the look. */
function list(folder: Folder, observer: WalkObserver): Dirent[] {
  try {
    const children = readdirSync(folder.absolute, { withFileTypes: true });
    return children.sort((a, b) => compareBytes(a.name, b.name));
  } catch (error) {
    passOn(unreadable(folder.absolute, error), observer);
    return [];
  }
}

/** As their UTF-8 compares: what takes two code units here comes last there. */
function compareBytes(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let index = 0; index < length; index++) {
    const [left, right] = [a.charCodeAt(index), b.charCodeAt(index)];
    if (left === right) continue;
    const surrogate = isSurrogate(left);
    return surrogate === isSurrogate(right) ? left - right : surrogate ? 1 : -1;
  }
  return a.length - b.length;
}

const isSurrogate = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdfff;

function passOn(error: FailureError, observer: WalkObserver): void {
  if (!observer.unreadable) throw error;
  observer.unreadable(error);
}

/** Milliseconds after which others get their turn. */
const BREATH = 20;

function look(
  folder: Folder,
  child: Dirent,
  filter: ContextFilter,
  platform: NodeJS.Platform,
  observer: WalkObserver,
): { entry: ContextEntry; ignored: boolean; state: FolderState | undefined } | undefined {
  const path = folder.path ? `${folder.path}/${child.name}` : child.name;
  const { ignored, state } = filter.decide(path, folder.state);
  const absolute = inside(folder.absolute) + child.name;
  if (ignored && (!child.isDirectory() || filter.canSkip(path))) {
    observer.leftOut?.(absolute, child.isDirectory());
    return undefined;
  }
  try {
    const stats = lstatSync(absolute);
    const type = typeOf(stats);
    if (!type) return undefined;
    const entry: ContextEntry = {
      path,
      absolute,
      type,
      size: type === 'file' ? stats.size : 0,
      mode: modeOf(stats, platform),
      get mtime() {
        return stats.mtime;
      },
      mtimeMs: stats.mtimeMs,
      link:
        type === 'symlink'
          ? readlinkSync(absolute).replaceAll(platform === 'win32' ? '\\' : '/', '/')
          : undefined,
    };
    return { entry, ignored, state };
  } catch (error) {
    passOn(unreadable(absolute, error), observer);
    return undefined;
  }
}

const inside = (folder: string): string => (folder.endsWith(sep) ? folder : folder + sep);

function typeOf(stats: Stats): ContextEntry['type'] | undefined {
  if (stats.isFile()) return 'file';
  if (stats.isDirectory()) return 'directory';
  if (stats.isSymbolicLink()) return 'symlink';
  return stats.isFIFO() ? 'fifo' : undefined;
}

/** Windows has no such bits: like the docker CLI, all may be executed there. */
function modeOf({ mode }: Stats, platform: NodeJS.Platform): number {
  return platform === 'win32' ? (mode & 0o755) | 0o111 : mode & 0o7777;
}

export function unreadable(path: string, error: unknown): FailureError {
  return new FailureError(failure('file-unreadable', { path }, (error as Error).message).failure);
}
