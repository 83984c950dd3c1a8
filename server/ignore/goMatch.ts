import type { Message } from '../syntax/message.ts';

/**
 * Says why Go's `filepath.Match` refuses a pattern (its ErrBadPattern), undefined when it does not. Docker asks it
 * whether each pattern matches `.`, and refuses the file when it complains. It reads a pattern in parts, from one
 * `*` to the next, and stops after the first that cannot match: what is wrong behind that, it never sees.
 */
export function goMatchProblem(pattern: string, windows = false): Message | undefined {
  const escapes = !windows;
  let at = 0;
  // The first part can take the only character of `.`; nothing can take more.
  for (let part = 0; part < 2; part++) {
    while (pattern[at] === '*') at++;
    const end = partEnd(pattern, at, escapes);
    if (end === at) return undefined;
    const read = readPart(pattern.slice(at, end), escapes);
    if (read.problem) return read.problem;
    if (!read.matchesDot) return undefined;
    at = end;
  }
  return undefined;
}

/** A `*` between `[` and the next `]` ends no part. */
function partEnd(pattern: string, start: number, escapes: boolean): number {
  let inRange = false;
  let at = start;
  for (; at < pattern.length; at++) {
    const sign = pattern[at];
    if (sign === '\\' && escapes) {
      if (at + 1 < pattern.length) at++;
    } else if (sign === '[') inRange = true;
    else if (sign === ']') inRange = false;
    else if (sign === '*' && !inRange) break;
  }
  return at;
}

interface Read {
  readonly problem?: Message;
  /** It is one sign, and that one matches `.`. */
  readonly matchesDot?: boolean;
}

function readPart(part: string, escapes: boolean): Read {
  let at = 0;
  let signs = 0;
  let dot = false;

  /** One character of a range, or what is wrong with it. */
  function rangeCharacter(): Message | number {
    const sign = part[at];
    if (sign === undefined) return unclosed;
    if (sign === ']') return emptyRange;
    if (sign === '-') return dash;
    if (sign === '\\' && escapes) {
      at++;
      if (at >= part.length) return trailingBackslash;
    }
    const code = part.codePointAt(at) ?? 0;
    at += code > 0xffff ? 2 : 1;
    return at >= part.length ? unclosed : code;
  }

  function range(): Message | undefined {
    const negated = part[at] === '^';
    if (negated) at++;
    let hasDot = false;
    for (let read = 0; ; read++) {
      if (part[at] === ']' && read > 0) {
        at++;
        dot = hasDot !== negated;
        return undefined;
      }
      const low = rangeCharacter();
      if (typeof low === 'object') return low;
      let high: Message | number = low;
      if (part[at] === '-') {
        at++;
        high = rangeCharacter();
        if (typeof high === 'object') return high === emptyRange ? dash : high;
      }
      if (low <= DOT && DOT <= high) hasDot = true;
    }
  }

  for (; at < part.length; signs++) {
    const sign = part[at++];
    if (sign === '[') {
      const problem = range();
      if (problem) return { problem };
    } else if (sign === '\\' && escapes) {
      if (at >= part.length) return { problem: trailingBackslash };
      dot = part[at++] === '.';
    } else dot = sign === '.' || sign === '?';
  }
  return { matchesDot: signs === 1 && dot };
}

const DOT = 0x2e;

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
