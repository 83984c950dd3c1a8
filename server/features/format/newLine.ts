import type { Edit } from '../../lint/diagnostic.ts';
import { countUpTo } from '../../syntax/search.ts';
import type { Dockerfile } from '../../syntax/tree.ts';
import { lastHeaderLine } from './layout.ts';
import type { FormatOptions } from './options.ts';
import { indentOf, isBlanks, type PhysicalLine, physicalLine } from './physicalLine.ts';

/**
 * The indentation of an empty line with a 0-based number that was just begun: that of the lines above where an
 * instruction goes on, else none. Undefined in a here-document, or when the line is not empty.
 */
export function newLineIndent(file: Dockerfile, index: number, { indent }: FormatOptions): Edit | undefined {
  const { start, end, kind } = physicalLine(file, index);
  if (kind !== 'blank' || !isBlanks(file.text, start, end)) return undefined;
  const at = countUpTo(file.instructions, ({ lines }) => lines.first < index) - 1;
  const instruction = file.instructions[at];
  if (!instruction) return { span: { start, end }, newText: '' };
  const { heredocs } = instruction.trigger ?? instruction;
  const unended = heredocs.some(({ terminator }) => !terminator);
  if (heredocs.length > 0 && (unended || index <= instruction.lines.last)) {
    if (index > lastHeaderLine(file, instruction)) return undefined;
  }
  const above = textAbove(file, index, instruction.lines.first);
  if (!above || above.mark < 0) return { span: { start, end }, newText: '' };
  const isFirst = above.contentStart === instruction.start;
  const newText = isFirst || above.start === above.mark ? indent : indentOf(file.text, above);
  return { span: { start, end }, newText };
}

function textAbove(file: Dockerfile, index: number, first: number): PhysicalLine | undefined {
  for (let at = index - 1; at >= first; at--) {
    const line = physicalLine(file, at);
    if (line.kind === 'text') return line;
  }
  return undefined;
}
