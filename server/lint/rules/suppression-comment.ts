import type { Dockerfile } from '../../syntax/tree.ts';
import type { Edit } from '../diagnostic.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'suppression-comment',
  aliases: ['DL1001'],
  since: '0.1.0',
  severity: 'info',
  recommended: false,
  summary: 'Findings should not be silenced by comments',
  docs: `Where the rules are those of a team, a comment that silences one of them is an exception nobody agreed to. This rule finds such comments, for whatever tool they are written, so that exceptions are made in the configuration instead. Comments that silence a rule for the whole file are not meant: they are as easy to see as a configuration.

Off unless asked for. Such a comment cannot silence this rule. The fix is unsafe: what the comment silenced is reported again.`,
  messages: {
    hadolint:
      'This comment silences `{names}` for one instruction. Fix what was found, or ignore the rule in the configuration.',
    other: {
      text: 'This comment silences findings for one instruction. Fix what was found, or ignore the rule in the configuration.',
      aliases: [],
    },
  },
  fixes: { remove: { title: 'Remove the comment', safe: false } },
  check({ file, suppressions, report }) {
    if (suppressions.length === 0) return;
    const comments = new Map(
      suppressions.filter(({ isGlobal }) => !isGlobal).map(found => [found.comment, found.tool]),
    );
    const byLine = new Map(file.comments.map(comment => [comment.line, comment]));
    for (const [{ line, names }, tool] of comments) {
      const span = byLine.get(line);
      if (!span) continue;
      const edits = commentRemoval(file, line);
      const fix = edits && ({ fix: 'remove', args: {}, edits } as const);
      if (tool !== 'hadolint') report(span, 'other', {}, fix);
      else report(span, 'hadolint', { names: names.map(({ name }) => name).join(', ') }, fix);
    }
  },
  examples: [
    {
      bad: '«# hadolint ignore=DL3006, DL3007 # it is ours»\nFROM app\n',
      message: 'hadolint',
      fixed: 'FROM app\n',
    },
    {
      bad: 'FROM app:1\n«# check=skip=JSONArgsRecommended»\nCMD app\n«# dockerfile-utils: ignore»\nWORKDIR app\n«# tally ignore=DL3003»\nRUN cd /app\n',
      message: 'other',
      fixed: 'FROM app:1\nCMD app\nWORKDIR app\nRUN cd /app\n',
    },
    { good: '# check=skip=JSONArgsRecommended\n# hadolint global ignore=DL3006\nFROM app\nCMD app\n' },
    { good: '# We ignore what hadolint says here.\nFROM app:1\n' },
  ],
});

/** Undefined above other comments at the top of the file: one of them might become a directive. */
function commentRemoval(file: Dockerfile, line: number): readonly Edit[] | undefined {
  const { lineStarts, text } = file;
  const top = file.instructions[0]?.lines.first ?? Number.POSITIVE_INFINITY;
  if (line < top && file.comments.some(other => other.line > line && other.line < top)) return undefined;
  return [{ span: { start: lineStarts[line] ?? 0, end: lineStarts[line + 1] ?? text.length }, newText: '' }];
}
