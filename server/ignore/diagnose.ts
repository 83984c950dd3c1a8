import type { Message } from '../syntax/message.ts';
import { type IgnoreDiagnostic, patternDiagnostic } from './diagnostic.ts';
import type { Evaluation } from './evaluate.ts';
import type { IgnoreFile, IgnorePattern } from './tree.ts';

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
      found.push(
        patternDiagnostic({ code, severity: 'error', message, span: { start, end }, file, pattern }),
      );
      continue;
    }
    const key = `${pattern.negated ? '!' : ''}${pattern.pattern}`;
    const earlier = last.get(key);
    if (pattern.pattern === '..' || pattern.pattern.startsWith('../') || pattern.pattern === '/') {
      found.push(
        patternDiagnostic({
          code: 'ignore-outside-context',
          severity: 'warning',
          message: outside,
          file,
          pattern,
        }),
      );
    } else if (pattern.pattern === '.') {
      found.push(
        patternDiagnostic({
          code: 'ignore-matches-nothing',
          severity: 'warning',
          message: dot,
          file,
          pattern,
        }),
      );
    } else if (earlier && earlier.line > (pattern.negated ? lastTaking : lastBringing)) {
      found.push(
        patternDiagnostic({
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
        patternDiagnostic({
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

/** What shows when the patterns are applied to the files of the context; where something was `told` already, nothing. */
export function diagnoseContext(
  file: IgnoreFile,
  { effects }: Evaluation,
  told: ReadonlySet<number> = new Set(diagnoseText(file).map(({ span }) => span.start)),
): readonly IgnoreDiagnostic[] {
  const found: IgnoreDiagnostic[] = [];
  for (const { pattern, decided, matches, shadowedBy } of effects) {
    if (decided.files > 0 || told.has(pattern.start) || told.has(pattern.body.start)) continue;
    if (!matches) {
      found.push(
        patternDiagnostic({
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
        patternDiagnostic({
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
        patternDiagnostic({
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

const plain = (template: string): Message => ({ template, args: {} });
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
