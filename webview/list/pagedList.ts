import type { Page } from '../../protocol/image.ts';
import type { Failure, Outcome } from '../../protocol/result.ts';

/** Rows of a long list, fetched as they are looked at. */
export interface PagedList<Row> {
  /** Undefined until the first answer. */
  readonly total: number | undefined;
  /** Set when nothing could be fetched. */
  readonly failure: Failure | undefined;
  rowAt(index: number): Row | undefined;
  /** Fetches what is missing among the rows from `first` to `last`. */
  want(first: number, last: number): void;
  /** Answers that are still on their way change nothing any more. */
  dispose(): void;
}

/** Rows fetched at once. */
const PAGE = 200;

export function pagedList<Row>(
  load: (offset: number, limit: number) => Promise<Outcome<Page<Row>>>,
  onChange: () => void,
): PagedList<Row> {
  const pages = new Map<number, readonly Row[] | 'loading'>();
  let total: number | undefined;
  let failed: Failure | undefined;
  let disposed = false;

  async function fetch(page: number): Promise<void> {
    if (pages.has(page)) return;
    pages.set(page, 'loading');
    const answer = await load(page * PAGE, PAGE);
    if (disposed) return;
    if (answer.ok) {
      pages.set(page, answer.value.items);
      total = answer.value.total;
      failed = undefined;
    } else {
      pages.delete(page);
      failed = answer.failure;
    }
    onChange();
  }

  void fetch(0);
  return {
    get total() {
      return total;
    },
    get failure() {
      return failed;
    },
    rowAt: index => {
      const page = pages.get(Math.floor(index / PAGE));
      return page === undefined || page === 'loading' ? undefined : page[index % PAGE];
    },
    want: (first, last) => {
      const end = Math.min(last, (total ?? 0) - 1);
      for (let page = Math.floor(Math.max(0, first) / PAGE); page * PAGE <= end; page++) void fetch(page);
    },
    dispose: () => {
      disposed = true;
    },
  };
}

/** Rows that are all there. */
export function fixedList<Row>(rows: readonly Row[]): PagedList<Row> {
  return {
    total: rows.length,
    failure: undefined,
    rowAt: index => rows[index],
    want: () => {},
    dispose: () => {},
  };
}
