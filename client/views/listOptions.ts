/** How the list of images is shown. */
export interface ListOptions {
  readonly grouping: Grouping;
  readonly sorting: Sorting;
  /** Words that a row must have, all of them; '' for everything. */
  readonly filter: string;
  /** Images without a name are shown. */
  readonly dangling: boolean;
  /** What each image has of its own is shown, for which the engine has to count. */
  readonly ownSizes: boolean;
}

export const groupings = ['none', 'repository', 'tag', 'age', 'size'] as const;
export type Grouping = (typeof groupings)[number];

export const sortings = ['age', 'name', 'size'] as const;
export type Sorting = (typeof sortings)[number];

export const defaultOptions: ListOptions = {
  grouping: 'none',
  sorting: 'age',
  filter: '',
  dangling: true,
  ownSizes: false,
};

/** Reads what was kept, which another version may have written. */
export function readOptions(kept: unknown): ListOptions {
  if (typeof kept !== 'object' || kept === null) return defaultOptions;
  const { grouping, sorting, filter, dangling, ownSizes } = kept as Record<string, unknown>;
  return {
    grouping: groupings.find(known => known === grouping) ?? defaultOptions.grouping,
    sorting: sortings.find(known => known === sorting) ?? defaultOptions.sorting,
    filter: typeof filter === 'string' ? filter : '',
    dangling: typeof dangling === 'boolean' ? dangling : defaultOptions.dangling,
    ownSizes: typeof ownSizes === 'boolean' ? ownSizes : defaultOptions.ownSizes,
  };
}
