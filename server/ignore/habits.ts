import type { Message } from '../syntax/message.ts';
import { type IgnoreDiagnostic, type IgnoreFix, lineEndOf, patternDiagnostic } from './diagnostic.ts';
import type { IgnoreFile, IgnorePattern } from './tree.ts';

/** What people write because git reads it otherwise than Docker does, as far as the text alone shows it. */
export function diagnoseHabits(file: IgnoreFile): readonly IgnoreDiagnostic[] {
  return file.patterns.flatMap(
    pattern =>
      (pattern.error
        ? undefined
        : (comment(file, pattern) ?? braces(file, pattern) ?? range(file, pattern))) ?? [],
  );
}

/** `node_modules # big`: the comment is read as a part of the name. */
function comment(file: IgnoreFile, pattern: IgnorePattern): IgnoreDiagnostic | undefined {
  const found = /\s+#/.exec(file.text.slice(pattern.start, pattern.end));
  if (!found) return undefined;
  const at = pattern.start + found.index;
  const text = file.text.slice(at, pattern.end).trim();
  const fix: IgnoreFix = {
    title: message('Put the comment on a line of its own'),
    edits: [
      {
        span: { start: pattern.start, end: pattern.end },
        newText: `${text}${lineEndOf(file)}${file.text.slice(pattern.start, at)}`,
      },
    ],
  };
  return habit(file, pattern, { start: at, end: pattern.end }, inlineComment, fix);
}

/** `*.{js,ts}`: there are no alternatives in braces. */
function braces(file: IgnoreFile, pattern: IgnorePattern): IgnoreDiagnostic | undefined {
  const text = file.text.slice(pattern.start, pattern.end);
  const found = /(?<!\\)\{([^{}/\\]*,[^{}/\\]*)\}/.exec(text);
  if (!found) return undefined;
  const [whole, inner = ''] = found;
  const start = pattern.start + found.index;
  const lines = inner.split(',').map(part => text.replace(whole, () => part.trim()));
  const fix: IgnoreFix = {
    title: message('Write one line for each'),
    edits: [{ span: { start: pattern.start, end: pattern.end }, newText: lines.join(lineEndOf(file)) }],
  };
  return habit(file, pattern, { start, end: start + whole.length }, noBraces, fix);
}

/** `[!a]`: Docker negates with `^`. */
function range(file: IgnoreFile, pattern: IgnorePattern): IgnoreDiagnostic | undefined {
  const found = /(?<!\\)\[!(?=[^\]])/.exec(file.text.slice(pattern.body.start, pattern.body.end));
  if (!found) return undefined;
  const sign = { start: pattern.body.start + found.index + 1, end: pattern.body.start + found.index + 2 };
  const fix: IgnoreFix = { title: message('Negate with `^`'), edits: [{ span: sign, newText: '^' }] };
  return habit(file, pattern, sign, negation, fix);
}

function habit(
  file: IgnoreFile,
  pattern: IgnorePattern,
  span: { readonly start: number; readonly end: number },
  text: Message,
  fix: IgnoreFix,
): IgnoreDiagnostic {
  return patternDiagnostic({
    code: 'ignore-git-habit',
    severity: 'warning',
    message: text,
    file,
    pattern,
    span,
    fixes: [fix],
  });
}

const message = (template: string): Message => ({ template, args: {} });
const inlineComment = message(
  'A comment must begin its line: Docker takes this for a part of the name, and the pattern matches nothing.',
);
const noBraces = message(
  'Docker knows no alternatives in braces: the signs stand for themselves. Write one line for each.',
);
const negation = message(
  'Docker negates a range with `^`: here `!` is one of its characters, so the pattern matches the opposite of what is meant.',
);
