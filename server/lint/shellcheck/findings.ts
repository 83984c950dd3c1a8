import type { Span } from '../../syntax/tree.ts';
import type { Diagnostic, Edit, Fix, Severity } from '../diagnostic.ts';
import { pageOf } from '../names.ts';
import type { ScopeAt } from './known.ts';
import { isGiven, mayBeSet } from './known.ts';
import type { ShellcheckComment, ShellcheckRange, ShellcheckReplacement } from './report.ts';
import type { CheckedScript } from './scripts.ts';

/** What ShellCheck found in a script, in the terms of the Dockerfile `text`. Leaves out what says nothing there. */
export function shellcheckFindings(
  text: string,
  script: CheckedScript,
  comments: readonly ShellcheckComment[],
  scopeAt: ScopeAt,
): readonly Diagnostic[] {
  const place = placesIn(script);
  const found: Diagnostic[] = [];
  let hasReturn = false;
  for (const comment of comments) {
    // The first line is ours.
    if (comment.line < 2 || isAboutElsewhere(comment.code)) continue;
    const range = widened(script, place(comment));
    const span = spanOf(script, range);
    const isKnown =
      comment.code === NOT_IN_SH ? isGiven : NAMES_A_VARIABLE.has(comment.code) ? mayBeSet : undefined;
    if (isKnown?.(text.slice(span.start, span.end), script, scopeAt)) continue;
    // Once says it: every line of such a here-document has one.
    if (comment.code === CARRIAGE_RETURN && hasReturn) continue;
    hasReturn ||= comment.code === CARRIAGE_RETURN;
    const name = `SC${comment.code}`;
    const fix = fixOf(text, script, comment, place);
    found.push({
      rule: `shellcheck-${name.toLowerCase()}`,
      aliases: [name],
      severity: SEVERITIES[comment.level],
      message: { template: '{message}', args: { message: comment.message } },
      span,
      fixes: fix ? [fix] : [],
      tags: comment.code === UNREACHABLE ? ['unnecessary'] : [],
      url: pageOf([name]),
    });
  }
  return found;
}

/**
 * Findings about things that are not in a Dockerfile: files of the image that cannot be followed from here, and first
 * lines, which are not the author's.
 */
export function isAboutElsewhere(code: number): boolean {
  return ELSEWHERE.has(code);
}

const ELSEWHERE: ReadonlySet<number> = new Set([1090, 1091, 1071, 1008, 1128, 2096, 2148, 2187, 2239]);
const NAMES_A_VARIABLE: ReadonlySet<number> = new Set([2153, 2154]);
/** `UID`, `HOSTNAME` and the like, which bash sets and sh does not. */
const NOT_IN_SH = 3028;
const CARRIAGE_RETURN = 1017;
const UNREACHABLE = 2317;

const SEVERITIES: Readonly<Record<ShellcheckComment['level'], Severity>> = {
  error: 'error',
  warning: 'warning',
  info: 'info',
  style: 'hint',
};

/** Script offsets of ShellCheck's places. */
function placesIn({ text, shift, source }: CheckedScript): (range: ShellcheckRange) => Span {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  const offset = (line: number, column: number): number => {
    const start = starts[line - 1] ?? text.length;
    const end = starts[line] ?? text.length;
    return Math.min(
      Math.max(start + unitsBefore(text, start, end, column - 1) - shift, 0),
      source.text.length,
    );
  };
  return range => {
    const start = offset(range.line, range.column);
    return { start, end: Math.max(start, offset(range.endLine, range.endColumn)) };
  };
}

/** UTF-16 units of the first so many code points of a line. */
function unitsBefore(text: string, start: number, end: number, points: number): number {
  let at = start;
  for (let left = points; left > 0 && at < end; left--) at += (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
  return at - start;
}

/** Syntax errors have a place and no length: the word there is shown. */
function widened({ source: { text } }: CheckedScript, { start, end }: Span): Span {
  if (end > start) return { start, end };
  let to = start;
  while (to < text.length && !/[\s;&|()<>]/.test(text[to] ?? ' ')) to++;
  if (to > start) return { start, end: to };
  const isThere = start < text.length && !/\s/.test(text[start] ?? ' ');
  return isThere || start === 0
    ? { start, end: Math.min(start + 1, text.length) }
    : { start: start - 1, end: start };
}

function spanOf({ source: { positions } }: CheckedScript, { start, end }: Span): Span {
  const from = positions.startOf(start);
  return { start: from, end: Math.max(from, positions.endOf(end)) };
}

/** Undefined where a text to replace stands otherwise in the file than in the script. */
function fixOf(
  text: string,
  script: CheckedScript,
  { code, replacements, ...comment }: ShellcheckComment,
  place: (range: ShellcheckRange) => Span,
): Fix | undefined {
  if (replacements.length === 0) return undefined;
  const edits: Edit[] = [];
  for (const replacement of replacements) {
    const edit = editOf(text, script, replacement, place(replacement));
    if (!edit) return undefined;
    edits.push(edit);
  }
  edits.sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
  if (edits.some(({ span }, index) => span.start < (edits[index - 1]?.span.end ?? 0))) return undefined;
  const shown = spanOf(script, place(comment));
  const after = changed(
    text,
    {
      start: Math.min(shown.start, edits[0]?.span.start ?? shown.start),
      end: Math.max(shown.end, edits.at(-1)?.span.end ?? shown.end),
    },
    edits,
  );
  return {
    title:
      after.length > LONGEST_SHOWN || /[\r\n]/.test(after)
        ? { template: 'Change it as ShellCheck proposes', args: {} }
        : { template: 'Change to `{text}`', args: { text: after } },
    safe: isMechanical(code, text.slice(shown.start, shown.end)),
    edits,
  };
}

const LONGEST_SHOWN = 60;

function editOf(
  text: string,
  { source, write }: CheckedScript,
  replacement: ShellcheckReplacement,
  { start, end }: Span,
): Edit | undefined {
  const { positions } = source;
  // A line end of a script that is one instruction would need a continuation.
  if (replacement.text.includes('\n')) return undefined;
  const newText = write(replacement.text);
  if (newText === undefined) return undefined;
  if (start === end) {
    const at = replacement.isBehind ? positions.endOf(start) : positions.startOf(start);
    return { span: { start: at, end: at }, newText };
  }
  const span = { start: positions.startOf(start), end: positions.endOf(end) };
  if (text.slice(span.start, span.end) !== write(source.text.slice(start, end))) return undefined;
  return { span, newText };
}

function changed(text: string, { start, end }: Span, edits: readonly Edit[]): string {
  let out = '';
  let from = start;
  for (const { span, newText } of edits) {
    out += text.slice(from, span.start) + newText;
    from = span.end;
  }
  return out + text.slice(from, end);
}

/** Those that the shell reads as before. Quotes are not among them: words may be meant to be split. */
function isMechanical(code: number, text: string): boolean {
  if (code === 2004 || code === 2250) return true;
  return code === 2006 && !text.includes('\\');
}
