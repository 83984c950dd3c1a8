import type { Instruction, Pair } from '../../syntax/tree.ts';
import { defineRule, type ReportedFix } from '../rule.ts';

export default defineRule({
  id: 'repeated-name',
  aliases: [],
  since: '0.1.0',
  severity: 'warning',
  recommended: true,
  tags: ['unnecessary'],
  summary: 'A name should be set once in one instruction',
  docs: `Where ENV, LABEL or ARG sets a name twice, the last one counts and the others are lost without a word: most often two lists were merged, or the second name should have been another one. In ENV and LABEL the values do not see each other, so that \`ENV PATH=/a:$PATH PATH=/b:$PATH\` adds \`/b\` alone.

The fix takes out what is lost, and is safe. For ARG there is none, since a later argument may use the value.`,
  messages: {
    lost: '`{name}` is set again further on in this {keyword}, so this value is lost. Remove it, or correct the name.',
  },
  fixes: { remove: { title: 'Remove the value that is lost', safe: true } },
  check({ file, report }) {
    for (const outer of file.instructions) {
      const instruction = outer.trigger ?? outer;
      const { name: keyword, pairs } = instruction;
      if (pairs.length < 2 || (keyword !== 'ENV' && keyword !== 'LABEL' && keyword !== 'ARG')) continue;
      const last = new Map(pairs.map((pair, index) => [pair.name.value, index]));
      pairs.forEach((pair, index) => {
        const name = pair.name.value;
        if (last.get(name) === index || name === '') return;
        report(pair.name, 'lost', { name, keyword }, removal(instruction, pair, pairs[index + 1]));
      });
    }
  },
  examples: [
    {
      bad: 'FROM node:24\nENV «A»=1 B=2 \\\n    A=3\n',
      message: 'lost',
      fixed: 'FROM node:24\nENV B=2 \\\n    A=3\n',
    },
    {
      bad: 'FROM node:24\nLABEL vendor="a" \\\n      «version»=1 \\\n      # the new one\n      version=2\n',
      message: 'lost',
      fixed: 'FROM node:24\nLABEL vendor="a" \\\n      version=2\n',
    },
    { bad: 'FROM node:24\nARG «A»=1 B=$A A=2\n', message: 'lost' },
    { good: 'FROM node:24\nENV A=1 B=2\nENV A=3\nLABEL a=1 A=2\n' },
  ],
});

function removal(
  { name }: Instruction,
  { start }: Pair,
  next: Pair | undefined,
): (ReportedFix & { readonly fix: 'remove'; readonly args: Readonly<Record<never, never>> }) | undefined {
  if (!next || name === 'ARG') return undefined;
  return { fix: 'remove', args: {}, edits: [{ span: { start, end: next.start }, newText: '' }] };
}
