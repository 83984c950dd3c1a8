import type { Diagnostic } from '../lint/diagnostic.ts';
import { fixAll } from '../lint/fix.ts';
import { lint } from '../lint/run.ts';
import type { Surroundings } from '../lint/surroundings.ts';
import { buildModel } from '../semantics/buildModel.ts';
import { parseDockerfile } from '../syntax/parse.ts';
import type { CliIo } from './io.ts';
import type { LintOptions } from './lintOptions.ts';
import type { Report } from './output.ts';
import type { CommandShellcheck } from './shellcheck.ts';
import { writeFixed } from './writeFixed.ts';

/** Lints one input, and fixes it first when that is asked for. */
export async function lintInput(
  path: string,
  text: string,
  surroundings: Surroundings,
  { configuration, buildArguments, fix }: Pick<LintOptions, 'configuration' | 'buildArguments' | 'fix'>,
  shellcheck: CommandShellcheck | undefined,
  io: CliIo,
): Promise<{ readonly report: Report; readonly problem?: string }> {
  const given = new Set(buildArguments.keys());
  const answers = await shellcheck?.answers(path);
  const check = (source: string): readonly Diagnostic[] => {
    const file = parseDockerfile(source);
    const model = buildModel(file, { buildArguments });
    const beside = { ...surroundings, buildArguments: given };
    return lint({ file, model, surroundings: beside, shellcheck: answers }, configuration);
  };
  const reportOf = (source: string, diagnostics: readonly Diagnostic[]): Report => ({
    path,
    text: source,
    lineStarts: parseDockerfile(source).lineStarts,
    diagnostics,
  });
  if (fix === 'none') return { report: reportOf(text, check(text)) };
  const options = { unsafe: fix === 'all' };
  let result = fixAll(text, check, options);
  // What was changed is another script, which may be fixed further.
  for (let round = 0; shellcheck && round < MAXIMUM_ROUNDS; round++) {
    await shellcheck.look([{ path, text: result.text, configuration }]);
    const next = fixAll(result.text, check, options);
    result = { ...next, applied: [...result.applied, ...next.applied] };
    if (next.applied.length === 0) break;
  }
  if (result.text === text) return { report: { ...reportOf(text, result.left), fixed: [] } };
  const problem = await writeFixed(path, text, result.text, io);
  if (problem !== undefined) return { report: reportOf(text, check(text)), problem };
  return { report: { ...reportOf(result.text, result.left), fixed: result.applied } };
}

/** More than any chain of fixes needs. */
const MAXIMUM_ROUNDS = 10;
