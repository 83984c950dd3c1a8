import type { ContextEntry, ContextFolder } from './context.ts';
import { createMatcher, type FolderState, type IgnoreMatcher } from './matcher.ts';
import type { IgnoreOptions } from './parse.ts';
import { compilePattern, type PathTest } from './pattern.ts';
import type { IgnoreFile, IgnorePattern } from './tree.ts';

export interface Tally {
  readonly files: number;
  readonly bytes: number;
}

/** What one pattern does to a context. */
export interface PatternEffect {
  readonly pattern: IgnorePattern;
  /** Files on which it has the last word: taken out, or brought back when it is an exception. */
  readonly decided: Tally;
  /** It matches something, whether or not it has the last word there. */
  readonly matches: boolean;
  /** When it matches but decides nothing: the pattern that had decided before it. */
  readonly shadowedBy: IgnorePattern | undefined;
  /** The largest files and whole folders that it decides on, largest first. */
  readonly largest: readonly { readonly path: string; readonly bytes: number }[];
}

export interface Evaluation {
  readonly sent: Tally;
  readonly ignored: Tally;
  readonly effects: readonly PatternEffect[];
}

interface Running {
  files: number;
  bytes: number;
  matches: boolean;
  shadowedBy: IgnorePattern | undefined;
  readonly largest: { path: string; bytes: number }[];
}

const LARGEST = 5;
const PAUSE_AFTER = 2000;

/**
 * Applies a .dockerignore file to a scanned context. A generator, so that whoever drives it can breathe and
 * give up between its steps; its return value is the answer. Linear in entries times patterns.
 */
export function* evaluate(
  file: IgnoreFile,
  root: ContextFolder,
  options: IgnoreOptions = {},
): Generator<void, Evaluation> {
  const matcher = createMatcher(file, options);
  const effects = new Map<IgnorePattern, Running>(
    matcher.patterns.map(pattern => [
      pattern,
      { files: 0, bytes: 0, matches: false, shadowedBy: undefined, largest: [] },
    ]),
  );
  const tests = compileTests(matcher, options);
  const sent = { files: 0, bytes: 0 };
  const ignored = { files: 0, bytes: 0 };
  let steps = 0;

  /** Bytes of the folder that the pattern which took it decides on. */
  function* visit(folder: ContextFolder, path: string, state: FolderState | undefined, owner: Owner): Steps {
    let owned = 0;
    for (const entry of folder.entries) {
      if (++steps % PAUSE_AFTER === 0) yield;
      const child = path === '' ? entry.name : `${path}/${entry.name}`;
      const decision = matcher.decide(child, state);
      noteMatches(child, decision.pattern);
      let bytes: number;
      if (entry.kind === 'folder') {
        bytes = yield* visit(entry, child, decision.state, decision.pattern);
      } else {
        bytes = entry.size;
        const tally = decision.ignored ? ignored : sent;
        tally.files++;
        tally.bytes += bytes;
        const effect = decision.pattern && effects.get(decision.pattern);
        if (effect) {
          effect.files++;
          effect.bytes += bytes;
        }
      }
      if (decision.pattern === owner) owned += bytes;
      else if (decision.pattern) keepLargest(effects.get(decision.pattern)?.largest, child, bytes);
    }
    return owned;
  }

  function noteMatches(path: string, decisive: IgnorePattern | undefined): void {
    for (let index = tests.length - 1; index >= 0; index--) {
      const test = tests[index];
      if (!test?.test(path)) continue;
      const effect = effects.get(test.pattern);
      if (effect) {
        effect.matches = true;
        if (decisive !== test.pattern) effect.shadowedBy ??= decisive;
      }
      tests.splice(index, 1);
    }
  }

  yield* visit(root, '', undefined, undefined);
  return {
    sent,
    ignored,
    effects: matcher.patterns.map(pattern => {
      const effect = effects.get(pattern);
      const decided = { files: effect?.files ?? 0, bytes: effect?.bytes ?? 0 };
      return {
        pattern,
        decided,
        matches: effect?.matches ?? false,
        shadowedBy: decided.files === 0 ? effect?.shadowedBy : undefined,
        largest: effect?.largest ?? [],
      };
    }),
  };
}

type Owner = IgnorePattern | undefined;
type Steps = Generator<void, number>;

/** Each until its first match: what matches nothing is tried on every path. */
function compileTests(
  { patterns }: IgnoreMatcher,
  { windows }: IgnoreOptions,
): { readonly pattern: IgnorePattern; readonly test: PathTest }[] {
  return patterns.flatMap(pattern => {
    const compiled = compilePattern(pattern.pattern, windows);
    return compiled.ok ? [{ pattern, test: compiled.test }] : [];
  });
}

function keepLargest(
  largest: { path: string; bytes: number }[] | undefined,
  path: string,
  bytes: number,
): void {
  if (!largest) return;
  const last = largest[LARGEST - 1];
  if (last && last.bytes >= bytes) return;
  largest.push({ path, bytes });
  largest.sort((a, b) => b.bytes - a.bytes);
  if (largest.length > LARGEST) largest.pop();
}

/** Runs to the end without a pause: for small contexts and for tests. */
export function evaluateAll(file: IgnoreFile, root: ContextFolder, options: IgnoreOptions = {}): Evaluation {
  const steps = evaluate(file, root, options);
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

/** The entry at a path, undefined when the context has none. */
export function findEntry(root: ContextFolder, path: string): ContextEntry | undefined {
  let entry: ContextEntry = root;
  for (const name of path.split('/')) {
    if (entry.kind !== 'folder') return undefined;
    const next: ContextEntry | undefined = entry.entries.find(child => child.name === name);
    if (!next) return undefined;
    entry = next;
  }
  return entry;
}
