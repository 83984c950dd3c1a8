import type { IgnoreOptions } from './parse.ts';
import { parseIgnoreFile } from './parse.ts';
import { compilePattern, type PathTest } from './pattern.ts';
import type { IgnoreFile, IgnorePattern } from './tree.ts';

/** Which patterns match a folder or one of its parents, in their order. Opaque: hand it on to the children. */
export type FolderState = readonly boolean[];

export interface Decision {
  readonly ignored: boolean;
  /** The pattern that had the last word, undefined when none did. */
  readonly pattern: IgnorePattern | undefined;
  /** For the children, when the path is a folder. */
  readonly state: FolderState;
}

/** Paths are relative to the context, `/` between folders, no `/` at either end. */
export interface IgnoreMatcher {
  /** Those without an error, in the order of the file: Docker refuses a file that holds another. */
  readonly patterns: readonly IgnorePattern[];
  ignores(path: string): boolean;
  /** The pattern that decides on the path, whether it takes it out or brings it back. */
  whichPattern(path: string): IgnorePattern | undefined;
  /** One step of a walk: `parent` is the state of the folder that holds `path`, undefined at the top. */
  decide(path: string, parent?: FolderState): Decision;
  /** True when nothing below an ignored folder can be brought back. */
  canSkip(folder: string): boolean;
}

/** Builds a matcher from the text of a .dockerignore file, or from a file already read. */
export function createMatcher(source: string | IgnoreFile, options: IgnoreOptions = {}): IgnoreMatcher {
  const file = typeof source === 'string' ? parseIgnoreFile(source, options) : source;
  const patterns = file.patterns.filter(pattern => !pattern.error);
  const tests = patterns.map(({ pattern }): PathTest => {
    const compiled = compilePattern(pattern, options.windows);
    return compiled.ok ? compiled.test : () => false;
  });
  const exceptions = patterns.filter(pattern => pattern.negated).map(({ pattern }) => fixedFolder(pattern));
  const nothing: FolderState = patterns.map(() => false);

  /** As Docker walks: a pattern is asked only when it could change the decision so far. */
  function decide(path: string, parent: FolderState = nothing): Decision {
    let ignored = false;
    let decisive: IgnorePattern | undefined;
    const state: boolean[] = new Array(patterns.length);
    for (let index = 0; index < patterns.length; index++) {
      const pattern = patterns[index];
      const flips = pattern?.negated === ignored;
      const matches = parent[index] === true || (flips && tests[index]?.(path) === true);
      state[index] = matches;
      if (matches && flips) {
        ignored = !ignored;
        decisive = pattern;
      }
    }
    return { ignored, pattern: decisive, state };
  }

  function decideFromTop(path: string): Decision {
    let state: FolderState | undefined;
    for (let slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
      state = decide(path.slice(0, slash), state).state;
    }
    return decide(path, state);
  }

  return {
    patterns,
    ignores: path => decideFromTop(path).ignored,
    whichPattern: path => decideFromTop(path).pattern,
    decide,
    canSkip: folder => {
      const inside = `${folder}/`;
      return exceptions.every(exception => exception !== undefined && !`${exception}/`.startsWith(inside));
    },
  };
}

/** The folder or file that an exception names, undefined when it could name several. */
function fixedFolder(pattern: string): string | undefined {
  const fixed = pattern.replace(/\/\*\*?$/, '');
  return /[*?[\]^\\]/.test(fixed) ? undefined : fixed;
}
