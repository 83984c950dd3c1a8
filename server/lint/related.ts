import type { Dockerfile, Instruction } from '../syntax/tree.ts';
import type { Related } from './diagnostic.ts';
import { lineAt } from './lines.ts';

/**
 * The other place that a finding speaks of: the line that fills the hole `{line}` of its message, 1-based. Undefined
 * when there is none, or when it is where the finding itself stands.
 */
export function relatedPlace(
  file: Dockerfile,
  args: Readonly<Record<string, string | number>>,
  offset: number,
): Related | undefined {
  const { line } = args;
  if (typeof line !== 'number') return undefined;
  const index = line - 1;
  const start = file.lineStarts[index];
  if (start === undefined || lineAt(file.lineStarts, offset) === index) return undefined;
  const instruction = startingOn(file.instructions, index);
  if (!instruction) {
    return {
      span: { start, end: lineEnd(file, index) },
      message: { template: 'Line {line}', args: { line } },
    };
  }
  return {
    span: { start: instruction.start, end: Math.min(instruction.end, lineEnd(file, index)) },
    message: { template: 'The {instruction} on line {line}', args: { instruction: instruction.name, line } },
  };
}

function startingOn(instructions: readonly Instruction[], line: number): Instruction | undefined {
  let low = 0;
  let high = instructions.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((instructions[middle]?.lines.first ?? 0) < line) low = middle + 1;
    else high = middle;
  }
  const found = instructions[low];
  return found?.lines.first === line ? found : undefined;
}

function lineEnd({ text, lineStarts }: Dockerfile, line: number): number {
  let end = lineStarts[line + 1] ?? text.length;
  while (end > (lineStarts[line] ?? 0) && /\s/.test(text[end - 1] ?? '')) end--;
  return end;
}
