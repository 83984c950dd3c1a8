import { parseDockerfile } from '../../server/syntax/parse.ts';
import type { BuildPorts } from '../engine/build/build.ts';
import { createFilter } from './contextFilter.ts';
import { locateCommand } from './locateCommand.ts';
import { locateFailure, locateSteps } from './locateFailure.ts';

/** What a build takes from our own readers of Dockerfiles and .dockerignore files. */
export const buildPorts: BuildPorts = {
  createFilter,
  locateCommand,
  locateSteps: (dockerfile, names) => locateSteps(parseDockerfile(dockerfile), names),
  locate: (dockerfile, failed) => locateFailure(parseDockerfile(dockerfile), failed),
};
