/** Two lists put beside each other: what both have, and what only one has, in order. */
export interface Pair {
  readonly a: number | undefined;
  readonly b: number | undefined;
}

/** Lists longer than this are aligned by position: the table would be too large. */
const MOST = 2_000;

/**
 * Layers of two images side by side by what made them: the longest common sequence of `keys`, and between its
 * members those that only changed their words are paired in order.
 */
export function alignLayers(a: readonly string[], b: readonly string[]): readonly Pair[] {
  if (a.length > MOST || b.length > MOST) return byPosition(0, a.length, 0, b.length);
  const width = b.length + 1;
  const longest = new Uint16Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      longest[i * width + j] =
        a[i] === b[j]
          ? (longest[(i + 1) * width + j + 1] ?? 0) + 1
          : Math.max(longest[(i + 1) * width + j] ?? 0, longest[i * width + j + 1] ?? 0);
    }
  }
  const pairs: Pair[] = [];
  let i = 0;
  let j = 0;
  let startA = 0;
  let startB = 0;
  while (i < a.length && j < b.length) {
    if (a[i] === b[j]) {
      pairs.push(...byPosition(startA, i, startB, j), { a: i, b: j });
      startA = ++i;
      startB = ++j;
    } else if ((longest[(i + 1) * width + j] ?? 0) >= (longest[i * width + j + 1] ?? 0)) i++;
    else j++;
  }
  return [...pairs, ...byPosition(startA, a.length, startB, b.length)];
}

function byPosition(fromA: number, toA: number, fromB: number, toB: number): readonly Pair[] {
  const pairs: Pair[] = [];
  for (let at = 0; at < Math.max(toA - fromA, toB - fromB); at++) {
    pairs.push({
      a: fromA + at < toA ? fromA + at : undefined,
      b: fromB + at < toB ? fromB + at : undefined,
    });
  }
  return pairs;
}
