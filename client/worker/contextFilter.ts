import { failure, success } from '../../protocol/result.ts';
import { createMatcher } from '../../server/ignore/matcher.ts';
import { parseIgnoreFile } from '../../server/ignore/parse.ts';
import type { PatternError } from '../../server/ignore/tree.ts';
import { formatMessage } from '../../server/syntax/message.ts';
import type { CreateFilter } from '../engine/context/filter.ts';
import { FailureError } from '../engine/failures.ts';

/** The filter of an ignore file for the walk of a build; it throws a {@link FailureError} where Docker would fail. */
export const createFilter: CreateFilter = (text, path) => {
  const options = { windows: process.platform === 'win32' };
  const file = parseIgnoreFile(text, options);
  for (const { error, line } of file.patterns) {
    if (error && !error.late) return failure('build-failed', undefined, words(path, line, error));
  }
  const matcher = createMatcher(file, options);
  return success({
    canSkip: matcher.canSkip,
    decide: (name, parent) => {
      const decision = matcher.decide(name, parent);
      const { error, line = 0 } = decision.problem ?? {};
      if (error) throw new FailureError({ code: 'build-failed', detail: words(path, line, error) });
      return decision;
    },
  });
};

const words = (path: string, line: number, { message }: PatternError): string =>
  `${path}:${line + 1}: ${formatMessage(message)}`;
