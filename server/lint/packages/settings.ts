import type { Model, Stage } from '../../semantics/model.ts';
import type { Dockerfile } from '../../syntax/tree.ts';
import type { ShellCommand, ShellStep } from '../shell/code.ts';

/**
 * Tells whether the stage of a command has written a setting into a file before it runs, as
 * `echo 'APT::Install-Recommends "0";' > /etc/apt/apt.conf.d/99` does. `pattern` matches name and value, and must
 * be global.
 */
export function writtenSetting(
  file: Dockerfile,
  model: Model,
  pattern: RegExp,
): (command: ShellCommand) => boolean {
  if (file.text.search(pattern) < 0) return () => false;
  const firstIn = new Map<Stage | undefined, number>();
  for (const instruction of file.instructions) {
    const { start, end } = instruction;
    const at = writes(file.text.slice(start, end), pattern);
    const stage = model.stageAt(start);
    if (at >= 0 && !firstIn.has(stage)) firstIn.set(stage, start + at);
  }
  const before = (stage: Stage | undefined, offset: number): boolean => {
    for (let each = stage, depth = 0; depth < 100; depth++) {
      const first = firstIn.get(each);
      if (first !== undefined && first < offset) return true;
      if (each?.base.kind !== 'stage') return false;
      each = each.base.stage;
    }
    return false;
  };
  return ({ step, statement }) => before(step.stage, positionOf(step, statement.start));
}

const positionOf = ({ instruction }: ShellStep, start: number): number => Math.max(instruction.start, start);

/** Where a setting stands that is not the value of `-o`, which holds for one call only. */
function writes(text: string, pattern: RegExp): number {
  for (const match of text.matchAll(pattern)) {
    const before = text.slice(Math.max(0, match.index - 16), match.index);
    if (!/(?:-o|--option)[ \t=]*["']?$/.test(before)) return match.index;
  }
  return -1;
}
