import type { Message } from '../syntax/message.ts';
import type { Span } from '../syntax/tree.ts';

/** What a check says, as plain data: spans are offsets, texts can still be translated. */
export interface Diagnostic {
  /** Our id of the rule, or `syntax-…` for what BuildKit refuses to read. */
  readonly rule: string;
  /** The names users already know for this finding: BuildKit's and hadolint's. */
  readonly aliases: readonly string[];
  readonly severity: Severity;
  readonly message: Message;
  readonly span: Span;
  readonly fixes: readonly Fix[];
  readonly tags: readonly Tag[];
  /** A page that explains the finding, undefined when there is none. */
  readonly url: string | undefined;
  /** Another place in the file that the finding speaks of. */
  readonly related?: Related;
}

export interface Related {
  readonly span: Span;
  readonly message: Message;
}

export type Severity = 'error' | 'warning' | 'info' | 'hint';

/** `deprecated` is shown struck through, `unnecessary` faded. */
export type Tag = 'deprecated' | 'unnecessary';

/** `safe`: nothing but what the finding is about changes in what BuildKit reads, so it may be applied unseen. */
export interface Fix {
  readonly title: Message;
  readonly edits: readonly Edit[];
  readonly safe: boolean;
}

/** Puts `newText` where `span` is. The edits of one fix do not overlap. */
export interface Edit {
  readonly span: Span;
  readonly newText: string;
}

const SEVERITIES: readonly Severity[] = ['error', 'warning', 'info', 'hint'];

/** True when `severity` is `threshold` or graver. */
export function isAtLeast(severity: Severity, threshold: Severity): boolean {
  return SEVERITIES.indexOf(severity) <= SEVERITIES.indexOf(threshold);
}
