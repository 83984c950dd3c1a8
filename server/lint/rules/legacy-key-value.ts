import type { Dockerfile, Instruction } from '../../syntax/tree.ts';
import type { Edit } from '../diagnostic.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'legacy-key-value',
  aliases: ['LegacyKeyValueFormat'],
  since: '0.1.0',
  severity: 'warning',
  recommended: true,
  tags: ['deprecated'],
  summary: 'ENV and LABEL should be written as name=value',
  docs: `\`ENV name value\` takes the whole rest of the line as one value: \`ENV A 1 B 2\` sets a single variable, \`A\`, to \`1 B 2\`. With \`=\` each pair stands for itself, and several fit into one instruction. The old form is kept for old files only.

The fix is safe: it writes \`=\`, and quotes around a value with blanks. It is not offered where quotes within the value would have to be written anew.`,
  messages: {
    legacy:
      'Without `=` the whole rest of the line becomes the value of `{name}`, also what looks like another pair. Write `{keyword} {name}=…` instead.',
  },
  fixes: { equals: { title: 'Write `{name}=…`', safe: true } },
  check({ file, stages, report }) {
    for (const { steps } of stages) {
      for (const { instruction, triggeredBy } of steps) {
        if (!instruction.legacyPair) continue;
        const [pair] = instruction.pairs;
        if (!pair) continue;
        const args = { name: pair.name.value, keyword: instruction.name };
        const span = triggeredBy ?? { start: instruction.keyword.start, end: pair.name.end };
        const edits = triggeredBy ? undefined : equalsForm(file, instruction);
        report(span, 'legacy', args, edits && { fix: 'equals', args: { name: args.name }, edits });
      }
    }
  },
  examples: [
    {
      bad: 'FROM alpine\n«ENV PORT» 8080\n«LABEL title» The best of all\n',
      message: 'legacy',
      fixed: 'FROM alpine\nENV PORT=8080\nLABEL title="The best of all"\n',
    },
    {
      bad: 'FROM alpine\n«ENV NAME» "in quotes"\n',
      message: 'legacy',
      fixed: 'FROM alpine\nENV NAME="in quotes"\n',
    },
    {
      bad: 'FROM alpine\n«ENV BOTH» "in" quotes\n',
      message: 'legacy',
      note: 'The quotes are part of a longer value: no fix.',
    },
    { good: 'FROM alpine\nENV PORT=8080 HOST=localhost\nLABEL title="The best of all"\n' },
  ],
});

/** The same name and value with `=`; undefined where that needs more than quotes around the value. */
function equalsForm(file: Dockerfile, { pairs }: Instruction): readonly Edit[] | undefined {
  const [{ name, value } = { name: undefined, value: undefined }] = pairs;
  if (!name || !value || /[\r\n#]/.test(file.text.slice(name.end, value.start))) return undefined;
  const between = { start: name.end, end: value.start };
  if (isOneWord(value.value, file.escape)) return [{ span: between, newText: '=' }];
  if (/["'`\\]/.test(value.value)) return undefined;
  return [
    { span: between, newText: '="' },
    { span: { start: value.end, end: value.end }, newText: '"' },
  ];
}

/** No blank stands outside of quotes, and every quote is closed: read as a pair, the value stays as it is. */
function isOneWord(value: string, escapeSign: string): boolean {
  let quote = '';
  for (let at = 0; at < value.length; at++) {
    const sign = value.charAt(at);
    if (sign === escapeSign && quote !== "'") at++;
    else if (quote !== '') quote = sign === quote ? '' : quote;
    else if (sign === '"' || sign === "'") quote = sign;
    else if (/\s/.test(sign)) return false;
  }
  return quote === '' && value !== '';
}
