import type { Message } from '../syntax/message.ts';

/**
 * Says what Go's `filepath.Match` finds malformed in a pattern (its ErrBadPattern), undefined when nothing.
 * Docker asks it about every pattern and refuses the file when it complains.
 */
export function goMatchProblem(pattern: string, windows = false): Message | undefined {
  let at = 0;

  /** Reads one character of a range. */
  function rangeCharacter(): Message | undefined {
    const sign = pattern[at];
    if (sign === undefined) return unclosed;
    if (sign === ']') return emptyRange;
    if (sign === '-') return dash;
    if (sign === '\\' && !windows) {
      at++;
      if (at >= pattern.length) return trailingBackslash;
    }
    at += (pattern.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
    return at >= pattern.length ? unclosed : undefined;
  }

  function range(): Message | undefined {
    if (pattern[at] === '^') at++;
    for (let read = 0; ; read++) {
      if (pattern[at] === ']' && read > 0) {
        at++;
        return undefined;
      }
      const low = rangeCharacter();
      if (low) return low;
      if (pattern[at] !== '-') continue;
      at++;
      const high = rangeCharacter();
      if (high) return high === emptyRange ? dash : high;
    }
  }

  while (at < pattern.length) {
    const sign = pattern[at++];
    if (sign === '[') {
      const problem = range();
      if (problem) return problem;
    } else if (sign === '\\' && !windows) {
      if (at >= pattern.length) return trailingBackslash;
      at++;
    }
  }
  return undefined;
}

const unclosed: Message = {
  template:
    'This `[` is never closed, so Docker refuses the whole file. Add the `]`, or write `\\[` for the character itself.',
  args: {},
};
const emptyRange: Message = {
  template:
    'A `[…]` range must hold at least one character, and `]` first in it must be written `\\]`. Docker refuses the whole file.',
  args: {},
};
const dash: Message = {
  template:
    'A `-` at the edge of a `[…]` range must be written `\\-`: Docker expects a character on both sides of it and refuses the whole file.',
  args: {},
};
const trailingBackslash: Message = {
  template:
    'A pattern cannot end with `\\`, which escapes the next character. Docker refuses the whole file: remove it, or use `/` between folders.',
  args: {},
};
