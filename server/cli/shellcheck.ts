import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import type { LintConfiguration } from '../lint/configuration.ts';
import { shellCode } from '../lint/shell/code.ts';
import { type ShellcheckAnswers, wantsShellcheck } from '../lint/shellcheck/run.ts';
import { scriptsToCheck } from '../lint/shellcheck/scripts.ts';
import { Shellcheck } from '../lsp/shellcheck.ts';
import { findProgram, shellcheckProgram } from '../lsp/shellcheckProgram.ts';
import { buildModel } from '../semantics/buildModel.ts';
import { parseDockerfile } from '../syntax/parse.ts';
import type { CliIo } from './io.ts';

/** ShellCheck for the whole run of a command: many files share one process, and each script is looked at once. */
export interface CommandShellcheck {
  /** What is known of the scripts of a file. */
  answers(path: string): Promise<ShellcheckAnswers>;
  /** Looks at the scripts of these texts; the answers are complete for them then. */
  look(texts: readonly ChosenText[]): Promise<void>;
}

export interface ChosenText {
  readonly path: string;
  readonly text: string;
  readonly configuration: LintConfiguration;
}

/** `program` is a path or name; empty: `shellcheck`, when it is on the PATH. Undefined when there is none. */
export async function openShellcheck(program: string, io: CliIo): Promise<CommandShellcheck | undefined> {
  const found = await findProgram(program === '' ? 'shellcheck' : program, io.env);
  if (found === undefined) return undefined;
  const told = new Set<string>();
  const shellcheck = new Shellcheck(shellcheckProgram(io.env), {
    processes: Math.min(availableParallelism(), 4),
    rest: 0,
    onMissing: () => {},
    onFailure: detail => {
      if (!told.has(detail)) io.stderr(`strata lint: ShellCheck: ${detail}\n`);
      told.add(detail);
    },
  });
  const configFor = configReader(io);
  return {
    answers: async path => shellcheck.answers({ program: found, config: await configFor(path) }),
    async look(texts) {
      const byConfig = new Map<string | undefined, string[]>();
      for (const { path, text, configuration } of texts) {
        if (!wantsShellcheck(configuration)) continue;
        const config = await configFor(path);
        const scripts = byConfig.get(config) ?? [];
        for (const script of scriptsIn(text)) scripts.push(script);
        byConfig.set(config, scripts);
      }
      const looks = [...byConfig].map(([config, scripts]) =>
        shellcheck.look(config ?? '', scripts, { program: found, config }),
      );
      await Promise.all(looks);
    },
  };
}

/** Text of the nearest `.shellcheckrc` in the folder of a file or one above; each folder is looked into once. */
function configReader(io: CliIo): (path: string) => Promise<string | undefined> {
  const known = new Map<string, Promise<string | undefined>>();
  async function read(folder: string): Promise<string | undefined> {
    for (const name of ['.shellcheckrc', 'shellcheckrc']) {
      const text = await readFile(join(folder, name), 'utf8').catch(() => undefined);
      if (text !== undefined) return text;
    }
    return dirname(folder) === folder ? undefined : above(dirname(folder));
  }
  function above(folder: string): Promise<string | undefined> {
    const found = known.get(folder) ?? read(folder);
    known.set(folder, found);
    return found;
  }
  return path => above(path === '-' ? io.cwd : dirname(resolve(io.cwd, path)));
}

function scriptsIn(text: string): readonly string[] {
  const file = parseDockerfile(text);
  return Array.from(scriptsToCheck(file, shellCode(file, buildModel(file))), script => script.text);
}
