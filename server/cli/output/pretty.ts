import type { Diagnostic, Severity } from '../../lint/diagnostic.ts';
import { formatMessage } from '../../syntax/message.ts';
import type { CliIo } from '../io.ts';
import type { Report } from '../output.ts';
import { rangeOf } from '../position.ts';
import { columnsOf } from './columns.ts';
import { visible } from './visible.ts';

/** For people: each finding with its line of source and a caret under the place. */
export function formatPretty(report: Report, io: Pick<CliIo, 'colour'>): string {
  const paint: Paint = io.colour
    ? (style, text) => `\u001b[${STYLES[style]}m${text}\u001b[0m`
    : (_style, text) => text;
  const fixed = formatFixed(report, paint);
  return fixed + report.diagnostics.map(diagnostic => formatOne(report, diagnostic, paint)).join('');
}

/** Where each fix was is gone with it: the rules are named, and how often. */
function formatFixed({ path, fixed = [] }: Report, paint: Paint): string {
  if (fixed.length === 0) return '';
  const counts = new Map<string, number>();
  for (const { rule } of fixed) counts.set(rule, (counts.get(rule) ?? 0) + 1);
  const list = [...counts].map(([rule, count]) => (count === 1 ? rule : `${rule} (${count})`));
  return `${paint('bold', path)} fixed: ${list.join(', ')}\n\n`;
}

type Paint = (style: Severity | 'bold' | 'faint', text: string) => string;

const STYLES = { error: 31, warning: 33, info: 36, hint: 34, bold: 1, faint: 2 } as const;

function formatOne(report: Report, diagnostic: Diagnostic, paint: Paint): string {
  const { rule, aliases, severity, span, message, fixes } = diagnostic;
  const { start, end } = rangeOf(report.lineStarts, span);
  const place = `${report.path}:${start.line + 1}:${start.character + 1}`;
  const names = aliases.length > 0 ? `${rule} (${aliases.join(', ')})` : rule;
  const number = String(start.line + 1);
  const gutter = ' '.repeat(number.length);
  const { excerpt, carets } = underline(
    lineText(report, start.line),
    start.character,
    end.line === start.line ? end.character : undefined,
  );
  const lines = [
    `${paint('bold', place)} ${paint(severity, severity)} ${paint('faint', names)}`,
    `${gutter} ${paint('faint', '|')} ${visible(formatMessage(message))}`,
    `${paint('faint', `${number} |`)} ${excerpt}`,
    `${gutter} ${paint('faint', '|')} ${paint(severity, carets)}`,
    ...fixes.map(fix => {
      const kind = fix.safe ? 'fix' : 'fix (unsafe)';
      return `${gutter} ${paint('faint', '=')} ${kind}: ${visible(formatMessage(fix.title))}`;
    }),
  ];
  return `${lines.join('\n')}\n\n`;
}

/** Columns that fit beside the gutter; a minified line of a megabyte must not fill the terminal. */
const WIDTH = 100;

/** The part of the line around the place, and carets under it. `to` is undefined beyond the line's end. */
function underline(
  line: string,
  from: number,
  to: number | undefined,
): { readonly excerpt: string; readonly carets: string } {
  const offset = from > WIDTH - 20 ? from - 20 : 0;
  const cut = line.slice(offset, offset + WIDTH);
  const excerpt = `${offset > 0 ? '…' : ''}${cut}${offset + WIDTH < line.length ? '…' : ''}`;
  const before = `${offset > 0 ? '…' : ''}${cut.slice(0, from - offset)}`;
  const marked = line.slice(from, Math.min(to ?? line.trimEnd().length, offset + cut.length));
  // A tab stays a tab, so that the caret stands under its character whatever the width of tabs is.
  return {
    excerpt: visible(excerpt),
    carets: blanksFor(visible(before)) + '^'.repeat(Math.max(columnsOf(marked), 1)),
  };
}

function blanksFor(text: string): string {
  return text
    .split('\t')
    .map(part => ' '.repeat(columnsOf(part)))
    .join('\t');
}

function lineText({ text, lineStarts }: Report, line: number): string {
  const start = lineStarts[line] ?? 0;
  const end = lineStarts[line + 1] ?? text.length;
  return text.slice(start, end).replace(/\r?\n$/, '');
}
