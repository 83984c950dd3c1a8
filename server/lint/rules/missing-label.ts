import { labelsOf } from '../labels.ts';
import { outputStages } from '../outputs.ts';
import { defineRule } from '../rule.ts';
import type { BuildStage } from '../stages.ts';

export default defineRule({
  id: 'missing-label',
  aliases: ['DL3049'],
  since: '0.1.0',
  severity: 'info',
  recommended: true,
  contextual: true,
  summary: 'An image should have the labels that the project asks for',
  docs: `A project can say which labels its images have, in \`.hadolint.yaml\`:

\`\`\`yaml
label-schema:
  maintainer: email
  org.opencontainers.image.version: semver
\`\`\`

The last stage then needs each of them, itself or in a stage that it is built upon; so does every stage without a name that no other stage uses. Without a schema the rule is silent.`,
  messages: {
    missing:
      'The project asks for a label `{label}` ({format}), and this image has none. Add `LABEL {label}="…"`.',
  },
  fixes: {},
  check({ file, model, stages, options, report }) {
    const schema = options.labelSchema ?? new Map();
    if (schema.size === 0) return;
    const own = new Map<BuildStage, Set<string>>();
    for (const { stage, key = '' } of labelsOf(file, model, stages)) {
      const keys = own.get(stage);
      if (keys) keys.add(key);
      else own.set(stage, new Set([key]));
    }
    for (const output of outputStages(model, stages)) {
      const from = output.stage?.from;
      if (!from || (output !== stages.at(-1) && output.stage?.name !== undefined)) continue;
      const missing = new Map(schema);
      for (let stage: BuildStage | undefined = output; stage && missing.size > 0; stage = stage.base) {
        for (const key of own.get(stage) ?? []) missing.delete(key);
      }
      for (const [label, format] of missing)
        report(from.args[0] ?? from.keyword, 'missing', { label, format });
    }
  },
  examples: [
    {
      bad: 'FROM node:24 AS build\nLABEL maintainer=a@example.org\nFROM «nginx:1.29» AS page\nCOPY --from=build /app /srv\n',
      message: 'missing',
      options: { labelSchema: new Map([['maintainer', 'email']]) },
    },
    {
      good: 'FROM node:24 AS base\nLABEL "maintainer"=a@example.org\nFROM base\nLABEL version=1.0.0\n',
      options: {
        labelSchema: new Map([
          ['maintainer', 'email'],
          ['version', 'semver'],
        ]),
      },
    },
    { good: 'FROM node:24\n', note: 'The project asks for no labels.' },
  ],
});
