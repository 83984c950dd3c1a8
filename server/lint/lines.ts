import type { Dockerfile } from '../syntax/tree.ts';

/** 0-based line of an offset, by binary search in the offsets at which lines start. */
export function lineAt(lineStarts: readonly number[], offset: number): number {
  let low = 0;
  let high = lineStarts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((lineStarts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** How lines of the file end, by its first one: to look at all of them for each finding would not be linear. */
export function lineEndOf({ text, lineStarts }: Pick<Dockerfile, 'text' | 'lineStarts'>): '\r\n' | '\n' {
  return text.charAt((lineStarts[1] ?? 0) - 2) === '\r' ? '\r\n' : '\n';
}
