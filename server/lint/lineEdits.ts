import type { Dockerfile, Instruction, Span } from '../syntax/tree.ts';
import type { Edit } from './diagnostic.ts';
import { wholeLines } from './instructions.ts';
import { lineAt, lineEndOf } from './lines.ts';
import { once } from './memo.ts';

/** Removes an instruction; undefined where comments stand among its lines, which may still be wanted. */
export function lineRemoval(file: Dockerfile, instruction: Instruction): readonly Edit[] | undefined {
  const { first, last } = instruction.lines;
  const lines = commentLines(file);
  for (let line = first; line <= last; line++) if (lines.has(line)) return undefined;
  return [{ span: wholeLines(file, instruction), newText: '' }];
}

/** Removes one of the words (or pairs) of an instruction, or all of it when it is the only one. */
export function wordRemoval(
  file: Dockerfile,
  instruction: Instruction,
  words: readonly Span[],
  word: Span,
): readonly Edit[] | undefined {
  const index = words.findIndex(({ start }) => start === word.start);
  const whole = words[index];
  if (!whole || whole.end < word.end || instruction.form === 'exec') return undefined;
  if (words.length === 1) return lineRemoval(file, instruction);
  const next = words[index + 1];
  const span = next
    ? { start: whole.start, end: next.start }
    : { start: words[index - 1]?.end ?? whole.start, end: whole.end };
  const lines = commentLines(file);
  const [first, last] = [lineAt(file.lineStarts, span.start), lineAt(file.lineStarts, span.end)];
  for (let line = first; line <= last; line++) if (lines.has(line)) return undefined;
  return [{ span, newText: '' }];
}

/** Puts a line below an instruction, its here-documents included. */
export function lineBelow(file: Dockerfile, instruction: Instruction, text: string): Edit {
  const { end } = wholeLines(file, instruction);
  const lineEnd = lineEndOf(file);
  const isOpen = end === file.text.length && !file.text.endsWith('\n');
  return { span: { start: end, end }, newText: isOpen ? `${lineEnd}${text}` : `${text}${lineEnd}` };
}

/** The keyword in lower case where another instruction of the file is written so. */
export function keywordLike({ keyword }: Instruction, name: string): string {
  return keyword.value === keyword.value.toLowerCase() ? name.toLowerCase() : name;
}

const commentLines = once(
  ({ comments }: Dockerfile): ReadonlySet<number> => new Set(comments.map(({ line }) => line)),
);
