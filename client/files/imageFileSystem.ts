import {
  Disposable,
  EventEmitter,
  type FileChangeEvent,
  FilePermission,
  type FileStat,
  FileSystemError,
  type FileSystemProvider,
  FileType,
  l10n,
  type Uri,
} from 'vscode';
import type { EntryType } from '../../protocol/image.ts';
import type { Failure } from '../../protocol/result.ts';
import { failureLine } from '../failureText.ts';
import type { ImageSessions } from './imageSessions.ts';
import { type ImageFile, readImageUri } from './imageUri.ts';
import { slowly } from './slowly.ts';

/** Bytes of the largest file that is opened: the editor keeps several copies of what it shows. */
export const LARGEST = 64 << 20;
/** Entries of a folder that are told. */
const MOST_ENTRIES = 5_000;

/** Files of images for the editor: to be read, never to be written. */
export class ImageFileSystem implements FileSystemProvider {
  readonly #sessions: ImageSessions;
  readonly #changed = new EventEmitter<FileChangeEvent[]>();

  readonly onDidChangeFile = this.#changed.event;

  constructor(sessions: ImageSessions) {
    this.#sessions = sessions;
  }

  /** Layers do not change. */
  watch(): Disposable {
    return new Disposable(() => {});
  }

  async stat(uri: Uri): Promise<FileStat> {
    const file = fileOf(uri);
    const session = await this.#open(file, uri);
    const status = await session.use((image, handle) =>
      image.status({ handle, layer: file.layer, path: file.path }),
    );
    if (!status.ok) throw asError(status.failure, uri);
    const { type, size, mtime } = status.value;
    return { type: fileType(type), size, mtime, ctime: mtime, permissions: FilePermission.Readonly };
  }

  async readDirectory(uri: Uri): Promise<[string, FileType][]> {
    const { layer, path, ...name } = fileOf(uri);
    const session = await this.#open(name, uri);
    const shown = typeof layer === 'number' ? { upTo: layer } : layer;
    const entries: [string, FileType][] = [];
    for (let offset = 0; offset < MOST_ENTRIES; ) {
      const page = await session.queries.children({ layer: shown, path, offset, limit: 1_000 });
      if (!page.ok) throw asError(page.failure, uri);
      for (const row of page.value.items) entries.push([row.name, fileType(row.type)]);
      offset += page.value.items.length;
      if (page.value.items.length === 0 || offset >= page.value.total) break;
    }
    return entries;
  }

  async readFile(uri: Uri): Promise<Uint8Array> {
    const { layer, path, ...name } = fileOf(uri);
    const session = await this.#open(name, uri);
    const read = await slowly(l10n.t('Reading /{0}', path), options =>
      session.use((image, handle) => image.readFile({ handle, layer, path, most: LARGEST }, options)),
    );
    if (!read.ok) throw asError(read.failure, uri);
    return read.value;
  }

  writeFile(uri: Uri): never {
    throw FileSystemError.NoPermissions(uri);
  }
  createDirectory(uri: Uri): never {
    throw FileSystemError.NoPermissions(uri);
  }
  delete(uri: Uri): never {
    throw FileSystemError.NoPermissions(uri);
  }
  rename(uri: Uri): never {
    throw FileSystemError.NoPermissions(uri);
  }

  dispose(): void {
    this.#changed.dispose();
    this.#sessions.dispose();
  }

  async #open(name: Omit<ImageFile, 'layer' | 'path'>, uri: Uri) {
    const session = await slowly(l10n.t('Reading {0}', name.title), options =>
      this.#sessions.open(name, options),
    );
    if (!session.ok) throw asError(session.failure, uri);
    return session.value;
  }
}

function fileOf(uri: Uri): ImageFile {
  const file = readImageUri(uri);
  if (!file) throw FileSystemError.FileNotFound(uri);
  return file;
}

function fileType(type: EntryType): FileType {
  if (type === 'directory') return FileType.Directory;
  if (type === 'symlink') return FileType.SymbolicLink;
  return type === 'file' || type === 'hardlink' ? FileType.File : FileType.Unknown;
}

function asError(failure: Failure, uri: Uri): FileSystemError {
  return failure.code === 'file-unreadable'
    ? FileSystemError.FileNotFound(uri)
    : FileSystemError.Unavailable(failureLine(failure));
}
