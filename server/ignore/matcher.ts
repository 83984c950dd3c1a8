import { type Automaton, type AutomatonState, createAutomaton } from './automaton.ts';
import type { IgnoreOptions } from './parse.ts';
import { parseIgnoreFile } from './parse.ts';
import { compilePattern, type PathTest } from './pattern.ts';
import type { Program } from './program.ts';
import type { IgnoreFile, IgnorePattern } from './tree.ts';

/** What the patterns say of a folder, for its children. Opaque: hand it on to them. */
export interface FolderState {
  /** Patterns that match the folder or one of its parents. */
  readonly inherited: Inherited;
  /** Before the names in the folder. */
  readonly before: AutomatonState;
}

/** Answers are shared: two paths on which the patterns say the same get the same object. */
export interface Decision {
  readonly ignored: boolean;
  /** The pattern that had the last word, undefined when none did. */
  readonly pattern: IgnorePattern | undefined;
  /** Indexes of the patterns that match the path itself, whether or not that changes anything. */
  readonly matches: readonly number[];
  /** The pattern with which Docker gives up here, because it cannot be tried on any path; it matches nothing then. */
  readonly problem: IgnorePattern | undefined;
  /** For the children, when the path is a folder. */
  readonly state: FolderState;
}

/** Paths are relative to the context, `/` between folders, no `/` at either end. */
export interface IgnoreMatcher {
  /** In the order of the file, without those for which Docker refuses to read it. */
  readonly patterns: readonly IgnorePattern[];
  ignores(path: string): boolean;
  /** The pattern that decides on the path, whether it takes it out or brings it back. */
  whichPattern(path: string): IgnorePattern | undefined;
  /** All that is to be said of the path. */
  explain(path: string): Decision;
  /** One step of a walk: `parent` is the state of the folder that holds `path`, undefined at the top. */
  decide(path: string, parent?: FolderState): Decision;
  /** True when nothing below an ignored folder can be brought back. */
  canSkip(folder: string): boolean;
}

interface Inherited {
  /** By pattern. */
  readonly matched: readonly boolean[];
  readonly decisions: Map<AutomatonState, Decision>;
}

/** Builds a matcher from the text of a .dockerignore file, or from a file already read. */
export function createMatcher(source: string | IgnoreFile, options: IgnoreOptions = {}): IgnoreMatcher {
  const file = typeof source === 'string' ? parseIgnoreFile(source, options) : source;
  const patterns = file.patterns.filter(({ error }) => !error || error.late);
  const { automaton, odd } = compileAll(patterns, options);
  const exceptions = patterns.filter(pattern => pattern.negated).map(({ pattern }) => fixedFolder(pattern));
  const known = new Map<string, Inherited>();
  const top: FolderState = { inherited: inheritedOf(patterns.map(() => false)), before: automaton.start };

  function inheritedOf(matched: readonly boolean[]): Inherited {
    const key = matched.map(Number).join('');
    const found = known.get(key);
    if (found) return found;
    if (known.size >= MOST_DECISIONS) known.clear();
    const made: Inherited = { matched, decisions: new Map() };
    known.set(key, made);
    return made;
  }

  function decide(path: string, parent?: FolderState): Decision {
    return parent
      ? decideName(path, path.lastIndexOf('/') + 1, path.length, parent)
      : decideName(path, 0, path.length, top);
  }

  /** Of the path up to `end`, whose last name begins at `start`. */
  function decideName(path: string, start: number, end: number, parent: FolderState): Decision {
    const state = automaton.run(parent.before, path, start, end);
    const { decisions, matched } = parent.inherited;
    if (odd.length > 0) {
      const whole = path.slice(0, end);
      const also = odd.filter(({ test }) => test(whole)).map(({ index }) => index);
      return weigh(state, [...state.matches, ...also], matched);
    }
    const found = decisions.get(state);
    if (found) return found;
    const decision = weigh(state, state.matches, matched);
    if (decisions.size >= MOST_DECISIONS) decisions.clear();
    decisions.set(state, decision);
    return decision;
  }

  /** As Docker walks: a pattern is asked only when it could change the decision so far. */
  function weigh(state: AutomatonState, matches: readonly number[], above: readonly boolean[]): Decision {
    let ignored = false;
    let decisive: IgnorePattern | undefined;
    let problem: IgnorePattern | undefined;
    const own = new Set(matches);
    const matched = patterns.map((pattern, index) => {
      const flips = pattern.negated === ignored;
      if (flips && pattern.error) problem ??= pattern;
      const isMatched = above[index] === true || (flips && own.has(index));
      if (isMatched && flips) {
        ignored = !ignored;
        decisive = pattern;
      }
      return isMatched;
    });
    const inherited = inheritedOf(matched);
    let before: AutomatonState | undefined;
    return {
      ignored,
      pattern: decisive,
      matches,
      problem,
      state: {
        inherited,
        get before() {
          before ??= automaton.run(state, '/', 0, 1);
          return before;
        },
      },
    };
  }

  function decideFromTop(path: string): Decision {
    let state = top;
    let start = 0;
    for (let slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', start)) {
      state = decideName(path, start, slash, state).state;
      start = slash + 1;
    }
    return decideName(path, start, path.length, state);
  }

  return {
    patterns,
    ignores: path => decideFromTop(path).ignored,
    whichPattern: path => decideFromTop(path).pattern,
    explain: decideFromTop,
    decide,
    canSkip: folder => {
      const inside = `${folder}/`;
      return exceptions.every(exception => exception !== undefined && !`${exception}/`.startsWith(inside));
    },
  };
}

/** Beyond it they are made anew: only patterns that nobody writes get there. */
const MOST_DECISIONS = 20_000;

/** A program that is longer than this is run for itself: only `{1000}` makes such. */
const MOST_STEPS = 20_000;

interface Compiled {
  readonly automaton: Automaton;
  /** Patterns that look at what stands around a place, or are huge: these are asked one by one. */
  readonly odd: readonly { readonly index: number; readonly test: PathTest }[];
}

function compileAll(patterns: readonly IgnorePattern[], { windows }: IgnoreOptions): Compiled {
  const odd: { index: number; test: PathTest }[] = [];
  const programs = patterns.map(({ pattern }, index): readonly Program[] => {
    const compiled = compilePattern(pattern, windows);
    if (!compiled.ok) return [];
    const own = compiled.programs();
    const isPlain = own.every(
      program => program.length < MOST_STEPS && program.every(({ op }) => op !== 'assert'),
    );
    if (isPlain) return own;
    odd.push({ index, test: compiled.test });
    return [];
  });
  return { automaton: createAutomaton(programs), odd };
}

/** The folder or file that an exception names, undefined when it could name several. */
function fixedFolder(pattern: string): string | undefined {
  const fixed = pattern.replace(/\/\*\*?$/, '');
  return /[*?[\]^\\]/.test(fixed) ? undefined : fixed;
}
