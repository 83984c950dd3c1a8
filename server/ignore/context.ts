/** What a scan finds in a build context: a tree without anything below symbolic links. Never changed: a change makes new folders. */
export interface ContextFolder {
  readonly kind: 'folder';
  readonly name: string;
  readonly entries: readonly ContextEntry[];
  /** Set when the folder could not be read: a build that sends it fails. */
  readonly problem: ReadProblem | undefined;
}

export interface ContextFile {
  /** Pipes are `other`; they weigh nothing. Sockets and devices are never sent and do not appear. */
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
  const found = await scanFolder(port, '', '', options, () => undefined);
  const { entries, complete, unreadable } = found;
  return { root: found.folder, entries, complete, unreadable: unreadable.sort() };
}

/**
 * The scan after something changed in the folders at `paths`: these are listed again, folders that are new in them
 * are read whole, all others stay the same objects.
 */
export async function rescanFolders(
  port: ContextPort,
  scan: ContextScan,
  paths: Iterable<string>,
  options: ScanOptions = {},
): Promise<ContextScan> {
  let { root, complete } = scan;
  const unreadable = new Set(scan.unreadable);
  const done = new Set<string>();
  for (const wanted of [...paths].sort()) {
    const trail = trailOf(root, wanted);
    const folder = trail.at(-1);
    if (!folder || done.has(folder.path)) continue;
    done.add(folder.path);
    const known = new Map(
      folder.folder.entries.flatMap(entry => (entry.kind === 'folder' ? [[entry.name, entry] as const] : [])),
    );
    const { path } = folder;
    const found = await scanFolder(port, path, folder.folder.name, options, (parent, name) =>
      parent === path ? known.get(name) : undefined,
    );
    complete &&= found.complete;
    for (const old of unreadable) if (old === path) unreadable.delete(old);
    for (const added of found.unreadable) unreadable.add(added);
    root = replaced(trail, found.folder);
  }
  const isThere = (path: string): boolean => trailOf(root, path).at(-1)?.path === path;
  return {
    root,
    entries: scan.entries,
    complete,
    unreadable: [...unreadable].filter(isThere).sort(),
  };
}

interface Step {
  readonly folder: ContextFolder;
  readonly path: string;
}

/** The folders on the way to a path, as far as they are there; the context itself first. */
function trailOf(root: ContextFolder, path: string): readonly Step[] {
  const trail: Step[] = [{ folder: root, path: '' }];
  let at = root;
  let below = '';
  for (const name of path === '' ? [] : path.split('/')) {
    const next = at.entries.find(entry => entry.name === name);
    if (next?.kind !== 'folder') break;
    below = below === '' ? name : `${below}/${name}`;
    at = next;
    trail.push({ folder: next, path: below });
  }
  return trail;
}

/** The root when the last folder of the trail is another one. */
function replaced(trail: readonly Step[], by: ContextFolder): ContextFolder {
  let made = by;
  for (let depth = trail.length - 2; depth >= 0; depth--) {
    const parent = trail[depth]?.folder;
    const old = trail[depth + 1]?.folder;
    if (parent) made = { ...parent, entries: parent.entries.map(entry => (entry === old ? made : entry)) };
  }
  return made;
}

interface FolderScan {
  readonly folder: ContextFolder;
  readonly entries: number;
  readonly complete: boolean;
  readonly unreadable: string[];
}

/** Reads a folder and what is below it, without what `known` has already. */
async function scanFolder(
  port: ContextPort,
  from: string,
  ownName: string,
  options: ScanOptions,
  known: (parent: string, name: string) => ContextFolder | undefined,
): Promise<FolderScan> {
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
    // Here a folder at a time; what is left to put in order at the end are its folders.
    for (const entry of [...listing.entries].sort(byName)) {
      if (entry.kind !== 'folder') {
        children.push({ kind: entry.kind, name: entry.name, size: entry.size });
        continue;
      }
      const before = known(path, entry.name);
      if (before) {
        children.push(before);
        continue;
      }
      const child = path === '' ? entry.name : `${path}/${entry.name}`;
      if (!options.skip?.(child)) folders.push({ path: child, name: entry.name, into: children });
    }
    return folders;
  }

  const top: ContextEntry[] = [];
  const open: Open[] = [{ path: from, name: ownName, into: top }];
  while (open.length > 0) {
    const batch = open.splice(Math.max(0, open.length - CONCURRENCY));
    for (const folders of await Promise.all(batch.map(read))) {
      for (const folder of folders) open.push(folder);
    }
  }
  const folder = top[0];
  return {
    folder:
      folder?.kind === 'folder'
        ? sorted(folder)
        : { kind: 'folder', name: ownName, entries: [], problem: 'failed' },
    entries,
    complete,
    unreadable,
  };
}

const CONCURRENCY = 8;

function sorted(folder: ContextFolder): ContextFolder {
  const open: ContextFolder[] = [folder];
  for (let next = open.pop(); next; next = open.pop()) {
    // Those that are known already are in order, and shared.
    if (!isSorted(next.entries)) (next.entries as ContextEntry[]).sort(byName);
    for (const entry of next.entries) if (entry.kind === 'folder') open.push(entry);
  }
  return folder;
}

const byName = (a: { readonly name: string }, b: { readonly name: string }): number =>
  a.name < b.name ? -1 : a.name > b.name ? 1 : 0;

function isSorted(entries: readonly ContextEntry[]): boolean {
  for (let index = 1; index < entries.length; index++) {
    if ((entries[index - 1]?.name ?? '') > (entries[index]?.name ?? '')) return false;
  }
  return true;
}
