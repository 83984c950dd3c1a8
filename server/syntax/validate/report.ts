import type { ErrorSink } from '../errors.ts';
import type { Holes } from '../message.ts';
import type { Span } from '../tree.ts';

/** Reports one error of BuildKit's instruction parser. */
export type Report = <const T extends string>(
  code: `syntax-${string}`,
  span: Span,
  template: T,
  args: Readonly<Record<Holes<T>, string | number>>,
  buildkit: string,
) => void;

/** A report of one phase into a sink. */
export function reporter(sink: ErrorSink, phase: 'instruction' | 'build'): Report {
  return (code, span, template, args, buildkit) => sink.add(phase, code, span, { template, args }, buildkit);
}

/** From the first to the last of some tokens; `otherwise` when there are none. */
export function spanOfAll(tokens: readonly Span[], otherwise: Span): Span {
  const first = tokens[0];
  const last = tokens.at(-1);
  return first && last ? { start: first.start, end: last.end } : otherwise;
}
