import { parseIgnoreFile } from '../../ignore/parse.ts';
import type { IgnoreFile } from '../../ignore/tree.ts';
import type { Span } from '../../syntax/tree.ts';

export interface IgnoreEdit {
  readonly span: Span;
  readonly newText: string;
}

/**
 * Blanks around patterns and behind `!` go, of several blank lines one stays, none at the two ends, and the last
 * line ends. What Docker reads stays the same, or nothing is changed at all.
 */
export function formatIgnoreFile(file: IgnoreFile): readonly IgnoreEdit[] {
  const { text } = file;
  const first = text.startsWith('\uFEFF') ? 1 : 0;
  const lineEnd = text.includes('\r\n') ? '\r\n' : '\n';
  const byLine = new Map(file.patterns.map(pattern => [pattern.line, pattern]));
  const comments = new Map(file.comments.map(comment => [comment.line, comment]));
  const lines: string[] = [];
  for (const [line, written] of text.slice(first).split('\n').entries()) {
    const pattern = byLine.get(line);
    const comment = comments.get(line);
    if (pattern) {
      const body = text.slice(pattern.body.start, pattern.body.end);
      // In the first column it would be a comment.
      lines.push(pattern.bang ? `!${body}` : body.startsWith('#') ? ` ${body}` : body);
    } else if (comment) lines.push(text.slice(comment.start, comment.end).trimEnd());
    else if (written.trim() !== '') lines.push(written.trim());
    else if (lines.length > 0 && lines.at(-1) !== '') lines.push('');
  }
  while (lines.at(-1) === '') lines.pop();
  const formatted = lines.length > 0 ? `${lines.join(lineEnd)}${lineEnd}` : '';
  if (formatted === text.slice(first) || meaning(parseIgnoreFile(formatted)) !== meaning(file)) return [];
  return [{ span: { start: first, end: text.length }, newText: formatted }];
}

function meaning({ patterns }: IgnoreFile): string {
  return JSON.stringify(patterns.map(({ negated, pattern }) => [negated, pattern]));
}
