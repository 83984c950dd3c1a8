import { commentsBefore } from '../lint/comments.ts';
import type { Diagnostic, Edit } from '../lint/diagnostic.ts';
import { isBuildkitName, isHadolintName } from '../lint/names.ts';
import { readSuppressions, type Suppression } from '../lint/suppressions.ts';
import type { Dockerfile } from '../syntax/tree.ts';
import { isInDirectiveBlock, lastStartingAt } from './find.ts';

/** Which comment silences a rule, in the words that BuildKit or hadolint read too. */
export interface Silencer {
  /** As the comment names the rule. */
  readonly name: string;
  readonly tool: 'check' | 'hadolint';
}

/** They find comments that silence others, and no comment silences them. */
const ABOUT_COMMENTS: ReadonlySet<string> = new Set(['suppression-comment', 'unused-suppression']);

/** Undefined for findings that no comment silences. */
export function silencerOf({ rule, aliases }: Diagnostic): Silencer | undefined {
  if (rule.startsWith('syntax-') || ABOUT_COMMENTS.has(rule)) return undefined;
  const check = aliases.find(isBuildkitName);
  const hadolint = aliases.find(isHadolintName);
  return { name: check ?? hadolint ?? rule, tool: check || !hadolint ? 'check' : 'hadolint' };
}

/** A comment right above the instruction at an offset, or one more name in the one that is there. */
export function silenceInstruction(
  file: Dockerfile,
  offset: number,
  { name, tool }: Silencer,
): readonly Edit[] | undefined {
  const instruction = lastStartingAt(file.instructions, offset);
  if (!instruction) return undefined;
  const lines = commentLinesAbove(file, instruction.lines.first);
  const present = readSuppressions(file).all.filter(
    entry => entry.tool === tool && !entry.isNowhere && lines.has(entry.comment.line),
  );
  const more = oneMore(present, name);
  if (more) return more;
  const lineStart = file.lineStarts[instruction.lines.first] ?? instruction.start;
  const indent = file.text.slice(lineStart, instruction.start);
  const lineEnd = lineEndOf(file);
  // Among the directives it would hold for the whole file: an empty line ends them.
  const apart = isInDirectiveBlock(file, lineStart) ? lineEnd : '';
  const comment = tool === 'check' ? `# check=skip=${name}` : `# hadolint ignore=${name}`;
  return [insertion(lineStart, `${apart}${indent.trim() === '' ? indent : ''}${comment}${lineEnd}`)];
}

/** For the whole file: BuildKit's directive at the top, or hadolint's comment below the directives. */
export function silenceFile(file: Dockerfile, { name, tool }: Silencer): readonly Edit[] | undefined {
  const { text, directives } = file;
  const lineEnd = lineEndOf(file);
  const all = readSuppressions(file).all.filter(entry => entry.isGlobal && entry.tool === tool);
  const more = oneMore(all, name);
  if (more) return more;
  const check = directives.find(directive => directive.name === 'check');
  if (tool === 'check' && check) {
    const { start, value } = check.value;
    return [insertion(start, value.trim() === '' ? `skip=${name}` : `skip=${name};`)];
  }
  // What a `#!` at the top does to directives is for nobody to find out.
  if (text.startsWith('#!')) return undefined;
  const last = directives.at(-1);
  const at = last ? nextLineStart(text, last.end) : text.startsWith('\ufeff') ? 1 : 0;
  const before = last && at === text.length && !text.endsWith('\n') ? lineEnd : '';
  const comment = tool === 'check' ? `# check=skip=${name}` : `# hadolint global ignore=${name}`;
  return [insertion(at, `${before}${comment}${lineEnd}`)];
}

/** In the first comment of its kind: further ones do not count for every tool. */
function oneMore([first]: readonly Suppression[], name: string): readonly Edit[] | undefined {
  const last = first?.comment.names.at(-1);
  if (!last || first?.isAll) return undefined;
  return [insertion(last.span.end, `,${name}`)];
}

function commentLinesAbove(file: Dockerfile, line: number): ReadonlySet<number> {
  for (const { instruction, comments } of commentsBefore(file)) {
    if (instruction.lines.first === line) return new Set(comments.map(comment => comment.line));
  }
  return new Set();
}

function insertion(at: number, newText: string): Edit {
  return { span: { start: at, end: at }, newText };
}

function lineEndOf({ text }: Dockerfile): string {
  return text.includes('\r\n') ? '\r\n' : '\n';
}

function nextLineStart(text: string, from: number): number {
  const newline = text.indexOf('\n', from);
  return newline < 0 ? text.length : newline + 1;
}
