import type { Edit } from '../lint/diagnostic.ts';
import { applyEdits } from '../lint/fix.ts';
import { parseDockerfile } from '../syntax/parse.ts';
import { countUpTo } from '../syntax/search.ts';
import type { Dockerfile, Span } from '../syntax/tree.ts';
import { layoutEdits } from './format/layout.ts';
import { newLineIndent } from './format/newLine.ts';
import type { FormatOptions } from './format/options.ts';
import { isSameReading } from './format/sameReading.ts';

/**
 * The edits that lay out the file: keywords, blanks between words, indentation of continuation lines, empty lines,
 * the end of the file. Whatever BuildKit sees stays as it is to the byte: the text that a shell gets and the bodies
 * of here-documents. Linear; formatting twice is formatting once.
 */
export function formatDocument(file: Dockerfile, options: FormatOptions): readonly Edit[] {
  return onlyHarmless(file, layoutEdits(file, options));
}

/** The same for the lines that the span touches. */
export function formatRange(file: Dockerfile, span: Span, options: FormatOptions): readonly Edit[] {
  return onlyHarmless(file, within(file, layoutEdits(file, options), wholeLines(file, span)));
}

/**
 * After a line end was typed right before the offset's line: lays out the line above, and indents the new one as
 * its instruction goes on there. No line comes or goes.
 */
export function formatNewLine(file: Dockerfile, offset: number, options: FormatOptions): readonly Edit[] {
  const { text, lineStarts } = file;
  const line = countUpTo(lineStarts, start => start <= offset) - 1;
  if (line < 1) return [];
  const indent = newLineIndent(file, line, options);
  const start = lineStarts[line - 1] ?? 0;
  const end = (indent ? lineStarts[line] : lineStarts[line + 1]) ?? text.length;
  const edits = within(file, layoutEdits(file, options), { start, end }).filter(
    ({ span, newText }) => !newText.includes('\n') && !text.slice(span.start, span.end).includes('\n'),
  );
  const changes = indent && text.slice(indent.span.start, indent.span.end) !== indent.newText;
  return onlyHarmless(file, changes ? [...edits, indent] : edits);
}

/** No edits at all when BuildKit would see a difference: that would be a mistake here, and cost a build. */
function onlyHarmless(file: Dockerfile, edits: readonly Edit[]): readonly Edit[] {
  if (edits.length === 0) return edits;
  return isSameReading(file, parseDockerfile(applyEdits(file.text, edits))) ? edits : [];
}

/** The edits from the start of a line to before the start of another. */
function within({ text }: Dockerfile, edits: readonly Edit[], { start, end }: Span): readonly Edit[] {
  return edits.filter(
    ({ span }) => start <= span.start && span.end <= end && (span.start < end || end === text.length),
  );
}

/** From the start of the first line to the end of the last; a span that ends in a first column ends before it. */
function wholeLines({ text, lineStarts }: Dockerfile, { start, end }: Span): Span {
  const lineOf = (offset: number): number => countUpTo(lineStarts, from => from <= offset) - 1;
  const last = lineOf(end > start && lineStarts[lineOf(end)] === end ? end - 1 : end);
  return { start: lineStarts[lineOf(start)] ?? 0, end: lineStarts[last + 1] ?? text.length };
}
