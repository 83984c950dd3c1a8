import type { Message } from '../syntax/message.ts';
import type { Span } from '../syntax/tree.ts';
import type { Evaluation } from './evaluate.ts';
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
  | 'ignore-shadowed';

/** What the text alone shows to be wrong. */
export function diagnoseText(file: IgnoreFile): readonly IgnoreDiagnostic[] {
  const found: IgnoreDiagnostic[] = [];
  const last = new Map<string, IgnorePattern>();
  /** The last line that takes out, and the last that brings back. */
  let lastTaking = -1;
  let lastBringing = -1;
  for (const pattern of file.patterns) {
    if (pattern.error) {
      const { code, message, start, end } = pattern.error;
      found.push(diagnostic({ code, severity: 'error', message, span: { start, end }, file, pattern }));
      continue;
    }
    const key = `${pattern.negated ? '!' : ''}${pattern.pattern}`;
    const earlier = last.get(key);
    if (pattern.pattern === '..' || pattern.pattern.startsWith('../') || pattern.pattern === '/') {
      found.push(
        diagnostic({ code: 'ignore-outside-context', severity: 'warning', message: outside, file, pattern }),
      );
    } else if (pattern.pattern === '.') {
      found.push(
        diagnostic({ code: 'ignore-matches-nothing', severity: 'warning', message: dot, file, pattern }),
      );
    } else if (earlier && earlier.line > (pattern.negated ? lastTaking : lastBringing)) {
      found.push(
        diagnostic({
          code: 'ignore-duplicate',
          severity: 'hint',
          message: { template: 'Line {line} says the same already.', args: { line: earlier.line + 1 } },
          file,
          pattern,
          unnecessary: true,
          related: { span: { start: earlier.start, end: earlier.end }, message: sameHere },
        }),
      );
    } else if (pattern.negated && lastTaking < 0) {
      found.push(
        diagnostic({
          code: 'ignore-nothing-before',
          severity: 'warning',
          message: nothingBefore,
          file,
          pattern,
        }),
      );
    }
    if (pattern.negated) lastBringing = pattern.line;
    else lastTaking = pattern.line;
    last.set(key, pattern);
  }
  return found;
}

/** What shows when the patterns are applied to the files of the context. */
export function diagnoseContext(file: IgnoreFile, { effects }: Evaluation): readonly IgnoreDiagnostic[] {
  const told = new Set(diagnoseText(file).map(({ span }) => span.start));
  const found: IgnoreDiagnostic[] = [];
  for (const { pattern, decided, matches, shadowedBy } of effects) {
    if (decided.files > 0 || told.has(pattern.start) || told.has(pattern.body.start)) continue;
    if (!matches) {
      found.push(
        diagnostic({
          code: pattern.negated ? 'ignore-brings-nothing-back' : 'ignore-matches-nothing',
          severity: 'info',
          message: pattern.negated ? noExceptionMatch : noMatch,
          file,
          pattern,
          unnecessary: true,
        }),
      );
    } else if (pattern.negated) {
      found.push(
        diagnostic({
          code: 'ignore-brings-nothing-back',
          severity: 'info',
          message: nothingToBringBack,
          file,
          pattern,
          unnecessary: true,
        }),
      );
    } else if (shadowedBy) {
      found.push(
        diagnostic({
          code: 'ignore-shadowed',
          severity: 'hint',
          message: {
            template: 'Everything this matches is decided by line {line}: this line changes nothing.',
            args: { line: shadowedBy.line + 1 },
          },
          file,
          pattern,
          unnecessary: true,
          related: { span: { start: shadowedBy.start, end: shadowedBy.end }, message: decidesHere },
        }),
      );
    }
  }
  return found;
}

function diagnostic(parts: {
  readonly code: IgnoreCode;
  readonly severity: IgnoreDiagnostic['severity'];
  readonly message: Message;
  readonly file: IgnoreFile;
  readonly pattern: IgnorePattern;
  readonly span?: Span;
  readonly unnecessary?: boolean;
  readonly related?: IgnoreDiagnostic['related'];
}): IgnoreDiagnostic {
  const { code, severity, message, file, pattern, unnecessary = false, related } = parts;
  const span = parts.span ?? { start: pattern.start, end: pattern.end };
  const fixes = [{ title: removeLine, edits: [{ span: lineSpan(file.text, pattern), newText: '' }] }];
  return { code, severity, message, span, unnecessary, related, fixes };
}

/** The whole line with its line end. */
function lineSpan(text: string, { start, end }: Span): Span {
  const from = text.lastIndexOf('\n', start - 1) + 1;
  const feed = text.indexOf('\n', end);
  return { start: from, end: feed < 0 ? text.length : feed + 1 };
}

const plain = (template: string): Message => ({ template, args: {} });
const removeLine = plain('Remove this line');
const sameHere = plain('The same pattern');
const decidesHere = plain('This line decides');
const outside = plain(
  'This points outside the build context, where nothing can match: patterns start at the top of the context.',
);
const dot = plain('`.` alone has no effect. To take out everything write `*`.');
const nothingBefore = plain(
  'Nothing has been taken out before this line, so it brings nothing back. Exceptions go below the patterns they except from: the last matching line counts.',
);
const noMatch = plain('Nothing in the build context matches this pattern.');
const noExceptionMatch = plain('Nothing in the build context matches this exception.');
const nothingToBringBack = plain(
  'This exception brings nothing back: what it matches is not taken out by a line above it.',
);
