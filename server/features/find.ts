import type { Dockerfile, Instruction, Span } from '../syntax/tree.ts';

export function contains({ start, end }: Span, offset: number): boolean {
  return start <= offset && offset <= end;
}

/**
 * The top-level instruction to which text at the offset belongs, also behind its last character: on blanks of
 * its last line, or on lines to which a continuation at its end leads.
 */
export function instructionAt(file: Dockerfile, offset: number): Instruction | undefined {
  const instruction = lastStartingAt(file.instructions, offset);
  if (!instruction) return undefined;
  if (offset <= instruction.end) return instruction;
  if (instruction.heredocs.length > 0) return undefined;
  return continues(file, instruction.end, offset) ? instruction : undefined;
}

/** The last of ascending spans that starts at or before the offset. */
export function lastStartingAt<T extends Span>(spans: readonly T[], offset: number): T | undefined {
  let low = 0;
  let high = spans.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((spans[middle]?.start ?? 0) <= offset) low = middle + 1;
    else high = middle;
  }
  return spans[low - 1];
}

export function isInHeredocBody(instruction: Instruction, offset: number): boolean {
  return instruction.heredocs.some(({ body, terminator }) => {
    const end = terminator?.end ?? Number.POSITIVE_INFINITY;
    return body.start <= offset && offset <= end;
  });
}

/** True when nothing but blanks, continuation signs and comment lines lie between. */
function continues({ text, escape: sign }: Dockerfile, from: number, to: number): boolean {
  let at = from;
  let continued = false;
  while (at < to) {
    const character = text[at];
    if (character === '\n') {
      if (!continued) return false;
      const lineEnd = text.indexOf('\n', at + 1);
      const line = text.slice(at + 1, lineEnd < 0 || lineEnd > to ? to : lineEnd).trimStart();
      if (line.startsWith('#')) {
        if (lineEnd < 0 || lineEnd >= to) return true;
        at = lineEnd;
        continue;
      }
    } else if (character === sign) continued = true;
    else if (character !== ' ' && character !== '\t' && character !== '\r') return false;
    at++;
  }
  return true;
}

/** True where BuildKit still looks for directives: they end at the first line that is none. */
export function isInDirectiveBlock({ text, directives }: Dockerfile, offset: number): boolean {
  let at = text.startsWith('\ufeff') ? 1 : 0;
  for (const { start, end } of directives) {
    if (start >= offset || text.slice(at, start).trim() !== '') break;
    at = end;
  }
  return text.slice(at, offset).trim() === '' && !/\n[ \t\r]*\n/.test(text.slice(at, offset));
}
