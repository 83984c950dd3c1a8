import type { TarSpec, TarType } from './tarBuilder.ts';

/** A file system as engines unpack layers into it, kept the simplest way: full paths, no index, no sharing. */
export interface ModelFile {
  readonly type: Exclude<TarType, 'hardlink'>;
  readonly size: number;
  readonly body: string;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly mtime: number;
  readonly link: string;
  /** False for folders made on the way. */
  readonly explicit: boolean;
}

export interface Model {
  /** Files by path; hard links share one object. The root is ''. */
  readonly files: ReadonlyMap<string, ModelFile>;
  /** Puts one entry on; false, without any effect, where engines would refuse the layer. */
  apply(entry: TarSpec): boolean;
  /** Begins the next layer. */
  nextLayer(): void;
  /** Where entries of this layer were put. */
  readonly touched: ReadonlySet<string>;
  /** Whiteouts of this layer by the path they name, once links on the way were followed. */
  readonly whiteouts: readonly string[];
}

const MAX_LINKS = 255;
const parentOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')));
const join = (folder: string, name: string): string => (folder ? `${folder}/${name}` : name);

export function createModel(): Model {
  const files = new Map<string, ModelFile>();
  const folder = (): ModelFile => ({
    type: 'directory',
    size: 0,
    body: '',
    mode: 0o755,
    uid: 0,
    gid: 0,
    mtime: 0,
    link: '',
    explicit: false,
  });
  files.set('', folder());
  let upper = new Set<string>();
  let touched = new Set<string>();
  let whiteouts: string[] = [];

  function clean(name: string): string[] {
    const parts: string[] = [];
    for (const part of name.split('/')) {
      if (part === '..') parts.pop();
      else if (part !== '' && part !== '.') parts.push(part);
    }
    return parts;
  }

  /** Follows links as inside a chroot; undefined for loops. */
  function follow(parts: readonly string[]): string | undefined {
    const rest = [...parts];
    let at: string[] = [];
    let links = 0;
    while (rest.length > 0) {
      const part = rest.shift() ?? '';
      if (part === '' || part === '.') continue;
      if (part === '..') {
        at.pop();
        continue;
      }
      const file = files.get([...at, part].join('/'));
      if (file?.type !== 'symlink') {
        at.push(part);
        continue;
      }
      if (++links > MAX_LINKS) return undefined;
      if (file.link.startsWith('/')) at = [];
      rest.unshift(...file.link.split('/'));
    }
    return at.join('/');
  }

  function place(parts: readonly string[]): string | undefined {
    const where = follow(parts.slice(0, -1));
    return where === undefined ? undefined : join(where, parts.at(-1) ?? '');
  }

  const below = (path: string): string[] =>
    [...files.keys()].filter(other => other.startsWith(path === '' ? '' : `${path}/`) && other !== path);

  function remove(path: string): void {
    for (const other of below(path)) files.delete(other);
    files.delete(path);
  }

  function whiteout(path: string, opaque: boolean): void {
    if (!files.has(path)) return;
    if (!opaque && !upper.has(path)) {
      remove(path);
      return;
    }
    for (const other of below(path)) if (!upper.has(other)) files.delete(other);
  }

  /** False when something that is no folder stands in the way. */
  function makeFolders(path: string): boolean {
    const parts = path === '' ? [] : path.split('/');
    for (let count = 1; count <= parts.length; count++) {
      const file = files.get(parts.slice(0, count).join('/'));
      if (file && file.type !== 'directory') return false;
    }
    for (let count = 1; count <= parts.length; count++) {
      const at = parts.slice(0, count).join('/');
      if (!files.has(at)) files.set(at, folder());
    }
    return true;
  }

  function apply(entry: TarSpec): boolean {
    const parts = clean(String(entry.name));
    const type = entry.type ?? 'file';
    const body = String(entry.body ?? '');
    const made: ModelFile = {
      type: type === 'hardlink' ? 'file' : type,
      size: type === 'file' ? body.length : 0,
      body,
      mode: entry.mode ?? (type === 'directory' ? 0o755 : 0o644),
      uid: entry.uid ?? 0,
      gid: entry.gid ?? 0,
      mtime: entry.mtime ?? 0,
      link: entry.link ?? '',
      explicit: true,
    };
    const name = parts.at(-1);
    if (name === undefined) {
      if (type !== 'directory') return false;
      files.set('', made);
      touched.add('');
      return true;
    }
    const path = place(parts);
    if (path === undefined) return false;
    if (name === '.wh..wh..opq') {
      whiteout(parentOf(path), true);
      return true;
    }
    if (name.startsWith('.wh.')) {
      const target = join(parentOf(path), name.slice(4));
      whiteouts.push(target);
      whiteout(target, false);
      return true;
    }
    let shared = made;
    if (type === 'hardlink') {
      const source = place(clean(entry.link ?? ''));
      const found = source === undefined || source === path ? undefined : files.get(source);
      if (!found || found.type === 'directory') return false;
      // It must survive what is taken away for the link.
      if (source?.startsWith(`${path}/`)) return false;
      shared = found;
    }
    if (!makeFolders(parentOf(path))) return false;
    const old = files.get(path);
    if (old && !(old.type === 'directory' && type === 'directory')) remove(path);
    files.set(path, shared);
    touched.add(path);
    for (let at = path; at !== ''; at = parentOf(at)) upper.add(at);
    return true;
  }

  return {
    files,
    apply,
    nextLayer: () => {
      upper = new Set();
      touched = new Set();
      whiteouts = [];
    },
    get touched() {
      return touched;
    },
    get whiteouts() {
      return whiteouts;
    },
  };
}
