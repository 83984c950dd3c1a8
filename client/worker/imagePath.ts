import { createHash } from 'node:crypto';
import { type FileHandle, open, readFile, realpath, stat } from 'node:fs/promises';
import { basename, join, resolve, sep } from 'node:path';
import type { ReadProgress } from '../../protocol/image.ts';
import { failure, type Outcome, success } from '../../protocol/result.ts';
import { createTempFile, type TempFile } from '../engine/tempFile.ts';
import { memoryReader, type Scratch } from '../image/bytes.ts';
import { cleanPath } from '../image/cleanPath.ts';
import type { ImageFiles } from '../image/files.ts';
import {
  type ImagePorts,
  type OpenedImage,
  type OpenOptions,
  openImageArchive,
  openImageFiles,
} from '../image/openImage.ts';
import { platformText } from '../image/platform.ts';
import { ownPlatform } from '../registry/ownPlatform.ts';
import { fileReader } from './fileReader.ts';

/** An opened image and the files it is read from. */
export interface OpenedPath {
  readonly image: OpenedImage;
  /** Fetches the bytes of an image that is only known so far; whoever needs them waits for it, and may cancel it. */
  readonly materialize?: (options: {
    readonly platform: string | undefined;
    readonly signal: AbortSignal | undefined;
    readonly onProgress: ((progress: ReadProgress) => void) | undefined;
  }) => Promise<Outcome<null>>;
  dispose(): Promise<void>;
}

/** The system's own hashes are several times faster than ours. */
export const hashPorts: Pick<ImagePorts, 'createSha256'> = {
  createSha256: () => {
    const hash = createHash('sha256');
    return { update: bytes => void hash.update(bytes), hex: () => hash.digest('hex') };
  },
};

/** Without a preferred platform: the machine's own. */
export type PathOptions = Omit<OpenOptions, 'ports' | 'name'>;

/** Opens a `docker save` or OCI archive, or an OCI layout folder. */
export async function openImagePath(path: string, options: PathOptions = {}): Promise<Outcome<OpenedPath>> {
  const resources = createResources();
  const full = {
    ...options,
    name: basename(resolve(path)),
    ports: resources.ports,
    preferredPlatform: options.preferredPlatform ?? platformText(ownPlatform()),
  };
  try {
    const info = await stat(path);
    if (info.isDirectory())
      return resources.keep(openImageFiles(await folderFiles(path, resources.open), full), path);
    if (!info.isFile()) return failure('archive-unreadable', { path }, 'it is neither a file nor a folder');
    const handle = await resources.open(path);
    return resources.keep(openImageArchive(fileReader(handle, info.size), full), path);
  } catch (error) {
    await resources.dispose();
    return failure('archive-unreadable', { path }, error instanceof Error ? error.message : String(error));
  }
}

/** Opens an archive that is open already, as an engine's export is; it takes the file over, failed or not. */
export async function openImageFile(
  file: TempFile,
  size: number,
  name: string,
  options: PathOptions = {},
): Promise<Outcome<OpenedPath>> {
  const resources = createResources();
  resources.own(file);
  const preferredPlatform = options.preferredPlatform ?? platformText(ownPlatform());
  const full = { ...options, name, ports: resources.ports, preferredPlatform };
  return resources.keep(openImageArchive(fileReader(file.handle, size), full), name);
}

interface Resources {
  readonly ports: ImagePorts;
  open(path: string): Promise<FileHandle>;
  own(file: TempFile): void;
  dispose(): Promise<void>;
  /** Hands everything to the image, or lets it go when there is none; names the path in what went wrong. */
  keep(opening: Promise<Outcome<OpenedImage>>, path: string): Promise<Outcome<OpenedPath>>;
}

function createResources(): Resources {
  const owned: { dispose(): Promise<void> }[] = [];
  const dispose = async (): Promise<void> => {
    await Promise.all(owned.splice(0).map(one => one.dispose()));
  };
  return {
    ports: {
      createScratch: () => scratchFile(file => owned.push(file)),
      ...hashPorts,
    },
    open: async path => {
      const handle = await open(path, 'r');
      owned.push({ dispose: () => handle.close().catch(() => {}) });
      return handle;
    },
    own: file => void owned.push(file),
    dispose,
    keep: async (opening, path) => {
      const outcome = await opening;
      if (outcome.ok) return success({ image: outcome.value, dispose });
      await dispose();
      const { args } = outcome.failure;
      return {
        ok: false,
        failure: args?.path === undefined ? outcome.failure : { ...outcome.failure, args: { ...args, path } },
      };
    },
  };
}

function scratchFile(own: (file: TempFile) => void): Scratch {
  let file: Promise<TempFile> | undefined;
  let size = 0;
  const opened = (): Promise<TempFile> => {
    file ??= createTempFile().then(made => {
      own(made);
      return made;
    });
    return file;
  };
  return {
    write: async chunk => {
      const { handle } = await opened();
      await handle.writeFile(chunk);
      size += chunk.length;
    },
    finish: async () => fileReader((await opened()).handle, size),
  };
}

const SMALL = 256 << 10;

/** A layout folder, or an archive someone unpacked. Nothing outside of it is opened, links or not. */
async function folderFiles(
  folder: string,
  openFile: (path: string) => Promise<FileHandle>,
): Promise<ImageFiles> {
  const root = await realpath(folder);
  return {
    open: async path => {
      let real: string;
      try {
        real = await realpath(join(root, cleanPath(path)));
      } catch {
        return undefined;
      }
      if (!real.startsWith(root + sep)) return undefined;
      const info = await stat(real);
      if (!info.isFile()) return undefined;
      // Small files, the documents among them, need no handle that stays open.
      if (info.size <= SMALL) return memoryReader(await readFile(real));
      return fileReader(await openFile(real), info.size);
    },
    target: cleanPath,
    problem: undefined,
    empty: false,
  };
}
