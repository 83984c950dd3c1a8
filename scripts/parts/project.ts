import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Absolute path of the repository, without a slash at the end. */
export const projectRoot = fileURLToPath(new URL('../..', import.meta.url)).replace(/[\\/]$/, '');

/** A path inside the repository. */
export const inProject = (...parts: readonly string[]): string => join(projectRoot, ...parts);

/** What builds leave beside the sources; ignored by git. */
export const inProjectCache = (...parts: readonly string[]): string => inProject('.cache', ...parts);

/** A program of the project's own dependencies. */
export const ownProgram = (name: string): string => inProject('node_modules', '.bin', name);
