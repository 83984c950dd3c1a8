import type { Scope } from '../semantics/model.ts';

/** Finds the variable that an unknown name was probably meant to be. Gives up after a number of questions. */
export function nameSuggestions(): (name: string, scope: Scope) => string | undefined {
  let questions = MAXIMUM_QUESTIONS;
  return (name, scope) => {
    if (questions-- <= 0) return undefined;
    const names = scope.all().map(variable => variable.name);
    return similarName(name, names.slice(0, MAXIMUM_CANDIDATES));
  };
}

/** Each question looks at all variables: a hostile file must not make that the square of its size. */
const MAXIMUM_QUESTIONS = 100;
const MAXIMUM_CANDIDATES = 2000;

/** The one of `names` that `name` was probably meant to be; undefined when none is close. Case counts little. */
export function similarName(name: string, names: Iterable<string>): string | undefined {
  if (name.length < 2 || name.length > MAXIMUM_LENGTH) return undefined;
  const allowed = Math.min(3, Math.floor(name.length / 3) || 1);
  let best: string | undefined;
  let bestDistance = allowed + 1;
  for (const candidate of names) {
    if (candidate === name || Math.abs(candidate.length - name.length) > allowed) continue;
    const distance = editDistance(name.toLowerCase(), candidate.toLowerCase());
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

/** Longer names are not worth the square of their length. */
const MAXIMUM_LENGTH = 64;

/** Insertions, deletions, replacements and swaps of neighbours that turn `a` into `b`. */
function editDistance(a: string, b: string): number {
  let twoBack: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let cost = Math.min(
        (previous[j] ?? 0) + 1,
        (row[j - 1] ?? 0) + 1,
        (previous[j - 1] ?? 0) + (same ? 0 : 1),
      );
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        cost = Math.min(cost, (twoBack[j - 2] ?? 0) + 1);
      }
      row.push(cost);
    }
    twoBack = previous;
    previous = row;
  }
  return previous[b.length] ?? 0;
}
