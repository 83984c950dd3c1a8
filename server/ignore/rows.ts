import type { ContextEntry, ContextFolder } from './context.ts';
import type { Evaluator, Tally } from './evaluate.ts';
import type { FolderState } from './matcher.ts';
import type { IgnorePattern } from './tree.ts';

/** One entry of a folder, with what becomes of it. */
export interface EntryEffect {
  readonly entry: ContextEntry;
  readonly sent: Tally;
  readonly ignored: Tally;
  /** The patterns take it out; of a folder some of the content may still be sent. */
  readonly isIgnored: boolean;
  readonly decidedBy: IgnorePattern | undefined;
}

const NOTHING: Tally = { files: 0, bytes: 0 };

/** The entries of a folder of a context that was evaluated, what is sent first, the largest first. */
export function entryEffects(
  evaluator: Evaluator,
  folder: ContextFolder,
  path: string,
): readonly EntryEffect[] {
  const state = folderState(evaluator, path);
  const inside = path === '' ? '' : `${path}/`;
  return folder.entries
    .map((entry): EntryEffect => {
      const { ignored: isIgnored, pattern } = evaluator.matcher.decide(inside + entry.name, state);
      const below = entry.kind === 'folder' ? evaluator.effectOf(entry) : undefined;
      const own = entry.kind === 'folder' ? NOTHING : { files: 1, bytes: entry.size };
      return {
        entry,
        sent: below?.sent ?? (isIgnored ? NOTHING : own),
        ignored: below?.ignored ?? (isIgnored ? own : NOTHING),
        isIgnored,
        decidedBy: pattern,
      };
    })
    .sort(largestFirst);
}

/** Nothing of it is sent, and it is no empty folder that is. */
export function isLeftOut({ sent, isIgnored }: EntryEffect): boolean {
  return isIgnored && sent.files === 0;
}

function largestFirst(a: EntryEffect, b: EntryEffect): number {
  return (
    Number(isLeftOut(a)) - Number(isLeftOut(b)) ||
    b.sent.bytes - a.sent.bytes ||
    b.ignored.bytes - a.ignored.bytes ||
    b.sent.files - a.sent.files ||
    (a.entry.name < b.entry.name ? -1 : 1)
  );
}

/** The state in which the names of a folder are decided on. */
function folderState({ matcher }: Evaluator, path: string): FolderState | undefined {
  return path === '' ? undefined : matcher.explain(path).state;
}

export interface Decided {
  readonly path: string;
  readonly bytes: number;
  readonly isFolder: boolean;
}

/**
 * The files and whole folders on which one pattern has the last word, the largest first; at most `limit` of them.
 * A generator for the same reason as the evaluation.
 */
export function* decidedBy(
  evaluator: Evaluator,
  root: ContextFolder,
  pattern: IgnorePattern,
  limit: number,
): Generator<void, { readonly found: readonly Decided[]; readonly cut: boolean }> {
  const found: Decided[] = [];
  let steps = 0;
  const open: { folder: ContextFolder; path: string; state: FolderState | undefined }[] = [
    { folder: root, path: '', state: undefined },
  ];
  for (let at = open.pop(); at; at = open.pop()) {
    // Where it decides on nothing below, nothing is looked at.
    if (!evaluator.effectOf(at.folder)?.byPattern.get(pattern)?.files) continue;
    for (const entry of at.folder.entries) {
      if (++steps % 5000 === 0) yield;
      const path = at.path === '' ? entry.name : `${at.path}/${entry.name}`;
      const decision = evaluator.matcher.decide(path, at.state);
      if (entry.kind !== 'folder') {
        if (decision.pattern === pattern) found.push({ path, bytes: entry.size, isFolder: false });
        continue;
      }
      const effect = evaluator.effectOf(entry);
      const all = (effect?.sent.files ?? 0) + (effect?.ignored.files ?? 0);
      const own = effect?.byPattern.get(pattern);
      if (decision.pattern === pattern && own && own.files === all) {
        found.push({ path, bytes: own.bytes, isFolder: true });
      } else open.push({ folder: entry, path, state: decision.state });
    }
  }
  found.sort((a, b) => b.bytes - a.bytes || (a.path < b.path ? -1 : 1));
  return { found: found.slice(0, limit), cut: found.length > limit };
}
