import { outputStages } from '../outputs.ts';
import { defineRule } from '../rule.ts';
import type { BuildStage } from '../stages.ts';

export default defineRule({
  id: 'missing-healthcheck',
  aliases: ['DL3057'],
  since: '0.1.0',
  severity: 'info',
  recommended: false,
  summary: 'An image should say how to check its health',
  docs: `With HEALTHCHECK the engine knows a program that still runs but no longer answers, and Docker Swarm replaces it. \`HEALTHCHECK NONE\` says that there is none on purpose.

Off unless asked for: Kubernetes ignores HEALTHCHECK and has probes of its own, and an image that runs a command and ends has nothing to check. Stages that others build upon or copy from need none.`,
  messages: {
    missing:
      'Nothing here tells the engine whether the program still answers. Add HEALTHCHECK, or HEALTHCHECK NONE to say that there is none.',
  },
  fixes: {},
  check({ model, stages, report }) {
    const checked = new Set<BuildStage>();
    for (const stage of stages) {
      const own = stage.steps.some(({ instruction }) => instruction.name === 'HEALTHCHECK');
      if (own || (stage.base && checked.has(stage.base))) checked.add(stage);
    }
    for (const stage of outputStages(model, stages)) {
      const from = stage.stage?.from;
      if (from && !checked.has(stage)) report(from.args[0] ?? from.keyword, 'missing', {});
    }
  },
  examples: [
    { bad: 'FROM «nginx:1.29»\nCOPY . /srv\n', message: 'missing' },
    { bad: 'FROM nginx:1.29 AS a\nHEALTHCHECK NONE\nFROM «nginx:1.29» AS b\n', message: 'missing' },
    { good: 'FROM nginx:1.29 AS base\nHEALTHCHECK CMD curl -f http://localhost/\nFROM base\nCOPY . /srv\n' },
    { good: 'FROM node:24 AS build\nFROM nginx:1.29\nCOPY --from=build /app /srv\nHEALTHCHECK NONE\n' },
  ],
});
