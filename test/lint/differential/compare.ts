import { isBuildkitName } from '../../../server/lint/names.ts';
import { lint } from '../../../server/lint/run.ts';
import { buildModel } from '../../../server/semantics/buildModel.ts';
import { parseDockerfile } from '../../../server/syntax/parse.ts';
import type { Dockerfile } from '../../../server/syntax/tree.ts';

/** A Dockerfile with the other files of its context. */
export interface Case {
  readonly dockerfile: string;
  readonly files?: Readonly<Record<string, string>>;
  /** Given with `--build-arg`. */
  readonly buildArguments?: Readonly<Record<string, string>>;
}

/** What our BuildKit preset says, as `Rule line` with 1-based first lines of instructions, sorted. */
export function ourFindings({ dockerfile, files = {}, buildArguments = {} }: Case): readonly string[] {
  const file = parseDockerfile(dockerfile);
  const dockerignore = files['.dockerignore'];
  const found = lint(
    {
      file,
      model: buildModel(file, { buildArguments: new Map(Object.entries(buildArguments)) }),
      surroundings: {
        buildArguments: new Set(Object.keys(buildArguments)),
        ...(dockerignore !== undefined && { dockerignore }),
      },
    },
    { preset: 'buildkit' },
  );
  return normal(
    found.flatMap(({ aliases, span }) => {
      const rule = aliases.find(isBuildkitName);
      return rule === undefined ? [] : [{ rule, line: lineOf(file, rule, span.start) }];
    }),
  );
}

/** The same of BuildKit's own answer. */
export function theirFindings(
  warnings: readonly { readonly rule: string; readonly lines: readonly { readonly first: number }[] }[],
): readonly string[] {
  return normal(warnings.map(({ rule, lines }) => ({ rule, line: lines[0]?.first ?? 0 })));
}

/** BuildKit reports a variable once for each word it is in; we underline each place. */
const ONCE_A_LINE = new Set(['UndefinedVar', 'UndefinedArgInFrom']);

function normal(found: readonly { readonly rule: string; readonly line: number }[]): readonly string[] {
  const lines = found.map(({ rule, line }) => `${rule} ${line}`).sort();
  return lines.filter(
    (line, index) => line !== lines[index - 1] || !ONCE_A_LINE.has(line.split(' ')[0] ?? ''),
  );
}

/** Our findings stand on a word of an instruction, BuildKit's on its first line. */
function lineOf(file: Dockerfile, rule: string, offset: number): number {
  const line = file.lineStarts.findLastIndex(start => start <= offset);
  if (rule === 'NoEmptyContinuation') return line + 1;
  const { lines } =
    file.instructions.find(({ lines: { first, last } }) => first <= line && line <= last) ?? {};
  return (lines?.first ?? line) + 1;
}
