import type { Dockerfile, Flag, Instruction } from '../syntax/tree.ts';
import type { Edit } from './diagnostic.ts';

/** The last flag of that name: it is the one that counts. */
export function flagNamed({ flags }: Instruction, name: string): Flag | undefined {
  return flags.findLast(flag => flag.name.value === name);
}

/** Takes a flag out, with the blanks after it on its line. */
export function flagRemoval({ text }: Dockerfile, flag: Flag): Edit {
  let end = flag.end;
  while (text[end] === ' ' || text[end] === '\t') end++;
  return { span: { start: flag.start, end }, newText: '' };
}
