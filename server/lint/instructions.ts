import type { Dockerfile, Instruction } from '../syntax/tree.ts';
import { once } from './memo.ts';

/** The instructions with this name (upper case), in the order of the file. */
export function instructionsNamed(file: Dockerfile, name: string): readonly Instruction[] {
  return indexOf(file).get(name) ?? NONE;
}

const NONE: readonly Instruction[] = [];

/** Many rules ask for the same few instructions of the same file. */
const indexOf = once((file: Dockerfile) => {
  const index = new Map<string, Instruction[]>();
  for (const instruction of file.instructions) {
    const list = index.get(instruction.name);
    if (list) list.push(instruction);
    else index.set(instruction.name, [instruction]);
  }
  return index;
});

/**
 * The instructions that belong to stages. ARG before the first FROM does not; in a fragment without any FROM
 * everything does.
 */
export function stageInstructions(file: Dockerfile): readonly Instruction[] {
  const first = file.instructions.findIndex(({ name }) => name === 'FROM');
  if (first <= 0) return file.instructions;
  return file.instructions.filter(({ name }, index) => index >= first || name !== 'ARG');
}

/** The whole lines of an instruction, with the line end after them. */
export function wholeLines(
  file: Dockerfile,
  { lines }: Pick<Instruction, 'lines'>,
): { readonly start: number; readonly end: number } {
  return {
    start: file.lineStarts[lines.first] ?? 0,
    end: file.lineStarts[lines.last + 1] ?? file.text.length,
  };
}
