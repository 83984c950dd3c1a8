import type { Stage } from '../../semantics/model.ts';
import type { Instruction } from '../../syntax/tree.ts';
import { addingCalls } from '../packages/npm.ts';
import { callSpan } from '../packages/rpmRules.ts';
import { defineRule } from '../rule.ts';
import { hasOption } from '../shell/calls.ts';
import { transfers } from '../transfers.ts';

export default defineRule({
  id: 'unlocked-npm-install',
  aliases: [],
  since: '0.1.0',
  severity: 'info',
  recommended: true,
  summary: 'With a lock file, npm ci installs exactly what was locked',
  docs: `\`npm install\` may go beyond \`package-lock.json\`: where it does not fit \`package.json\`, other versions are installed and the file in the image is rewritten, unseen. \`npm ci\` installs what the lock file says and nothing else, starts from an empty \`node_modules\`, and fails when the two files do not fit, which is the moment to know it.

Reported only where a COPY above names the lock file. The fix is unsafe, since \`npm ci\` fails where \`npm install\` would have gone on.`,
  messages: {
    install:
      '`npm install` may install other versions than the lock file of line {line} says. Use `npm ci`, which keeps to it or fails.',
  },
  fixes: { ci: { title: 'Use `npm ci`', safe: false } },
  check({ shell, stages, report }) {
    const calls = addingCalls(shell).filter(
      ({ tool, call }) => tool === 'npm' && call.operands.length === 0 && !call.hasUnknownOptions,
    );
    if (calls.length === 0) return;
    const locks = new Map<Stage | undefined, Instruction>();
    for (const { stage, instruction, sources } of transfers(stages)) {
      if (!locks.has(stage.stage) && sources.some(({ value }) => LOCK.test(value)))
        locks.set(stage.stage, instruction);
    }
    for (const { call } of calls) {
      const { command, subcommand } = call;
      const { step } = command;
      if (!subcommand || hasOption(call, '-g', '--global', '--no-package-lock', '--package-lock-only'))
        continue;
      const lock = locks.get(step.stage);
      if (!lock || lock.start > step.instruction.start) continue;
      const { word } = subcommand;
      const newText = command.script.source.words ? '"ci"' : 'ci';
      const fix = { fix: 'ci', args: {}, edits: [{ span: word, newText }] } as const;
      report(callSpan(call), 'install', { line: lock.lines.first + 1 }, word.isStatic ? fix : undefined);
    }
  },
  examples: [
    {
      bad: 'FROM node:24\nCOPY package.json package-lock.json ./\nRUN «npm install» --omit=dev && npm cache clean --force\n',
      message: 'install',
      fixed:
        'FROM node:24\nCOPY package.json package-lock.json ./\nRUN npm ci --omit=dev && npm cache clean --force\n',
    },
    {
      bad: 'FROM node:24\nCOPY ["package.json", "package-lock.json", "./"]\nRUN [«"npm", "i"»]\n',
      message: 'install',
      fixed: 'FROM node:24\nCOPY ["package.json", "package-lock.json", "./"]\nRUN ["npm", "ci"]\n',
    },
    { good: 'FROM node:24\nCOPY package*.json ./\nRUN npm install\n' },
    {
      good: 'FROM node:24\nCOPY package-lock.json ./\nRUN npm ci && npm install -g serve@14 && npm install left-pad@1\n',
    },
    {
      good: 'FROM node:24 AS a\nCOPY package-lock.json ./\nRUN npm ci\nFROM node:24\nCOPY package.json ./\nRUN npm install\n',
    },
  ],
});

const LOCK = /(?:^|[/"])(?:package-lock|npm-shrinkwrap)\.json"?$/;
