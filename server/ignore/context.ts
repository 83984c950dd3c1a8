/** What a scan finds in a build context: a tree without anything below symbolic links. */
export interface ContextFolder {
  readonly kind: 'folder';
  readonly name: string;
  readonly entries: readonly ContextEntry[];
  /** Set when the folder could not be read: a build that sends it fails. */
  readonly problem: ReadProblem | undefined;
}

export interface ContextFile {
  /** Sockets, devices and pipes are `other`; they weigh nothing. */
  readonly kind: 'file' | 'link' | 'other';
  readonly name: string;
  /** Bytes; 0 for what is not a file. */
  readonly size: number;
}

export type ContextEntry = ContextFolder | ContextFile;

export type ReadProblem = 'permission' | 'missing' | 'failed';

/** One folder as the file system tells it. */
export type FolderListing =
  | {
      readonly ok: true;
      readonly entries: readonly {
        readonly name: string;
        readonly kind: ContextEntry['kind'];
        readonly size: number;
      }[];
    }
  | { readonly ok: false; readonly problem: ReadProblem };

export interface ContextPort {
  /** Lists a folder, `''` being the context, `/` between names. Links are not followed. Never rejects. */
  readDirectory(path: string): Promise<FolderListing>;
}

export interface ScanOptions {
  /** An `AbortSignal`, or anything like it. */
  readonly signal?: { readonly aborted: boolean };
  /** The scan stops after so many entries. */
  readonly limit?: number;
  /** Leaves out folders for which this is true. */
  readonly skip?: (path: string) => boolean;
}

export interface ContextScan {
  readonly root: ContextFolder;
  readonly entries: number;
  /** False when the limit was reached or the scan was cancelled: what was found is still right. */
  readonly complete: boolean;
  /** Folders that could not be read. */
  readonly unreadable: readonly string[];
}

/** Reads a whole context through the port, a few folders at a time. Entries are in the order of their names. */
export async function scanContext(port: ContextPort, options: ScanOptions = {}): Promise<ContextScan> {
  const limit = options.limit ?? Number.POSITIVE_INFINITY;
  const unreadable: string[] = [];
  let entries = 0;
  let complete = true;

  interface Open {
    readonly path: string;
    readonly name: string;
    readonly into: ContextEntry[];
  }

  async function read({ path, name, into }: Open): Promise<readonly Open[]> {
    if (entries >= limit || options.signal?.aborted) {
      complete = false;
      return [];
    }
    const listing = await port.readDirectory(path);
    const children: ContextEntry[] = [];
    into.push({
      kind: 'folder',
      name,
      entries: children,
      problem: listing.ok ? undefined : listing.problem,
    });
    if (!listing.ok) {
      unreadable.push(path);
      return [];
    }
    entries += listing.entries.length;
    const folders: Open[] = [];
    for (const entry of listing.entries) {
      if (entry.kind !== 'folder') {
        children.push({ kind: entry.kind, name: entry.name, size: entry.size });
        continue;
      }
      const child = path === '' ? entry.name : `${path}/${entry.name}`;
      if (!options.skip?.(child)) folders.push({ path: child, name: entry.name, into: children });
    }
    return folders;
  }

  const top: ContextEntry[] = [];
  const open: Open[] = [{ path: '', name: '', into: top }];
  while (open.length > 0) {
    const batch = open.splice(Math.max(0, open.length - CONCURRENCY));
    for (const folders of await Promise.all(batch.map(read))) {
      for (const folder of folders) open.push(folder);
    }
  }
  const root = top[0];
  return {
    root:
      root?.kind === 'folder' ? sorted(root) : { kind: 'folder', name: '', entries: [], problem: 'failed' },
    entries,
    complete,
    unreadable: unreadable.sort(),
  };
}

const CONCURRENCY = 8;

function sorted(folder: ContextFolder): ContextFolder {
  const open: ContextFolder[] = [folder];
  for (let next = open.pop(); next; next = open.pop()) {
    (next.entries as ContextEntry[]).sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
    for (const entry of next.entries) if (entry.kind === 'folder') open.push(entry);
  }
  return folder;
}
