import { isAscii, lowerCase, replaceInvalid } from './characters.ts';

/**
 * The option nearest to a word that was meant, as BuildKit looks for it: at most two edits away, and none when
 * the word is one of the options. The first of several equally near ones.
 */
export function suggest(word: string, options: Iterable<string>, caseSensitive = true): string | undefined {
  const wanted = caseSensitive ? word : lowerCase(word);
  let best: string | undefined;
  let bestDistance = 3;
  const isPlain = isAscii(wanted);
  // A character takes one or two units.
  const leastLength = isPlain ? wanted.length : wanted.length / 2;
  for (const option of options) {
    // Most differ too much in length alone, which costs nothing to see.
    if (leastLength - option.length >= bestDistance) continue;
    if (isPlain && option.length - leastLength >= bestDistance && isAscii(option)) continue;
    const candidate = caseSensitive ? option : lowerCase(option);
    if (candidate === wanted) return undefined;
    const distance = editDistance(wanted, candidate, bestDistance);
    if (distance < bestDistance) {
      best = option;
      bestDistance = distance;
    }
  }
  return best === undefined || caseSensitive ? best : likeCase(best, word);
}

/** Insertions, deletions and changes of one character that lead from one to the other; `limit` when there are as many or more. */
export function editDistance(one: string, other: string, limit: number): number {
  const isPlain = isAscii(one);
  const isOtherPlain = isAscii(other);
  if (isPlain && isOtherPlain) {
    if (Math.abs(one.length - other.length) >= limit) return limit;
    const own = lettersOf(one);
    const others = lettersOf(other);
    if (countBits(own & ~others) >= limit || countBits(others & ~own) >= limit) return limit;
  }
  const a = isPlain ? one : [...one];
  const b = isOtherPlain ? other : [...other];
  if (Math.abs(a.length - b.length) >= limit) return limit;
  let previous: number[] = [];
  for (let column = 0; column <= b.length; column++) previous.push(column);
  let current: number[] = [];
  for (let row = 1; row <= a.length; row++) {
    current[0] = row;
    let least = row;
    for (let column = 1; column <= b.length; column++) {
      const change = (previous[column - 1] ?? 0) + (a[row - 1] === b[column - 1] ? 0 : 1);
      const cost = Math.min(change, (previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1);
      current[column] = cost;
      if (cost < least) least = cost;
    }
    if (least >= limit) return limit;
    [previous, current] = [current, previous];
  }
  return Math.min(previous[b.length] ?? limit, limit);
}

/** A bit for each character, those alike in their last five bits in one. Each edit takes away or brings one at most. */
function lettersOf(word: string): number {
  let letters = 0;
  for (let at = 0; at < word.length; at++) letters |= 1 << (word.charCodeAt(at) & 31);
  return letters;
}

function countBits(bits: number): number {
  let count = 0;
  for (let rest = bits; rest !== 0; rest &= rest - 1) count++;
  return count;
}

function likeCase(option: string, like: string): string {
  // A word that is not UTF-8 is in no case.
  const isUpper = like === like.toUpperCase() && like === replaceInvalid(like) && like !== like.toLowerCase();
  return isUpper ? option.toUpperCase() : option.toLowerCase();
}
