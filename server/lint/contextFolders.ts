import type { Model } from '../semantics/model.ts';
import { cleanPath } from '../semantics/paths.ts';
import type { Dockerfile } from '../syntax/tree.ts';
import { sourceKind } from '../syntax/values/remote.ts';
import { flagNamed } from './flags.ts';
import { buildStages } from './stages.ts';
import { knownText, type Transfer, transfers } from './transfers.ts';

/**
 * The names in folders of the build context, by path, `''` being its top; undefined for a folder that is not there.
 * A folder that nobody looked at is no key.
 */
export type ContextFolders = ReadonlyMap<string, ReadonlySet<string> | undefined>;

/** Folders of one file that are looked at: it keeps hostile files cheap. */
const MAXIMUM_FOLDERS = 64;

/** Reads the folders in which the sources of COPY and ADD lie. `list` gives the names of one, and never rejects. */
export async function readContextFolders(
  file: Dockerfile,
  model: Model,
  list: (path: string) => Promise<Iterable<string> | undefined>,
): Promise<ContextFolders> {
  const paths = new Set<string>();
  for (const transfer of transfers(buildStages(model))) {
    for (const { path } of contextSources(file, model, transfer)) {
      paths.add(folderOf(path));
      if (paths.size >= MAXIMUM_FOLDERS) break;
    }
  }
  if (paths.size === 0) return new Map();
  paths.add('');
  const read = [...paths].map(async path => {
    const names = await list(path);
    return [path, names && new Set(names)] as const;
  });
  return new Map(await Promise.all(read));
}

/** A source that is a path of the context, known to the end and without a pattern. */
export interface ContextSource {
  readonly token: Transfer['destination'];
  /** Clean and relative to the context; `''` is the whole of it. */
  readonly path: string;
}

/** Those of one COPY or ADD. */
export function contextSources(
  file: Dockerfile,
  model: Model,
  { instruction, sources }: Transfer,
): readonly ContextSource[] {
  if (flagNamed(instruction, 'from')) return [];
  return sources.flatMap(token => {
    const known = knownText(file, model, token);
    if (!known || known.isPartial || sourceKind(known.value) !== 'path' || /[*?[\\]/.test(known.value))
      return [];
    const path = cleanPath(`/${known.value}`).slice(1);
    return [{ token, path }];
  });
}

/** The folder that holds a path. */
export function folderOf(path: string): string {
  return path.slice(0, Math.max(path.lastIndexOf('/'), 0));
}
