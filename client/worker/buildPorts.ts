import { failure, success } from '../../protocol/result.ts';
import { createMatcher } from '../../server/ignore/matcher.ts';
import { parseIgnoreFile } from '../../server/ignore/parse.ts';
import { formatMessage } from '../../server/syntax/message.ts';
import { parseDockerfile } from '../../server/syntax/parse.ts';
import type { BuildPorts } from '../engine/build/build.ts';
import type { CreateFilter } from '../engine/context/filter.ts';
import { locateFailure, locateSteps } from './locateFailure.ts';

const createFilter: CreateFilter = (text, path) => {
  const options = { windows: process.platform === 'win32' };
  const file = parseIgnoreFile(text, options);
  for (const { error, line } of file.patterns) {
    if (error)
      return failure('build-failed', undefined, `${path}:${line + 1}: ${formatMessage(error.message)}`);
  }
  return success(createMatcher(file, options));
};

/** What a build takes from our own readers of Dockerfiles and .dockerignore files. */
export const buildPorts: BuildPorts = {
  createFilter,
  locateSteps: (dockerfile, names) => locateSteps(parseDockerfile(dockerfile), names),
  locate: (dockerfile, failed) => locateFailure(parseDockerfile(dockerfile), failed),
};
