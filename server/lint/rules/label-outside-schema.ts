import { labelsOf } from '../labels.ts';
import { wordRemoval } from '../lineEdits.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'label-outside-schema',
  aliases: ['DL3050'],
  since: '0.1.0',
  severity: 'info',
  recommended: true,
  contextual: true,
  summary: 'Only labels that the project knows should be there',
  docs: `With \`strict-labels: true\` in \`.hadolint.yaml\` an image may have the labels of \`label-schema\` and no others; without a schema, none at all. That finds misspelt keys, which would otherwise pass as labels of their own. Without that setting the rule is silent. The fix is unsafe: the label may only be misspelt.`,
  messages: {
    extra:
      'The label `{label}` is not among those that the project allows. Remove it, or add it to the label schema.',
  },
  fixes: { remove: { title: 'Remove the label `{label}`', safe: false } },
  check({ file, model, stages, options, report }) {
    if (!options.strictLabels) return;
    for (const { key, keySpan } of labelsOf(file, model, stages)) {
      if (key === undefined || options.labelSchema?.has(key)) continue;
      const instruction = model.instructionAt(keySpan.start);
      const edits = instruction && wordRemoval(file, instruction, instruction.pairs, keySpan);
      report(keySpan, 'extra', { label: key }, edits && { fix: 'remove', args: { label: key }, edits });
    }
  },
  examples: [
    {
      bad: 'FROM node:24\nLABEL version=1.0.0 «verison»=1\n',
      message: 'extra',
      fixed: 'FROM node:24\nLABEL version=1.0.0\n',
      options: { strictLabels: true, labelSchema: new Map([['version', 'semver']]) },
    },
    {
      bad: 'FROM node:24\nLABEL «version»=1.0.0\n',
      message: 'extra',
      fixed: 'FROM node:24\n',
      options: { strictLabels: true },
    },
    { good: 'FROM node:24\nLABEL any=thing\n', options: { labelSchema: new Map([['version', 'semver']]) } },
    { good: 'FROM node:24\nLABEL any=thing\n' },
  ],
});
