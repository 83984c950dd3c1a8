import type { OracleAnswer, OracleQuestion } from '../../../scripts/oracle.ts';
import { type Case, ourFindings, theirFindings } from './compare.ts';

export type Ask = (question: OracleQuestion) => Promise<OracleAnswer>;

export interface Comparison {
  /** What BuildKit finds. */
  readonly theirs: readonly string[];
  /** BuildKit cannot build the file, for another reason than its findings. */
  readonly refused: string | undefined;
  /** What differs, with the file; undefined when nothing does. */
  readonly difference: string | undefined;
}

/** Asks BuildKit for its findings in a file and compares them with ours. A file that it refuses is not compared. */
export async function compare(ask: Ask, example: Case): Promise<Comparison> {
  const { buildArguments = {}, ...question } = example;
  const args = Object.entries(buildArguments).flatMap(([name, value]) => ['--build-arg', `${name}=${value}`]);
  const { warnings, error } = await ask({ ...question, args });
  const theirs = theirFindings(warnings);
  // With `error=true` the findings themselves are the error.
  const refused = error?.startsWith('lint violation') ? undefined : error;
  if (refused !== undefined) return { theirs, refused, difference: undefined };
  const ours = ourFindings(example);
  if (theirs.join() === ours.join()) return { theirs, refused, difference: undefined };
  const missing = theirs.filter(found => !ours.includes(found));
  const extra = ours.filter(found => !theirs.includes(found));
  const what =
    missing.length + extra.length > 0
      ? `missing: ${missing.join(', ')}; too much: ${extra.join(', ')}`
      : `not as often: ${ours.join(', ')} for ${theirs.join(', ')}`;
  return { theirs, refused, difference: `${what}\n${describeCase(example)}` };
}

function describeCase({ dockerfile, files = {}, buildArguments = {} }: Case): string {
  const others = Object.entries(files).map(([path, text]) => `-- ${path} --\n${text}`);
  return [`build arguments: ${JSON.stringify(buildArguments)}`, dockerfile, ...others].join('\n');
}
