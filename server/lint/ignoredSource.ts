import { cleanPath } from '../ignore/cleanPath.ts';
import { parseIgnoreFile } from '../ignore/parse.ts';
import { compilePattern, type PathTest } from '../ignore/pattern.ts';

export interface IgnoredSource {
  /** The pattern that has the last word. */
  readonly pattern: string;
  /**
   * certain: also BuildKit says so. unclean: only once the path is cleaned, as newer versions of BuildKit do.
   * excepted: BuildKit says so, but a `!` pattern may bring back something below, as newer versions admit.
   */
  readonly kind: 'certain' | 'unclean' | 'excepted';
}

/** Tells by which pattern of an ignore file a source of COPY is left out. */
export function ignoredSource(dockerignore: string): (source: string) => IgnoredSource | undefined {
  const { patterns } = parseIgnoreFile(dockerignore);
  const tests: { readonly pattern: string; readonly negated: boolean; readonly test: PathTest }[] = [];
  for (const { pattern, negated, error } of patterns) {
    const compiled = error ? undefined : compilePattern(pattern);
    if (compiled?.ok) tests.push({ pattern, negated, test: compiled.test });
  }
  const hasExceptions = tests.some(({ negated }) => negated);

  function decide(path: string): string | undefined {
    const tried = [path, ...parents(path)];
    let decisive: string | undefined;
    for (const { pattern, negated, test } of tests) {
      if (negated === (decisive !== undefined) && tried.some(test)) decisive = negated ? undefined : pattern;
    }
    return decisive;
  }

  return source => {
    const written = decide(source);
    if (written !== undefined) return { pattern: written, kind: hasExceptions ? 'excepted' : 'certain' };
    const cleaned = cleanPath(source).replace(/^\//, '');
    if (hasExceptions || cleaned === '' || cleaned === '.') return undefined;
    const pattern = decide(cleaned);
    return pattern === undefined ? undefined : { pattern, kind: 'unclean' };
  };
}

/** The folders above, as moby's matcher names them: of `/a` these are the empty path and `/`. */
function parents(path: string): readonly string[] {
  const folder = cleanPath(path.slice(0, path.lastIndexOf('/') + 1));
  if (folder === '.') return [];
  const segments = folder.split('/');
  return segments.map((_, index) => segments.slice(0, index + 1).join('/'));
}
