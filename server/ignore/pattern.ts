import type { Message } from '../syntax/message.ts';
import { compileGlob } from './glob.ts';
import { goMatchProblem } from './goMatch.ts';
import { literalProgram, type Program } from './program.ts';

/** Tells whether a whole path, relative to the context and separated by `/`, is matched. */
export type PathTest = (path: string) => boolean;

export type CompiledPattern =
  | {
      readonly ok: true;
      readonly test: PathTest;
      /** The same as state machines, of which one has to match: for whoever runs many patterns at once. */
      readonly programs: () => readonly Program[];
    }
  /** `late`: found out only when the pattern is tried on a path. */
  | { readonly ok: false; readonly message: Message; readonly late: boolean };

/**
 * Compiles one cleaned pattern the way moby's patternmatcher does: plain text is compared, `text**` is a
 * prefix, `**text` a suffix, everything else a glob. Parents are the caller's business.
 */
export function compilePattern(pattern: string, windows = false): CompiledPattern {
  const problem = goMatchProblem(pattern, windows);
  if (problem) return { ok: false, message: problem, late: false };
  switch (kindOf(pattern, windows)) {
    case 'exact':
      return { ok: true, test: path => path === pattern, programs: () => [literalProgram(pattern, ENDS)] };
    case 'prefix': {
      const prefix = pattern.slice(0, -2);
      return {
        ok: true,
        test: path => path.startsWith(prefix),
        programs: () => [literalProgram(prefix, { fromStart: true, toEnd: false })],
      };
    }
    case 'suffix': {
      const suffix = pattern.slice(2);
      const whole = suffix.startsWith('/') ? suffix.slice(1) : undefined;
      return {
        ok: true,
        test: path => path.endsWith(suffix) || path === whole,
        programs: () => [
          literalProgram(suffix, { fromStart: false, toEnd: true }),
          ...(whole === undefined ? [] : [literalProgram(whole, ENDS)]),
        ],
      };
    }
    case 'glob':
      return compileGlob(pattern, windows);
  }
}

const ENDS = { fromStart: true, toEnd: true };

/** The kind is found while reading from left to right, later signs may override earlier ones. */
function kindOf(pattern: string, windows: boolean): 'exact' | 'prefix' | 'suffix' | 'glob' {
  let kind: 'exact' | 'prefix' | 'suffix' | 'glob' = 'exact';
  for (let at = 0; at < pattern.length; at++) {
    const sign = pattern[at];
    if (sign === '*' && pattern[at + 1] === '*') {
      const first = at === 0;
      at += pattern[at + 2] === '/' ? 2 : 1;
      if (at + 1 < pattern.length) kind = 'glob';
      else kind = kind === 'exact' ? 'prefix' : 'glob';
      if (first) kind = 'suffix';
    } else if (sign === '*' || sign === '?' || sign === '[' || sign === ']') kind = 'glob';
    else if (sign === '\\' && !windows && at + 1 < pattern.length) {
      at++;
      kind = 'glob';
    }
  }
  return kind;
}
