import { formatMessage } from '../../syntax/message.ts';
import type { Report } from '../output.ts';
import { rangeOf } from '../position.ts';

/** One line for each input: 0-based lines and UTF-16 characters, as in LSP. */
export function formatJson({ path, lineStarts, diagnostics, fixed }: Report): string {
  const document = {
    path,
    ...(fixed && {
      fixed: fixed.map(({ rule, message }) => ({ rule, message: formatMessage(message) })),
    }),
    diagnostics: diagnostics.map(({ rule, aliases, severity, message, span, fixes }) => ({
      rule,
      aliases,
      severity,
      message: formatMessage(message),
      range: rangeOf(lineStarts, span),
      fixes: fixes.map(({ title, edits, safe }) => ({
        title: formatMessage(title),
        edits: edits.map(edit => ({ range: rangeOf(lineStarts, edit.span), newText: edit.newText })),
        safe,
      })),
    })),
  };
  return `${JSON.stringify(document)}\n`;
}
