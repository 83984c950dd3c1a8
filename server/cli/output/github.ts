import type { Severity } from '../../lint/diagnostic.ts';
import { formatMessage } from '../../syntax/message.ts';
import type { Report } from '../output.ts';
import { rangeOf } from '../position.ts';
import { visible } from './visible.ts';

/** Workflow commands that GitHub Actions shows as annotations: 1-based lines and columns. */
export function formatGithub({ path, lineStarts, diagnostics }: Report): string {
  const lines = diagnostics.map(({ rule, aliases, severity, message, span }) => {
    const { start, end } = rangeOf(lineStarts, span);
    const properties = {
      file: path,
      line: start.line + 1,
      // Columns are for annotations of one line only.
      ...(start.line === end.line
        ? { col: start.character + 1, endLine: end.line + 1, endColumn: end.character + 1 }
        : { endLine: end.line + 1 }),
      title: [rule, ...aliases].join(' '),
    };
    const list = Object.entries(properties).map(
      ([name, value]) => `${name}=${escapeProperty(String(value))}`,
    );
    return `::${LEVELS[severity]} ${list.join(',')}::${escapeData(visible(formatMessage(message)))}\n`;
  });
  return lines.join('');
}

const LEVELS: Readonly<Record<Severity, string>> = {
  error: 'error',
  warning: 'warning',
  info: 'notice',
  hint: 'notice',
};

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
