import { cleanPath } from '../ignore/cleanPath.ts';
import { parseIgnoreFile } from '../ignore/parse.ts';
import { compilePattern, type PathTest } from '../ignore/pattern.ts';

export interface IgnoredSource {
  /** As BuildKit reads it. */
  readonly pattern: string;
  /** False when BuildKit sees it only after the path is cleaned, as its newer versions do. */
  readonly asWritten: boolean;
}

/**
 * Tells by which pattern of an ignore file a source of COPY is left out. With any `!` pattern nothing is: what is
 * brought back below a folder cannot be told from the patterns. A context's root is left out by `*` alone.
 */
export function ignoredSource(dockerignore: string): (source: string) => IgnoredSource | undefined {
  const { patterns } = parseIgnoreFile(dockerignore);
  if (patterns.some(({ negated }) => negated)) return () => undefined;
  const tests: { readonly pattern: string; readonly test: PathTest }[] = [];
  for (const { pattern, error } of patterns) {
    const compiled = error ? undefined : compilePattern(pattern);
    if (compiled?.ok) tests.push({ pattern, test: compiled.test });
  }
  const find = (path: string): string | undefined => {
    const tried = [path, ...parents(path)];
    return tests.find(({ test }) => tried.some(test))?.pattern;
  };
  return source => {
    const written = find(source);
    if (written !== undefined) return { pattern: written, asWritten: true };
    const cleaned = cleanPath(source).replace(/^\//, '');
    const pattern = cleaned === '' || cleaned === '.' ? undefined : find(cleaned);
    return pattern === undefined ? undefined : { pattern, asWritten: false };
  };
}

/** The folders above, as moby's matcher names them: of `/a` these are the empty path and `/`. */
function parents(path: string): readonly string[] {
  const folder = cleanPath(path.slice(0, path.lastIndexOf('/') + 1));
  if (folder === '.') return [];
  const segments = folder.split('/');
  return segments.map((_, index) => segments.slice(0, index + 1).join('/'));
}
