import type { IgnoreMatcher } from '../../../ignore/matcher.ts';

/** The build context of a Dockerfile, as far as it is looked at. */
export interface BuildContext {
  /** The entries of a folder, one listing and nothing below it; undefined when it cannot be read. */
  list(folder: readonly string[]): Promise<readonly ContextName[] | undefined>;
  /** What the build leaves out; undefined when there is no ignore file. */
  readonly ignore: IgnoreMatcher | undefined;
  /** The Dockerfile and its ignore file, relative to the context: nobody copies them. */
  readonly buildFiles: ReadonlySet<string>;
}

export interface ContextName {
  readonly name: string;
  readonly isFolder: boolean;
}

export interface ContextNames {
  /** Folders first, each group by name, those that begin with a dot last. */
  readonly names: readonly ContextName[];
  /** There are more than are given. */
  readonly cut: boolean;
}

/** As many as anyone would look through, and as many patterns as can be asked in no time. */
const MOST_NAMES = 1000;
const MOST_LOOKED_AT = 20_000;

/** What the build will find in a folder of the context. `typed` matters only where there is too much. */
export async function namesIn(
  context: BuildContext,
  folder: readonly string[],
  typed: string,
): Promise<ContextNames> {
  const { ignore, buildFiles } = context;
  const found = (await context.list(folder)) ?? [];
  const begin = typed.toLowerCase();
  const fitting =
    found.length > MOST_NAMES ? found.filter(({ name }) => name.toLowerCase().startsWith(begin)) : found;
  const path = folder.map(name => `${name}/`).join('');
  const sorted = fitting
    .slice(0, MOST_LOOKED_AT)
    .map(entry => ({ entry, order: orderOf(entry, path, buildFiles) }))
    .sort((a, b) => a.order - b.order || (a.entry.name < b.entry.name ? -1 : 1));
  let state = undefined as ReturnType<IgnoreMatcher['decide']>['state'] | undefined;
  if (ignore) {
    for (let depth = 1; depth <= folder.length; depth++) {
      state = ignore.decide(folder.slice(0, depth).join('/'), state).state;
    }
  }
  const names: ContextName[] = [];
  for (const { entry } of sorted) {
    const inside = path + entry.name;
    const isIgnored = ignore?.decide(inside, state).ignored === true;
    // Of an ignored folder something can be brought back.
    if (isIgnored && !(entry.isFolder && ignore?.canSkip(inside) === false)) continue;
    if (names.length === MOST_NAMES) return { names, cut: true };
    names.push(entry);
  }
  return { names, cut: fitting.length > MOST_LOOKED_AT };
}

function orderOf({ name, isFolder }: ContextName, path: string, buildFiles: ReadonlySet<string>): number {
  if (buildFiles.has(path + name)) return 4;
  return (isFolder ? 0 : 2) + (name.startsWith('.') ? 1 : 0);
}
