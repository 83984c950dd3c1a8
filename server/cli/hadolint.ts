import { readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import {
  HADOLINT_FILES,
  type HadolintConfig,
  mergeHadolint,
  readHadolintEnvironment,
} from '../lint/hadolintConfig.ts';
import { ownHadolintFiles } from '../lsp/hadolintPlaces.ts';
import type { CliIo } from './io.ts';

/** What hadolint's files and variables say for a Dockerfile. */
export interface FoundHadolint {
  readonly config: HadolintConfig;
  /** The file that says it, undefined when there is none. */
  readonly path: string | undefined;
}

/**
 * Finds the configuration for each Dockerfile: the file given, else the nearest one in the Dockerfile's folder and
 * those above, else the user's own. Variables go before files. Each file is read once.
 */
export function hadolintReader(
  given: string | undefined,
  io: CliIo,
): (dockerfile: string) => Promise<FoundHadolint | { readonly error: string }> {
  const environment = readHadolintEnvironment(io.env);
  const texts = new Map<string, Promise<HadolintConfig | undefined>>();
  const folders = new Map<string, Promise<FoundHadolint | undefined>>();

  function read(path: string): Promise<HadolintConfig | undefined> {
    let config = texts.get(path);
    if (!config) {
      config = readFile(path, 'utf8').then(parse, () => undefined);
      texts.set(path, config);
    }
    return config;
  }

  async function firstOf(paths: readonly string[]): Promise<FoundHadolint | undefined> {
    for (const path of paths) {
      const config = await read(path);
      if (config) return { config, path };
    }
    return undefined;
  }

  function above(folder: string): Promise<FoundHadolint | undefined> {
    let found = folders.get(folder);
    if (!found) {
      const parent = dirname(folder);
      found = firstOf(HADOLINT_FILES.map(name => join(folder, name))).then(own =>
        own || parent === folder ? own : above(parent),
      );
      folders.set(folder, found);
    }
    return found;
  }

  return async dockerfile => {
    if (given !== undefined) {
      const path = resolve(io.cwd, given);
      const config = await read(path);
      if (!config) return { error: `${given} cannot be read` };
      return { config: mergeHadolint(config, environment), path };
    }
    const folder = dockerfile === '-' ? io.cwd : dirname(resolve(io.cwd, dockerfile));
    const found = (await above(folder)) ?? (await firstOf(ownHadolintFiles(io.env)));
    if (!found) return { config: environment, path: undefined };
    return { config: mergeHadolint(found.config, environment), path: found.path };
  };
}

/** The YAML library is loaded only where there is a file to read. */
async function parse(text: string): Promise<HadolintConfig> {
  const { parseHadolintFile } = await import('../lsp/hadolintFile.ts');
  return parseHadolintFile(text);
}
