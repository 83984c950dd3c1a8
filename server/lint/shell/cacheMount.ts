import type { Edit } from '../diagnostic.ts';
import type { ShellStep } from './code.ts';

/** Gives a RUN a cache mount, behind the flags it has; undefined where Windows runs it. */
export function cacheMount({ instruction, stage }: ShellStep, target: string): readonly Edit[] | undefined {
  if (stage?.os === 'windows') return undefined;
  const at = instruction.flags.at(-1)?.end ?? instruction.keyword.end;
  return [{ span: { start: at, end: at }, newText: ` --mount=type=cache,target=${target}` }];
}
