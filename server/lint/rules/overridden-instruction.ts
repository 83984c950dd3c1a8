import { lineRemoval } from '../lineEdits.ts';
import { defineRule } from '../rule.ts';
import type { Step } from '../stages.ts';

export default defineRule({
  id: 'overridden-instruction',
  aliases: ['MultipleInstructionsDisallowed', 'DL4003', 'DL4004', 'DL3012'],
  since: '0.1.0',
  severity: 'warning',
  recommended: true,
  tags: ['unnecessary'],
  summary: 'A stage should have at most one CMD, ENTRYPOINT and HEALTHCHECK',
  docs: `An image has one command, one entry point and one health check. Each such instruction replaces the one before it, so that an earlier one in the same stage does nothing but mislead: people edit it and wonder why the container does not change.

The fix is safe: it removes what has no effect.`,
  messages: {
    command: {
      text: 'This CMD has no effect: the one on line {line} replaces it. Remove one of them.',
      aliases: ['MultipleInstructionsDisallowed', 'DL4003'],
    },
    entrypoint: {
      text: 'This ENTRYPOINT has no effect: the one on line {line} replaces it. Remove one of them.',
      aliases: ['MultipleInstructionsDisallowed', 'DL4004'],
    },
    healthcheck: {
      text: 'This HEALTHCHECK has no effect: the one on line {line} replaces it. Remove one of them.',
      aliases: ['MultipleInstructionsDisallowed', 'DL3012'],
    },
  },
  fixes: { remove: { title: 'Remove this instruction', safe: true } },
  check({ file, stages, report }) {
    for (const { steps } of stages) {
      const latest = new Map<string, Step>();
      for (const step of steps) {
        const { name, lines } = step.instruction;
        const message = MESSAGES[name];
        if (!message) continue;
        const earlier = latest.get(name);
        latest.set(name, step);
        if (!earlier) continue;
        const { instruction, triggeredBy } = earlier;
        const edits = triggeredBy ? undefined : lineRemoval(file, instruction);
        report(
          triggeredBy ?? { start: instruction.start, end: instruction.end },
          message,
          { line: lines.first + 1 },
          edits && { fix: 'remove', args: {}, edits },
        );
      }
    }
  },
  examples: [
    {
      bad: 'FROM node:24\n«CMD ["npm", "start"]»\nCMD ["node", "server.js"]\n',
      message: 'command',
      fixed: 'FROM node:24\nCMD ["node", "server.js"]\n',
    },
    {
      bad: 'FROM node:24\n«ENTRYPOINT ["npm"]»\nENTRYPOINT ["node"]\n',
      message: 'entrypoint',
      fixed: 'FROM node:24\nENTRYPOINT ["node"]\n',
    },
    {
      bad: 'FROM node:24\n«HEALTHCHECK NONE»\nHEALTHCHECK CMD curl -f http://localhost/\n',
      message: 'healthcheck',
      fixed: 'FROM node:24\nHEALTHCHECK CMD curl -f http://localhost/\n',
    },
    { good: 'FROM node:24 AS dev\nCMD ["npm", "run", "dev"]\nFROM node:24\nCMD ["npm", "start"]\n' },
  ],
});

const MESSAGES: Readonly<Partial<Record<string, 'command' | 'entrypoint' | 'healthcheck'>>> = {
  CMD: 'command',
  ENTRYPOINT: 'entrypoint',
  HEALTHCHECK: 'healthcheck',
};
