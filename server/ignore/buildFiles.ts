import type { IgnoreMatcher } from './matcher.ts';

/** The ignore file's name beside any context. */
export const IGNORE_FILE = '.dockerignore';

/**
 * Where the ignore file of a build may stand, most telling first: beside the Dockerfile and named after it,
 * else at the top of the context. The first that exists is the only one read.
 */
export function ignoreFileCandidates(
  dockerfile: string,
  context: string,
): readonly [beside: string, top: string] {
  const separator = context.includes('\\') && !context.includes('/') ? '\\' : '/';
  const folder = context.endsWith(separator) ? context : context + separator;
  return [`${dockerfile}${IGNORE_FILE}`, folder + IGNORE_FILE];
}

/**
 * The files that are sent to a builder that gets its Dockerfile with the context, although the patterns take
 * them out: the Dockerfile and the ignore file, both relative to the context.
 */
export function sentAnyway(
  matcher: IgnoreMatcher,
  buildFiles: readonly (string | undefined)[],
): ReadonlySet<string> {
  return new Set(buildFiles.filter(path => path !== undefined && matcher.ignores(path)) as string[]);
}
