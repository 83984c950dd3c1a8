import type { ImageSummary } from '../../protocol/engine.ts';
import { compareText, type ImageRow, imageRows, repositoryOf } from './imageRows.ts';
import type { UseOf } from './imageUse.ts';
import type { Grouping, ListOptions, Sorting } from './listOptions.ts';

/** Rows that belong together; what the heading says is for the one who shows it. */
export interface ImageGroup {
  readonly grouping: Exclude<Grouping, 'none'>;
  /** A repository, a tag, or one of `AgeBand` and `SizeBand`; undefined for rows that have none. */
  readonly value: string | undefined;
  readonly rows: readonly ImageRow[];
}

export interface Arranged {
  /** Undefined when nothing is grouped. */
  readonly groups: readonly ImageGroup[] | undefined;
  /** All that are shown, in the order of the list without groups. */
  readonly rows: readonly ImageRow[];
  /** Rows left out by the filter, and after it for having no name. */
  readonly filtered: number;
  readonly hiddenDangling: number;
}

export const ageBands = ['day', 'week', 'month', 'year', 'older'] as const;
export type AgeBand = (typeof ageBands)[number];
export const sizeBands = ['huge', 'large', 'medium', 'small'] as const;
export type SizeBand = (typeof sizeBands)[number];

const DAY = 86_400_000;

/** Puts a list of images into the order and the groups that are wanted. Linear but for the sorting. */
export function arrangeImages(
  images: readonly ImageSummary[],
  { grouping, sorting, filter, dangling }: ListOptions,
  useOf: UseOf,
  now: number,
): Arranged {
  const all = imageRows(images);
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
  const matching = words.length === 0 ? all : all.filter(row => matches(row, words, useOf));
  const rows = (dangling ? matching : matching.filter(row => !isDangling(row))).toSorted(ORDERS[sorting]);
  return {
    groups: grouping === 'none' ? undefined : grouped(rows, grouping, sorting, now),
    rows,
    filtered: all.length - matching.length,
    hiddenDangling: matching.length - rows.length,
  };
}

/** Without any name: one that was pulled by its digest has that. */
export function isDangling({ tag, image }: ImageRow): boolean {
  return tag === undefined && image.digests.length === 0;
}

function matches(row: ImageRow, words: readonly string[], useOf: UseOf): boolean {
  const { id, digests, parts = [] } = row.image;
  const { running = [], stopped = [] } = useOf(id) ?? {};
  const platforms = parts.map(({ platform }) => platform);
  const text = [row.tag ?? '', id, ...digests, ...platforms, ...running, ...stopped].join('\n').toLowerCase();
  return words.every(word => text.includes(word));
}

/** What has no name comes last in every order but that of sizes, where its size is the reason to look. */
const ORDERS: Readonly<Record<Sorting, (a: ImageRow, b: ImageRow) => number>> = {
  age: (a, b) => unnamedLast(a, b) || b.image.created - a.image.created || byName(a, b),
  name: (a, b) => unnamedLast(a, b) || byName(a, b),
  size: (a, b) => b.image.size - a.image.size || byName(a, b),
};

const unnamedLast = (a: ImageRow, b: ImageRow): number =>
  Number(a.tag === undefined) - Number(b.tag === undefined);

/** `app:10` after `app:9`; without tags the newest first, as an id says nothing to anybody. */
function byName(a: ImageRow, b: ImageRow): number {
  if (a.tag === undefined && b.tag === undefined) {
    return b.image.created - a.image.created || compareText(a.key, b.key);
  }
  return NAMES.compare(a.tag ?? a.key, b.tag ?? b.key) || compareText(a.key, b.key);
}

const NAMES = new Intl.Collator('en', { numeric: true });

function grouped(
  rows: readonly ImageRow[],
  grouping: ImageGroup['grouping'],
  sorting: Sorting,
  now: number,
): readonly ImageGroup[] {
  const groups = new Map<string | undefined, ImageRow[]>();
  for (const row of rows) {
    const value = groupValue(row, grouping, now);
    const group = groups.get(value);
    if (group) group.push(row);
    else groups.set(value, [row]);
  }
  const list = [...groups].map(([value, members]): ImageGroup => ({ grouping, value, rows: members }));
  return list.sort(groupOrder(grouping, sorting));
}

function groupValue(
  { tag, image }: ImageRow,
  grouping: ImageGroup['grouping'],
  now: number,
): string | undefined {
  switch (grouping) {
    case 'repository':
      return tag === undefined ? image.digests[0]?.split('@', 1)[0] : repositoryOf(tag);
    case 'tag':
      return tag?.slice(repositoryOf(tag).length + 1);
    case 'age':
      return ageBand(image.created, now);
    case 'size':
      return sizeBand(image.size);
  }
}

function ageBand(created: number, now: number): AgeBand {
  const days = (now - created) / DAY;
  if (days < 1) return 'day';
  if (days < 7) return 'week';
  if (days < 30) return 'month';
  return days < 365 ? 'year' : 'older';
}

function sizeBand(size: number): SizeBand {
  if (size >= 1_000_000_000) return 'huge';
  if (size >= 100_000_000) return 'large';
  return size >= 10_000_000 ? 'medium' : 'small';
}

/** Groups stand where their first row would: newest, largest, or by name; bands in their own order. */
function groupOrder(
  grouping: ImageGroup['grouping'],
  sorting: Sorting,
): (a: ImageGroup, b: ImageGroup) => number {
  const bands: readonly (string | undefined)[] =
    grouping === 'age' ? ageBands : grouping === 'size' ? sizeBands : [];
  if (bands.length > 0) return (a, b) => bands.indexOf(a.value) - bands.indexOf(b.value);
  const named = (a: ImageGroup, b: ImageGroup): number =>
    Number(a.value === undefined) - Number(b.value === undefined);
  if (sorting === 'name') return (a, b) => named(a, b) || NAMES.compare(a.value ?? '', b.value ?? '');
  // Rows came in order, and so did the groups: a stable sort leaves them.
  return named;
}
