/** The newest API whose answers we have read and tested. */
export const MAXIMUM_API = '1.51';

/** Docker 20.10: BuildKit in the engine, cancelling by id. */
export const MINIMUM_API = '1.41';

/** The lower one of two versions like `1.41`. */
export function lowerVersion(a: string, b: string): string {
  return compare(a, b) <= 0 ? a : b;
}

/** For what only newer engines know: they ignore or refuse it otherwise. */
export function isAtLeast(version: string, minimum: string): boolean {
  return compare(version, minimum) >= 0;
}

function compare(a: string, b: string): number {
  const [majorA = 0, minorA = 0] = a.split('.').map(Number);
  const [majorB = 0, minorB = 0] = b.split('.').map(Number);
  return majorA - majorB || minorA - minorB;
}
