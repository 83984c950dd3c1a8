import type { Diagnostic, Edit, Fix } from '../lint/diagnostic.ts';
import { fixAll as applyAll } from '../lint/fix.ts';
import { isBuildkitName, isHadolintName } from '../lint/names.ts';
import type { Message } from '../syntax/message.ts';
import type { Dockerfile, Span } from '../syntax/tree.ts';
import { isInDirectiveBlock, lastStartingAt } from './find.ts';

/** Something the user can pick at a place. */
export interface CodeAction {
  readonly title: Message;
  readonly kind: 'quickfix' | 'source.fixAll.strata';
  /** The first choice for its diagnostic. */
  readonly preferred: boolean;
  readonly edits: readonly Edit[];
  readonly diagnostic: Diagnostic | undefined;
}

/** Fixes of the diagnostics in a span, and comments that silence them. */
export function quickFixes(
  file: Dockerfile,
  diagnostics: readonly Diagnostic[],
  span: Span,
): readonly CodeAction[] {
  const here = diagnostics.filter(found => found.span.start <= span.end && found.span.end >= span.start);
  const fixes = here.flatMap(found => found.fixes.map(fix => fixAction(found, fix)));
  return [...fixes, ...here.flatMap(found => silenceAction(file, found) ?? [])];
}

function fixAction(diagnostic: Diagnostic, { title, edits, safe }: Fix): CodeAction {
  return { title, kind: 'quickfix', preferred: safe && diagnostic.fixes.length === 1, edits, diagnostic };
}

/** All safe fixes at once, also those that show only after others; undefined when nothing would change. */
export function fixAll(text: string, lint: (text: string) => readonly Diagnostic[]): CodeAction | undefined {
  const fixed = applyAll(text, lint, { unsafe: false }).text;
  if (fixed === text) return undefined;
  const edits = [difference(text, fixed)];
  return { title: fixAllTitle, kind: 'source.fixAll.strata', preferred: false, edits, diagnostic: undefined };
}

const fixAllTitle: Message = { template: 'Fix everything that can be fixed safely', args: {} };

/** One edit from what both texts start with to what both end with. */
function difference(before: string, after: string): Edit {
  const shortest = Math.min(before.length, after.length);
  let start = 0;
  while (start < shortest && before[start] === after[start]) start++;
  let end = 0;
  while (end < shortest - start && before[before.length - 1 - end] === after[after.length - 1 - end]) end++;
  return { span: { start, end: before.length - end }, newText: after.slice(start, after.length - end) };
}

/** They find comments that silence others, and no comment silences them. */
const ABOUT_COMMENTS: ReadonlySet<string> = new Set(['suppression-comment', 'unused-suppression']);

/** A comment above the instruction, in the words that BuildKit or hadolint read too. */
function silenceAction(file: Dockerfile, diagnostic: Diagnostic): CodeAction | undefined {
  if (diagnostic.rule.startsWith('syntax-') || ABOUT_COMMENTS.has(diagnostic.rule)) return undefined;
  const check = diagnostic.aliases.find(isBuildkitName);
  const hadolint = diagnostic.aliases.find(isHadolintName);
  const name = check ?? hadolint ?? diagnostic.rule;
  const comment = check || !hadolint ? `# check=skip=${name}` : `# hadolint ignore=${name}`;
  const instruction = lastStartingAt(file.instructions, diagnostic.span.start);
  if (!instruction) return undefined;
  const lineStart = file.text.lastIndexOf('\n', instruction.start - 1) + 1;
  const indent = file.text.slice(lineStart, instruction.start);
  const lineEnd = file.text.includes('\r\n') ? '\r\n' : '\n';
  // Among the directives it would hold for the whole file: an empty line ends them.
  const apart = isInDirectiveBlock(file, lineStart) ? lineEnd : '';
  return {
    title: { template: 'Ignore {rule} for this instruction', args: { rule: name } },
    kind: 'quickfix',
    preferred: false,
    edits: [{ span: { start: lineStart, end: lineStart }, newText: `${apart}${indent}${comment}${lineEnd}` }],
    diagnostic,
  };
}
