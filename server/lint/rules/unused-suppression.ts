import type { Dockerfile } from '../../syntax/tree.ts';
import type { Edit } from '../diagnostic.ts';
import { defineRule } from '../rule.ts';
import type { SilencingComment, Suppression } from '../suppressions.ts';

export default defineRule({
  id: 'unused-suppression',
  aliases: [],
  since: '0.1.0',
  severity: 'hint',
  recommended: true,
  last: true,
  tags: ['unnecessary'],
  summary: 'A comment that silences nothing should be removed',
  docs: `A comment such as \`# hadolint ignore=DL3008\` outlives what it was written for: the line is fixed, or moved away from its comment. It then silences whatever comes to that line later, unseen. Every form is looked at: \`# check=skip=\`, \`# hadolint ignore=\`, \`# hadolint global ignore=\`, \`# tally ignore=\` and \`# dockerfile-utils: ignore\`.

A rule counts here even when it is switched off, since the comment may be meant for another tool. Nothing is said of ShellCheck's rules where ShellCheck did not run, and of rules whose findings hang on more than the file.

The fix is safe: a comment changes nothing in the build. It is left out where the comments below would become directives.`,
  messages: {
    unused: 'Nothing is found here that `{name}` could silence. Remove it, so that it hides nothing later.',
    unknown: 'There is no rule `{name}`, so this silences nothing. Correct the name, or remove it.',
    nowhere:
      'This comment silences nothing, because it does not stand right above an instruction. Move it there, or remove it.',
  },
  fixes: { remove: { title: 'Remove `{name}`', safe: true } },
  check({ file, suppressions, report }) {
    const reported = new Set<SilencingComment>();
    for (const suppression of suppressions) {
      const { comment, name, span, isUsed, verdict, isNowhere } = suppression;
      if (isUsed || verdict === 'open' || reported.has(comment)) continue;
      if (verdict === 'unknown') {
        report(span, 'unknown', { name });
        continue;
      }
      const gone = comment.names.filter(other => !other.isUsed && other.verdict === 'unused');
      const isWhole = gone.length === comment.names.length;
      if (isNowhere) {
        const edits = commentRemoval(file, comment);
        reported.add(comment);
        report(span, 'nowhere', {}, edits && { fix: 'remove', args: { name }, edits });
        continue;
      }
      // All names of one comment go at once: edits next to each other would get into each other's way.
      const edits = isWhole ? commentRemoval(file, comment) : nameRemoval(file, suppression);
      if (isWhole) reported.add(comment);
      const shown = isWhole ? gone.map(other => other.name).join(', ') : name;
      const whole = isWhole ? { start: span.start, end: gone.at(-1)?.span.end ?? span.end } : span;
      report(whole, 'unused', { name: shown }, edits && { fix: 'remove', args: { name: shown }, edits });
    }
  },
  examples: [
    {
      bad: 'FROM node:24\n# hadolint ignore=«DL3000»\nWORKDIR /app\n',
      message: 'unused',
      fixed: 'FROM node:24\nWORKDIR /app\n',
    },
    {
      bad: '# check=skip=«WorkdirRelativePath»;error=true\nFROM node:24\nWORKDIR /app\n',
      message: 'unused',
      fixed: '# check=error=true\nFROM node:24\nWORKDIR /app\n',
    },
    {
      bad: 'FROM node:24\n# check=skip=JSONArgsRecommended,«StageNameCasing» // so far\nCMD npm start\n',
      message: 'unused',
      fixed: 'FROM node:24\n# check=skip=JSONArgsRecommended // so far\nCMD npm start\n',
    },
    {
      bad: 'FROM node:24\n# tally ignore=«DL3000, DL3025»;reason=none\n# dockerfile-utils: «ignore»\nWORKDIR /app\n',
      message: 'unused',
      fixed: 'FROM node:24\nWORKDIR /app\n',
    },
    {
      bad: 'FROM node:24\n# hadolint ignore=«DL3025»\n\nCMD npm start\n',
      message: 'nowhere',
      fixed: 'FROM node:24\n\nCMD npm start\n',
    },
    { bad: 'FROM node:24\n# check=skip=«JsonArgs»\nCMD npm start\n', message: 'unknown' },
    {
      good: 'FROM node:24\n# hadolint ignore=DL3025\nCMD npm start\n# hadolint ignore=SC2086\nRUN echo $HOME\n',
    },
    { good: '# hadolint global ignore=DL3006\nFROM node\n' },
    {
      good: 'FROM node:24 AS a\n# hadolint ignore=DL3057\nFROM node:24\n',
      note: 'DL3057 is off, but may be on elsewhere.',
    },
  ],
});

/** The whole line, or what is left without names; nothing when a directive would appear below. */
function commentRemoval(file: Dockerfile, comment: SilencingComment): readonly Edit[] | undefined {
  const { text, lineStarts } = file;
  const { line, names, rest, isDirective } = comment;
  const [first] = names;
  const start = lineStarts[line] ?? 0;
  const end = lineStarts[line + 1] ?? text.length;
  if (rest !== '' && first) {
    const value = text.lastIndexOf('skip', first.span.start);
    const option = text.indexOf('=', start) + 1;
    if (option <= 0 || value < option) return undefined;
    const stop = optionEnd(text, first.span.start, end);
    return [{ span: { start: skipBlanks(text, option), end: stop }, newText: rest }];
  }
  const below = file.comments.filter(other => other.line > line && other.line < firstInstructionLine(file));
  if (!isDirective && below.some(other => /^(?:syntax|escape|check)[ \t]*=/i.test(other.text)))
    return undefined;
  return [{ span: { start, end }, newText: '' }];
}

/** The name with the comma that parts it from its neighbour. */
function nameRemoval({ text }: Dockerfile, { span, comment }: Suppression): readonly Edit[] | undefined {
  const index = comment.names.findIndex(other => other.span === span);
  const before = comment.names[index - 1];
  const after = comment.names[index + 1];
  if (before) return [{ span: { start: before.span.end, end: span.end }, newText: '' }];
  return after && text.slice(span.end, after.span.start).includes(',')
    ? [{ span: { start: span.start, end: after.span.start }, newText: '' }]
    : undefined;
}

function firstInstructionLine({ instructions }: Dockerfile): number {
  return instructions[0]?.lines.first ?? Number.POSITIVE_INFINITY;
}

/** Where a check option ends: at the first blank. */
function optionEnd(text: string, from: number, limit: number): number {
  let end = from;
  while (end < limit && !/\s/.test(text[end] ?? ' ')) end++;
  return end;
}

function skipBlanks(text: string, from: number): number {
  let at = from;
  while (text[at] === ' ' || text[at] === '\t') at++;
  return at;
}
