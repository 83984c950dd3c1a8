import type { Edit } from '../../lint/diagnostic.ts';
import { skipSpace } from '../../syntax/characters.ts';
import { READINGS } from '../../syntax/keywords.ts';
import type { Dockerfile, Instruction } from '../../syntax/tree.ts';
import { layInstruction, type Replace, replacer, trimEnd } from './instructionLines.ts';
import type { FormatOptions } from './options.ts';
import { lineCount, type PhysicalLine, physicalLine } from './physicalLine.ts';
import { piecesOf } from './pieces.ts';

/**
 * The edits that lay out a whole file, in its order. Each one alone leaves what BuildKit reads as it is. Nothing
 * is done below a here-document without end: what stands there may be a part of it.
 */
export function layoutEdits(file: Dockerfile, options: FormatOptions): readonly Edit[] {
  const edits: Edit[] = [];
  const replace = replacer(file.text, edits);
  const blanks = new BlankLines(file, options, replace);
  let line = 0;
  for (const instruction of file.instructions) {
    layBetween(file, line, instruction, options, replace, blanks);
    const { heredocs } = instruction.trigger ?? instruction;
    layLines(file, instruction, options, replace, blanks);
    if (heredocs.some(({ terminator }) => !terminator)) return edits;
    line = instruction.lines.last + 1;
  }
  layBetween(file, line, undefined, options, replace, blanks);
  layEnd(file, options, edits, blanks);
  return edits;
}

function layLines(
  file: Dockerfile,
  instruction: Instruction,
  options: FormatOptions,
  replace: Replace,
  blanks: BlankLines,
): void {
  const { first } = instruction.lines;
  const last = lastHeaderLine(file, instruction);
  blanks.previous = false;
  if (isIgnored(instruction, options) || !READINGS.has(instruction.name)) return;
  const lines: PhysicalLine[] = [];
  for (let index = first; index <= last; index++) lines.push(physicalLine(file, index));
  const pieces = piecesOf(file.text, instruction);
  // When the keyword is not at the start, an escape character stands before it.
  if (!pieces || lines[0]?.contentStart !== instruction.start) return;
  layInstruction(file, instruction, lines, pieces, options, replace, line => blanks.remove(line));
  if (last < instruction.lines.last) blanks.previous = false;
}

function isIgnored({ lines }: Instruction, { ignoreMultilineInstructions }: FormatOptions): boolean {
  return ignoreMultilineInstructions && lines.last > lines.first;
}

/** The last line before the bodies of here-documents. */
export function lastHeaderLine({ lineStarts, text }: Dockerfile, instruction: Instruction): number {
  const [heredoc] = (instruction.trigger ?? instruction).heredocs;
  const { first, last } = instruction.lines;
  if (!heredoc) return last;
  let low = first;
  let high = last;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((lineStarts[middle] ?? text.length) < heredoc.body.start) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Comments and empty lines before an instruction, or at the end of the file. */
function layBetween(
  file: Dockerfile,
  from: number,
  next: Instruction | undefined,
  options: FormatOptions,
  replace: Replace,
  blanks: BlankLines,
): void {
  const first = file.instructions[0];
  // To this block directives belong, and only blanks keep some comments from being one.
  const isTop = !first || from < first.lines.first;
  // Of these BuildKit shows the comments above them as their descriptions, unless they are indented.
  const described = next?.name === 'FROM' || next?.name === 'ARG';
  const end = next?.lines.first ?? lineCount(file);
  for (let index = from; index < end; index++) {
    const line = physicalLine(file, index);
    if (blanks.remove(line)) continue;
    const sign = skipSpace(file.text, line.contentStart, line.contentEnd);
    const named = line.kind === 'comment' && NAMED.test(file.text.slice(sign, line.contentEnd));
    if (named && isTop) continue;
    if (line.kind === 'comment' && !named && !isTop && !described) replace(line.start, line.contentStart, '');
    trimEnd(file.text, line, options, replace);
  }
}

/** A comment that is a directive, or tells BuildKit something, or would do so elsewhere; or names a program. */
const NAMED = /^#(?:!|\s*[A-Za-z][A-Za-z0-9]*\s*=)/;

/** Leaves one empty line of several. */
class BlankLines {
  /** An empty line stands before the next one. */
  previous: boolean;
  readonly #replace: Replace;
  /** Start of the empty lines at the end of the file, when those go away together. */
  readonly end: number;

  constructor(file: Dockerfile, options: FormatOptions, replace: Replace) {
    this.#replace = replace;
    this.previous = !needsFirstLine(file);
    const last = file.instructions.at(-1);
    // The name that ends a here-document can be made of blanks.
    const keeps = last && ((last.trigger ?? last).heredocs.length > 0 || isIgnored(last, options));
    const kept = keeps ? last.lines.last + 1 : 0;
    let index = lineCount(file);
    while (options.trimFinalNewlines && index > kept && physicalLine(file, index - 1).kind === 'blank')
      index--;
    this.end = index === lineCount(file) ? file.text.length : physicalLine(file, index).start;
  }

  /** True when the line needs no more care. */
  remove(line: PhysicalLine): boolean {
    if (line.start >= this.end) return true;
    const isBlank = line.kind === 'blank';
    const remove = isBlank && this.previous;
    this.previous = isBlank;
    if (remove) this.#replace(line.start, line.next, '');
    return remove;
  }
}

/** Empty lines at the top keep a comment below from being a directive, and a byte order mark from being one. */
function needsFirstLine({ text, comments, directives, instructions }: Dockerfile): boolean {
  const first = Math.min(comments[0]?.start ?? text.length, directives[0]?.start ?? text.length);
  const start = instructions[0]?.start ?? text.length;
  return first < start || text.startsWith('\ufeff', start);
}

function layEnd({ text, lineStarts }: Dockerfile, options: FormatOptions, edits: Edit[], blanks: BlankLines) {
  const { end } = blanks;
  const bare = end > 0 && text[end - 1] !== '\n' && !(end === 1 && text[0] === '\ufeff');
  const second = lineStarts[1] ?? 0;
  const lineEnd = text[second - 1] === '\n' && text[second - 2] === '\r' ? '\r\n' : '\n';
  const newText = bare && options.insertFinalNewline ? lineEnd : '';
  if (end < text.length || newText !== '') edits.push({ span: { start: end, end: text.length }, newText });
}
