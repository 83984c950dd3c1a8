import type { Stage } from '../../semantics/model.ts';
import { parseReference } from '../../syntax/values/reference.ts';
import { outputStages } from '../outputs.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'unused-stage',
  aliases: [],
  since: '0.1.0',
  severity: 'warning',
  recommended: true,
  tags: ['unnecessary'],
  summary: 'A stage should be used by another one, or be the last',
  docs: `A build makes the last stage and what it needs, through FROM, \`COPY --from\` and \`RUN --mount=from=\`. BuildKit skips every other stage: it is never even started, and what it seems to test or prepare does not happen.

A stage with a name may be what \`docker build --target\` asks for (\`test\`, \`dev\`), so that it is reported only when all rules are on. One without a name can only be asked for by its number, which nobody does: there the FROM is most often left over from an edit.`,
  messages: {
    unnamed:
      'No stage uses this one, and it has no name to build it by, so BuildKit skips it. Remove it, or name it with AS and copy from it.',
    named: {
      text: 'No stage uses `{name}`, so it is built only with `--target {name}`. Remove it if nobody asks for that.',
      recommended: false,
      severity: 'hint',
    },
  },
  fixes: {},
  check({ model, stages, report }) {
    const last = stages.at(-1);
    for (const built of outputStages(model, stages)) {
      const { stage } = built;
      if (!stage || built === last || !isReadable(stage)) continue;
      if (stage.name === undefined) report(stage.from.args[0] ?? stage.from.keyword, 'unnamed', {});
      else report(stage.nameToken ?? stage.from.keyword, 'named', { name: stage.name });
    }
  },
  examples: [
    { bad: 'FROM «node:24»\nRUN npm ci\nFROM nginx:1.29\nCOPY dist /srv\n', message: 'unnamed' },
    { bad: 'FROM node:24 AS «test»\nRUN npm test\nFROM nginx:1.29\n', message: 'named' },
    { good: 'FROM node:24\nRUN npm ci\nFROM nginx:1.29\nCOPY --from=0 /app /srv\n' },
    {
      good: 'FROM node:24 AS base\nFROM base AS build\nFROM nginx:1.29\nRUN --mount=from=build,target=/b cp /b/a /\n',
    },
    { good: 'FROM node:24\nRUN npm ci\n' },
  ],
});

/** Templates and half-typed lines are no stages yet. */
function isReadable({ base }: Stage): boolean {
  if (base.kind === 'missing' || base.kind === 'invalid') return false;
  return base.kind !== 'image' || base.unset.length > 0 || typeof parseReference(base.reference) !== 'string';
}
