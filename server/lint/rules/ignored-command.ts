import type { Instruction } from '../../syntax/tree.ts';
import { lineRemoval } from '../lineEdits.ts';
import { defineRule } from '../rule.ts';
import { runsOnWindows } from '../stages.ts';

export default defineRule({
  id: 'ignored-command',
  aliases: [],
  since: '0.1.0',
  severity: 'warning',
  recommended: true,
  summary: 'A CMD is lost behind an ENTRYPOINT in shell form',
  docs: `CMD gives the arguments of ENTRYPOINT. An ENTRYPOINT in shell form becomes \`/bin/sh -c "…"\`, and what follows such a command is given to the shell, which has no use for it: neither CMD nor the arguments of \`docker run\` ever reach the program. Written as a JSON array, ENTRYPOINT passes them on.

An ENTRYPOINT that uses \`"$@"\` or \`$0\` on purpose is left alone. The rule looks at what holds at the end of each stage, inherited or not. The fix is unsafe: the arguments may have been wanted, and then ENTRYPOINT is what should change.`,
  messages: {
    lost: 'This CMD never reaches the program: ENTRYPOINT in line {line} is in shell form and drops all arguments. Write ENTRYPOINT as a JSON array.',
  },
  fixes: { remove: { title: 'Remove this CMD', safe: false } },
  check({ file, stages, report }) {
    const entrypoints = new Map<unknown, Instruction | undefined>();
    for (const stage of stages) {
      let entrypoint = stage.base && entrypoints.get(stage.base);
      let command: Instruction | undefined;
      for (const { instruction, triggeredBy } of stage.steps) {
        if (instruction.name === 'ENTRYPOINT') entrypoint = instruction;
        if (instruction.name === 'CMD' && !triggeredBy) command = instruction;
      }
      entrypoints.set(stage, entrypoint);
      if (!command || command.args.length === 0 || !entrypoint || entrypoint.form !== 'shell') continue;
      const [text] = entrypoint.args;
      if (!text || usesArguments(text.value) || entrypoint.heredocs.length > 0 || runsOnWindows(stage))
        continue;
      const edits = lineRemoval(file, command);
      report(
        command.keyword,
        'lost',
        { line: entrypoint.lines.first + 1 },
        edits && { fix: 'remove', args: {}, edits },
      );
    }
  },
  examples: [
    {
      bad: 'FROM node:24\nENTRYPOINT node server.js\n«CMD» ["--port", "80"]\n',
      message: 'lost',
      fixed: 'FROM node:24\nENTRYPOINT node server.js\n',
    },
    {
      bad: 'FROM node:24 AS base\nENTRYPOINT exec node server.js\nFROM base\n«CMD» 80\n',
      message: 'lost',
      fixed: 'FROM node:24 AS base\nENTRYPOINT exec node server.js\nFROM base\n',
    },
    { good: 'FROM node:24\nENTRYPOINT ["node", "server.js"]\nCMD ["--port", "80"]\n' },
    { good: 'FROM node:24\nENTRYPOINT exec node server.js "$@"\nCMD ["--port", "80"]\n' },
    { good: 'FROM node:24\nENTRYPOINT node server.js\n' },
  ],
});

const usesArguments = (text: string): boolean => /\$(?:[@*0-9#]|\{[@*0-9#])/.test(text);
