import { availableParallelism } from 'node:os';
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
  readonly answers: ShellcheckAnswers;
  /** Looks at the scripts of these texts; the answers are complete for them then. */
  look(texts: readonly ChosenText[]): Promise<void>;
}

export interface ChosenText {
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
  const how = { program: found, config: undefined };
  return {
    answers: shellcheck.answers(how),
    async look(texts) {
      const scripts = texts.flatMap(({ text, configuration }) =>
        wantsShellcheck(configuration) ? scriptsIn(text) : [],
      );
      await shellcheck.look('lint', scripts, how);
    },
  };
}

function scriptsIn(text: string): readonly string[] {
  const file = parseDockerfile(text);
  return Array.from(scriptsToCheck(shellCode(file, buildModel(file))), script => script.text);
}
