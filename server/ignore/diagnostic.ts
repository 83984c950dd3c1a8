import type { Message } from '../syntax/message.ts';
import type { Span } from '../syntax/tree.ts';
import type { IgnoreFile, IgnorePattern } from './tree.ts';

export interface IgnoreDiagnostic {
  readonly code: IgnoreCode;
  readonly severity: 'error' | 'warning' | 'info' | 'hint';
  readonly message: Message;
  readonly span: Span;
  /** Faded in the editor. */
  readonly unnecessary: boolean;
  /** Another place that explains it. */
  readonly related: { readonly span: Span; readonly message: Message } | undefined;
  readonly fixes: readonly IgnoreFix[];
}

export interface IgnoreFix {
  readonly title: Message;
  readonly edits: readonly { readonly span: Span; readonly newText: string }[];
}

export type IgnoreCode =
  | 'ignore-bad-pattern'
  | 'ignore-lone-exclamation'
  | 'ignore-line-too-long'
  | 'ignore-outside-context'
  | 'ignore-duplicate'
  | 'ignore-nothing-before'
  | 'ignore-matches-nothing'
  | 'ignore-brings-nothing-back'
  | 'ignore-shadowed'
  /** Written as git would read it. */
  | 'ignore-git-habit'
  /** Something is sent that hardly anybody means to send. */
  | 'ignore-sent-by-mistake';

/** A finding about one pattern; it can always be mended by removing the line. */
export function patternDiagnostic(parts: {
  readonly code: IgnoreCode;
  readonly severity: IgnoreDiagnostic['severity'];
  readonly message: Message;
  readonly file: IgnoreFile;
  readonly pattern: IgnorePattern;
  readonly span?: Span;
  readonly unnecessary?: boolean;
  readonly related?: IgnoreDiagnostic['related'];
  /** Better than to remove it. */
  readonly fixes?: readonly IgnoreFix[];
}): IgnoreDiagnostic {
  const { code, severity, message, file, pattern, unnecessary = false, related, fixes = [] } = parts;
  const span = parts.span ?? { start: pattern.start, end: pattern.end };
  const remove = { title: removeLine, edits: [{ span: lineSpan(file.text, pattern), newText: '' }] };
  return { code, severity, message, span, unnecessary, related, fixes: [...fixes, remove] };
}

/** The whole line with its line end. */
function lineSpan(text: string, { start, end }: Span): Span {
  const from = text.lastIndexOf('\n', start - 1) + 1;
  const feed = text.indexOf('\n', end);
  return { start: from, end: feed < 0 ? text.length : feed + 1 };
}

/** How the lines of the file end. */
export function lineEndOf({ text }: IgnoreFile): string {
  return text.includes('\r\n') ? '\r\n' : '\n';
}

const removeLine: Message = { template: 'Remove this line', args: {} };
