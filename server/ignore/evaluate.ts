import type { ContextEntry, ContextFolder } from './context.ts';
import { createMatcher, type Decision, type FolderState, type IgnoreMatcher } from './matcher.ts';
import type { IgnoreOptions } from './parse.ts';
import type { IgnoreFile, IgnorePattern } from './tree.ts';

export interface Tally {
  readonly files: number;
  readonly bytes: number;
}

/** A file, or a folder that is taken whole. */
export interface SizedPath {
  readonly path: string;
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
  /** Patterns that have the last word on something that it matches as well, with how many entries these are. */
  readonly otherwise: ReadonlyMap<IgnorePattern, number>;
  /** The largest files and whole folders that it decides on, largest first. */
  readonly largest: readonly SizedPath[];
}

export interface Evaluation {
  readonly sent: Tally;
  readonly ignored: Tally;
  readonly effects: readonly PatternEffect[];
}

/** What the patterns make of all that is in a folder, at any depth. */
export interface FolderEffect {
  readonly sent: Tally;
  readonly ignored: Tally;
  /** Bytes on which the pattern that decides on the folder itself has the last word, too. */
  readonly owned: number;
  readonly byPattern: ReadonlyMap<IgnorePattern, Running>;
}

interface Running {
  files: number;
  bytes: number;
  matches: boolean;
  shadowedBy: IgnorePattern | undefined;
  readonly otherwise: Map<IgnorePattern, number>;
  readonly largest: SizedPath[];
}

/** Applies one ignore file to a context, again and again while the context changes. */
export interface Evaluator {
  readonly matcher: IgnoreMatcher;
  /**
   * A generator, so that whoever drives it can breathe and give up between its steps; its return value is the
   * answer. Linear in entries; folders that are the same objects as last time cost nothing.
   */
  evaluate(root: ContextFolder): Generator<void, Evaluation>;
  /** Of a folder in the context that was evaluated last; undefined for any other. */
  effectOf(folder: ContextFolder): FolderEffect | undefined;
}

const LARGEST = 5;
const PAUSE_AFTER = 5000;

export function createEvaluator(file: IgnoreFile, options: IgnoreOptions = {}): Evaluator {
  const matcher = createMatcher(file, options);
  const known = new WeakMap<ContextFolder, FolderEffect>();
  let steps = 0;

  function* visit(folder: ContextFolder, path: string, own: Decision | undefined): Steps {
    const before = known.get(folder);
    if (before) return before;
    const sent = { files: 0, bytes: 0 };
    const ignored = { files: 0, bytes: 0 };
    const byPattern = new Map<IgnorePattern, Running>();
    const state: FolderState | undefined = own?.state;
    const inside = path === '' ? '' : `${path}/`;
    /** Most files of a folder get the very same answer: it is looked into once. */
    let last: Decision | undefined;
    let effect: Running | undefined;
    let owned = 0;
    for (const entry of folder.entries) {
      if (++steps % PAUSE_AFTER === 0) yield;
      const child = inside + entry.name;
      const decision = matcher.decide(child, state);
      if (decision !== last) {
        last = decision;
        note(byPattern, matcher, decision);
        effect = decision.pattern && runningOf(byPattern, decision.pattern);
      }
      if (decision.matches.length > 0) noteOthers(byPattern, matcher, decision);
      let bytes: number;
      if (entry.kind === 'folder') {
        const below = yield* visit(entry, child, decision);
        add(sent, below.sent);
        add(ignored, below.ignored);
        merge(byPattern, below.byPattern);
        bytes = below.owned;
      } else {
        bytes = entry.size;
        const tally = decision.ignored ? ignored : sent;
        tally.files++;
        tally.bytes += bytes;
        if (effect) {
          effect.files++;
          effect.bytes += bytes;
        }
      }
      if (decision.pattern === own?.pattern) owned += bytes;
      else if (effect) keepLargest(effect.largest, { path: child, bytes });
    }
    const found = { sent, ignored, owned, byPattern };
    known.set(folder, found);
    return found;
  }

  return {
    matcher,
    effectOf: folder => known.get(folder),
    *evaluate(root) {
      const { sent, ignored, byPattern } = yield* visit(root, '', undefined);
      return {
        sent,
        ignored,
        effects: matcher.patterns.map(pattern => {
          const effect = byPattern.get(pattern);
          const decided = { files: effect?.files ?? 0, bytes: effect?.bytes ?? 0 };
          return {
            pattern,
            decided,
            matches: effect?.matches ?? false,
            shadowedBy: decided.files === 0 ? effect?.shadowedBy : undefined,
            otherwise: effect?.otherwise ?? new Map(),
            largest: effect?.largest ?? [],
          };
        }),
      };
    },
  };
}

type Steps = Generator<void, FolderEffect>;

function note(
  byPattern: Map<IgnorePattern, Running>,
  { patterns }: IgnoreMatcher,
  { matches, pattern: decisive }: Decision,
): void {
  for (const index of matches) {
    const pattern = patterns[index];
    if (!pattern) continue;
    const effect = runningOf(byPattern, pattern);
    effect.matches = true;
    if (decisive !== pattern) effect.shadowedBy ??= decisive;
  }
}

/** Each entry that several patterns match is counted with those that do not have the last word. */
function noteOthers(
  byPattern: Map<IgnorePattern, Running>,
  { patterns }: IgnoreMatcher,
  { matches, pattern: decisive }: Decision,
): void {
  if (!decisive) return;
  for (const index of matches) {
    const pattern = patterns[index];
    if (!pattern || pattern === decisive) continue;
    const { otherwise } = runningOf(byPattern, pattern);
    otherwise.set(decisive, (otherwise.get(decisive) ?? 0) + 1);
  }
}

function runningOf(byPattern: Map<IgnorePattern, Running>, pattern: IgnorePattern): Running {
  const found = byPattern.get(pattern);
  if (found) return found;
  const made: Running = {
    files: 0,
    bytes: 0,
    matches: false,
    shadowedBy: undefined,
    otherwise: new Map(),
    largest: [],
  };
  byPattern.set(pattern, made);
  return made;
}

function merge(into: Map<IgnorePattern, Running>, from: ReadonlyMap<IgnorePattern, Running>): void {
  for (const [pattern, { files, bytes, matches, shadowedBy, otherwise, largest }] of from) {
    const effect = runningOf(into, pattern);
    effect.files += files;
    effect.bytes += bytes;
    effect.matches ||= matches;
    effect.shadowedBy ??= shadowedBy;
    for (const [other, count] of otherwise) {
      effect.otherwise.set(other, (effect.otherwise.get(other) ?? 0) + count);
    }
    for (const one of largest) keepLargest(effect.largest, one);
  }
}

function add(into: { files: number; bytes: number }, { files, bytes }: Tally): void {
  into.files += files;
  into.bytes += bytes;
}

function keepLargest(largest: SizedPath[], found: SizedPath): void {
  const last = largest[LARGEST - 1];
  if (last && last.bytes >= found.bytes) return;
  let at = largest.length;
  while (at > 0 && (largest[at - 1]?.bytes ?? 0) < found.bytes) at--;
  largest.splice(at, 0, found);
  if (largest.length > LARGEST) largest.pop();
}

/** Runs to the end without a pause: for small contexts and for tests. */
export function evaluateAll(file: IgnoreFile, root: ContextFolder, options: IgnoreOptions = {}): Evaluation {
  const steps = createEvaluator(file, options).evaluate(root);
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

/** The entry at a path, undefined when the context has none. */
export function findEntry(root: ContextFolder, path: string): ContextEntry | undefined {
  let entry: ContextEntry = root;
  for (const name of path === '' ? [] : path.split('/')) {
    if (entry.kind !== 'folder') return undefined;
    const next: ContextEntry | undefined = entry.entries.find(child => child.name === name);
    if (!next) return undefined;
    entry = next;
  }
  return entry;
}
