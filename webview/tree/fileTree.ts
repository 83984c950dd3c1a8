import type { FileRow, Page } from '../../protocol/image.ts';
import type { Failure, Outcome } from '../../protocol/result.ts';

/** Fetches direct children of a directory, `''` being the root. */
export type LoadChildren = (path: string, offset: number, limit: number) => Promise<Outcome<Page<FileRow>>>;

/** One line of the tree as it is drawn. */
export type TreeRow =
  | {
      readonly kind: 'file';
      readonly row: FileRow;
      readonly depth: number;
      readonly expandable: boolean;
      readonly expanded: boolean;
      /** 1-based among its siblings. */
      readonly position: number;
      readonly siblings: number;
    }
  /** Known to be there, not yet fetched. */
  | { readonly kind: 'pending'; readonly depth: number }
  | { readonly kind: 'failed'; readonly depth: number; readonly failure: Failure };

interface Directory {
  readonly path: string;
  readonly parent: Directory | undefined;
  /** Where it stands among its parent's children. */
  readonly position: number;
  readonly depth: number;
  /** Undefined until the first page of the root has come. */
  total: number | undefined;
  readonly pages: Map<number, readonly FileRow[] | 'loading' | Failure>;
  readonly fetching: Map<number, Promise<void>>;
  /** Expanded children by position, ascending. */
  open: Directory[];
  /** Rows below it, at every depth. */
  rows: number;
}

interface Place {
  readonly directory: Directory;
  readonly position: number;
}

/** Children fetched at once. */
const PAGE = 200;

/**
 * A file tree of which only what is looked at is fetched: directories of any size cost what their visible part
 * costs. Rows are counted as if all expanded directories were written out one below the other.
 */
export class FileTree {
  readonly #load: LoadChildren;
  readonly #onChange: () => void;
  readonly #root: Directory;
  /** Paths of directories that the user wants open, whether or not they have been seen here. */
  readonly #wanted: Set<string>;
  readonly #places = new Map<string, Place>();
  #disposed = false;

  constructor(load: LoadChildren, onChange: () => void, expanded: Iterable<string> = []) {
    this.#load = load;
    this.#onChange = onChange;
    this.#wanted = new Set(expanded);
    this.#root = newDirectory('', undefined, 0, undefined);
  }

  /** 1 while nothing is known yet: the row that says so. */
  get rowCount(): number {
    return this.#root.rows;
  }

  /** Undefined until the root was read: whether the tree is empty is not known before. */
  get isEmpty(): boolean | undefined {
    return this.#root.total === undefined ? undefined : this.#root.total === 0;
  }

  get expandedPaths(): readonly string[] {
    return [...this.#wanted];
  }

  /** `index` counts rows from 0; undefined past the end. */
  rowAt(index: number): TreeRow | undefined {
    const place = this.#placeAt(index);
    return place && this.#describe(place);
  }

  /** Fetches what is missing among the rows from `first` to `last`. */
  want(first: number, last: number): void {
    for (let index = Math.max(0, first); index <= last && index < this.rowCount; index++) {
      const place = this.#placeAt(index);
      if (place) void this.#fetch(place.directory, pageOf(place.position));
    }
  }

  /** Asks again for what could not be fetched. */
  retry(index: number): void {
    const place = this.#placeAt(index);
    if (!place) return;
    place.directory.pages.delete(pageOf(place.position));
    void this.#fetch(place.directory, pageOf(place.position));
  }

  setExpanded(index: number, expanded: boolean): void {
    const place = this.#placeAt(index);
    const row = place && fetched(place);
    if (!place || !row || row.children === 0) return;
    const open = openAt(place);
    if (expanded && !open) {
      this.#wanted.add(row.path);
      this.#open(place, row);
    } else if (!expanded && open) {
      this.#wanted.delete(row.path);
      place.directory.open = place.directory.open.filter(child => child !== open);
      grow(place.directory, -open.rows);
      this.#forget(open);
    } else return;
    this.#onChange();
  }

  /** The row of the directory that holds this one; undefined at the top. */
  parentOf(index: number): number | undefined {
    const directory = this.#placeAt(index)?.directory;
    return directory?.parent && indexOf({ directory: directory.parent, position: directory.position });
  }

  /** Where a path is drawn now; undefined when it is not, or was not fetched. */
  indexOfPath(path: string): number | undefined {
    const place = this.#places.get(path);
    return place && indexOf(place);
  }

  /**
   * Opens the folders on the way to a path and fetches their rows; `places` are its places among its siblings, from
   * the root down. True when it can be drawn.
   */
  async reveal(places: readonly number[]): Promise<boolean> {
    let directory = this.#root;
    for (const [level, position] of places.entries()) {
      await this.#fetch(directory, pageOf(position));
      const place = { directory, position };
      const row = fetched(place);
      if (this.#disposed || !row) return false;
      if (level === places.length - 1) break;
      if (!openAt(place)) this.#open(place, row);
      const child = openAt(place);
      if (!child) return false;
      directory = child;
    }
    this.#onChange();
    return places.length > 0;
  }

  dispose(): void {
    this.#disposed = true;
  }

  #placeAt(index: number): Place | undefined {
    if (index < 0 || index >= this.#root.rows) return undefined;
    let directory = this.#root;
    let rest = index;
    for (;;) {
      let next = 0;
      let inside: Directory | undefined;
      for (const child of directory.open) {
        const before = child.position - next + 1;
        if (rest < before) break;
        if (rest < before + child.rows) {
          inside = child;
          rest -= before;
          break;
        }
        rest -= before + child.rows;
        next = child.position + 1;
      }
      if (!inside) return { directory, position: next + rest };
      directory = inside;
    }
  }

  #describe(place: Place): TreeRow {
    const { directory, position } = place;
    const { depth } = directory;
    const page = directory.pages.get(pageOf(position));
    const row = fetched(place);
    if (!row)
      return page && isFailure(page) ? { kind: 'failed', depth, failure: page } : { kind: 'pending', depth };
    return {
      kind: 'file',
      row,
      depth,
      expandable: row.children > 0,
      expanded: openAt(place) !== undefined,
      position: position + 1,
      siblings: directory.total ?? 1,
    };
  }

  async #fetch(directory: Directory, page: number): Promise<void> {
    if (directory.pages.has(page)) return directory.fetching.get(page);
    directory.pages.set(page, 'loading');
    const fetching = this.#load(directory.path, page * PAGE, PAGE).then(answer => {
      directory.fetching.delete(page);
      if (this.#disposed || directory.pages.get(page) !== 'loading') return;
      if (answer.ok) this.#take(directory, page, answer.value);
      else directory.pages.set(page, answer.failure);
      this.#onChange();
    });
    directory.fetching.set(page, fetching);
    return fetching;
  }

  #take(directory: Directory, page: number, { total, items }: Page<FileRow>): void {
    directory.pages.set(page, items);
    if (directory.total !== total) {
      grow(directory, total - (directory.total ?? 1));
      directory.total = total;
    }
    // A lone directory at the top says nothing by itself: what is in it is what was looked for.
    const lone = total === 1 && isOnlyChain(directory);
    items.forEach((row, index) => {
      const place = { directory, position: page * PAGE + index };
      this.#places.set(row.path, place);
      if (row.children > 0 && (lone || row.open || this.#wanted.has(row.path)) && !openAt(place))
        this.#open(place, row);
    });
  }

  #open({ directory, position }: Place, row: FileRow): void {
    // What only a filter opened is closed again without it.
    if (!row.open) this.#wanted.add(row.path);
    const child = newDirectory(row.path, directory, position, row.children);
    const after = directory.open.findIndex(other => other.position > position);
    directory.open.splice(after < 0 ? directory.open.length : after, 0, child);
    grow(directory, child.rows);
    void this.#fetch(child, 0);
  }

  #forget(directory: Directory): void {
    for (const page of directory.pages.values()) {
      if (Array.isArray(page)) for (const row of page as readonly FileRow[]) this.#places.delete(row.path);
    }
    directory.pages.clear();
    for (const child of directory.open) this.#forget(child);
  }
}

function newDirectory(
  path: string,
  parent: Directory | undefined,
  position: number,
  total: number | undefined,
): Directory {
  const depth = parent ? parent.depth + 1 : 0;
  return {
    path,
    parent,
    position,
    depth,
    total,
    pages: new Map(),
    fetching: new Map(),
    open: [],
    rows: total ?? 1,
  };
}

function pageOf(position: number): number {
  return Math.floor(position / PAGE);
}

function fetched({ directory, position }: Place): FileRow | undefined {
  const page = directory.pages.get(pageOf(position));
  return page && page !== 'loading' && !isFailure(page) ? page[position % PAGE] : undefined;
}

function isFailure(page: readonly FileRow[] | 'loading' | Failure): page is Failure {
  return typeof page === 'object' && 'code' in page;
}

function openAt({ directory, position }: Place): Directory | undefined {
  return directory.open.find(child => child.position === position);
}

function grow(directory: Directory | undefined, rows: number): void {
  for (let at = directory; at; at = at.parent) at.rows += rows;
}

function isOnlyChain(directory: Directory): boolean {
  for (let at: Directory | undefined = directory; at; at = at.parent) if (at.total !== 1) return false;
  return true;
}

function indexOf({ directory, position }: Place): number {
  let index = position;
  for (const child of directory.open) if (child.position < position) index += child.rows;
  if (directory.parent) index += indexOf({ directory: directory.parent, position: directory.position }) + 1;
  return index;
}
