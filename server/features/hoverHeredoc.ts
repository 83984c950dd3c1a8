import type { Instruction } from '../syntax/tree.ts';
import type { Texts } from './docs/texts.ts';
import { contains } from './find.ts';
import type { Hover } from './hover.ts';
import { fill, inlineCode } from './markdown.ts';

/** `<<EOF` where it is announced, and the line that ends it. */
export function heredocHover(
  { name: keyword, heredocs }: Instruction,
  offset: number,
  { values }: Texts,
): Hover | undefined {
  for (const { name, marker, terminator, expand, chomp } of heredocs) {
    const span = [marker, terminator].find(place => place && contains(place, offset));
    if (!span) continue;
    const variables = !expand
      ? values.heredocLiteral
      : keyword === 'RUN'
        ? values.heredocShell
        : values.heredocExpanded;
    const parts = [fill(values.heredoc, { name: inlineCode(name) }), variables];
    if (chomp) parts.push(values.heredocChomped);
    return { span: { start: span.start, end: span.end }, markdown: parts.join('\n\n') };
  }
  return undefined;
}
