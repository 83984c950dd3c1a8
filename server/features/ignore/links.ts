import type { IgnoreFile, IgnorePattern } from '../../ignore/tree.ts';
import type { Span } from '../../syntax/tree.ts';

export interface IgnoreLink {
  readonly span: Span;
  /** Where there can be only one: its path in the context. */
  readonly path: string | undefined;
  /** 0-based line of the pattern. */
  readonly line: number;
}

/** Each pattern leads to what it matches: to the one path that it names, or to the list of all. */
export function ignoreLinks({ patterns }: IgnoreFile): readonly IgnoreLink[] {
  return patterns.flatMap(pattern =>
    pattern.error || /^(?:\.\.?(?:\/|$)|\/$)/.test(pattern.pattern)
      ? []
      : [{ span: pattern.body, path: onlyPath(pattern), line: pattern.line }],
  );
}

function onlyPath({ pattern }: IgnorePattern): string | undefined {
  return /[*?[\]\\]/.test(pattern) ? undefined : pattern;
}
