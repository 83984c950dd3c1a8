import type { Model } from '../../semantics/model.ts';
import type { Dockerfile, Instruction, Span } from '../../syntax/tree.ts';
import { defineRule } from '../rule.ts';
import type { BuildStage } from '../stages.ts';

export default defineRule({
  id: 'shell-form-command',
  aliases: ['JSONArgsRecommended', 'DL3025'],
  since: '0.1.0',
  severity: 'warning',
  recommended: true,
  summary: 'CMD and ENTRYPOINT should be written as a JSON array',
  docs: `\`CMD node server.js\` starts \`/bin/sh -c "node server.js"\`. The shell is then process 1: it receives the SIGTERM of \`docker stop\` and does not pass it on, so the container is killed after the grace period without a chance to finish its work. A shell-form ENTRYPOINT also ignores CMD and the arguments of \`docker run\`. With \`CMD ["node", "server.js"]\` the program itself is process 1.

Where a shell is wanted, say so: \`CMD ["/bin/sh", "-c", "exec node server.js $FLAGS"]\`, or choose one with SHELL, which BuildKit takes as a sign that it is meant. hadolint reports that too, and the command of HEALTHCHECK, where a shell is useful more often than not.

The fix is offered for plain words only. It is unsafe because the program is then started in another way: without a shell, and with the arguments that ENTRYPOINT and CMD now pass on.`,
  messages: {
    shell:
      '{keyword} starts a shell that does not pass signals on, so `docker stop` has to kill the container. Write a JSON array: `{keyword} ["program", "argument"]`.',
    brokenArray:
      'This is no JSON array, though it begins like one: the shell is given the brackets too, and {keyword} fails. Put each word in double quotes and commas between them: `{keyword} ["program", "argument"]`.',
    chosenShell: {
      text: '{keyword} starts the shell chosen with SHELL, which may not pass signals on. Write a JSON array: `{keyword} ["program", "argument"]`.',
      aliases: ['DL3025'],
      recommended: false,
    },
    healthcheck: {
      text: 'HEALTHCHECK starts a shell for each check, which a small image may not even have. Write a JSON array: `CMD ["program", "argument"]`.',
      aliases: ['DL3025'],
      recommended: false,
    },
    onbuild: {
      text: '{keyword} starts a shell that does not pass signals on, in every image built upon this one. Write a JSON array: `{keyword} ["program", "argument"]`.',
      aliases: ['DL3025'],
      recommended: false,
    },
  },
  fixes: { array: { title: 'Write `{array}`', safe: false } },
  check({ file, model, stages, report }) {
    const shellAtEnd = new Map<BuildStage, boolean>();
    for (const stage of stages) {
      let isChosen = stage.base ? shellAtEnd.get(stage.base) === true : baseHasShell(model, stage);
      for (const { instruction, triggeredBy } of stage.steps) {
        const { name, form, keyword } = instruction;
        if (name === 'SHELL') isChosen = true;
        if (!triggeredBy) checkOthers(instruction);
        if ((name !== 'CMD' && name !== 'ENTRYPOINT') || form === 'exec') continue;
        const array = triggeredBy ? undefined : arrayOf(file, instruction);
        report(
          triggeredBy ?? commandSpan(instruction),
          isChosen ? 'chosenShell' : isBrokenArray(instruction) ? 'brokenArray' : 'shell',
          { keyword: name },
          array && {
            fix: 'array',
            args: { array: `${keyword.value} ${array.text}` },
            edits: [{ span: array.span, newText: array.text }],
          },
        );
      }
      shellAtEnd.set(stage, isChosen);
    }

    function checkOthers({ name, form, args, trigger }: Instruction): void {
      const [type, command] = args;
      if (name === 'HEALTHCHECK' && form === 'shell' && type?.value.toUpperCase() === 'CMD' && command) {
        report(command, 'healthcheck', {});
      }
      if ((trigger?.name === 'CMD' || trigger?.name === 'ENTRYPOINT') && trigger.form !== 'exec') {
        report(commandSpan(trigger), 'onbuild', { keyword: trigger.name });
      }
    }
  },
  examples: [
    {
      bad: 'FROM node:24\nCMD «node server.js»\n',
      message: 'shell',
      fixed: 'FROM node:24\nCMD ["node", "server.js"]\n',
    },
    {
      bad: 'FROM node:24\nENTRYPOINT «exec node $FLAGS server.js»\n',
      message: 'shell',
      note: 'No fix: a shell is needed.',
    },
    { bad: "FROM node:24\nCMD «['node', 'server.js']»\n", message: 'brokenArray' },
    { bad: 'FROM node:24\nCMD «["node", "server.js»\n', message: 'brokenArray' },
    {
      bad: 'FROM node:24\nENTRYPOINT «[ -f /ready ] && serve»\n',
      message: 'shell',
      note: 'Here the bracket is a command of the shell.',
    },
    {
      bad: 'FROM node:24\nSHELL ["/bin/bash", "-c"]\nCMD «node server.js»\n',
      message: 'chosenShell',
      fixed: 'FROM node:24\nSHELL ["/bin/bash", "-c"]\nCMD ["node", "server.js"]\n',
    },
    {
      bad: 'FROM nginx:1.29\nHEALTHCHECK --interval=1m CMD «curl -f http://localhost/»\n',
      message: 'healthcheck',
    },
    { bad: 'FROM node:24\nONBUILD CMD «npm start»\n', message: 'onbuild' },
    { good: 'FROM nginx:1.29\nHEALTHCHECK CMD ["curl", "-f", "http://localhost/"]\nHEALTHCHECK NONE\n' },
    { good: 'FROM node:24\nENTRYPOINT ["node"]\nCMD ["server.js"]\n' },
  ],
});

function baseHasShell(model: Model, { stage }: BuildStage): boolean {
  return stage !== undefined && model.settingsAt(stage.from.end).shell !== undefined;
}

/** The command, or the keyword when nothing follows. */
function commandSpan({ args, keyword }: Instruction): Span {
  const [first] = args;
  return first ? { start: first.start, end: args.at(-1)?.end ?? first.end } : keyword;
}

/** `[` with a blank behind it is the `test` of a shell, unless a quote follows. */
function isBrokenArray({ args: [command] }: Instruction): boolean {
  return command !== undefined && /^\[(?:\s*["']|[^\s[])/.test(command.value);
}

// Nothing that a shell would read: no quotes, variables, globs, operators.
const PLAIN_WORDS = /^[\w./:=@%+,-]+(?:[ \t]+[\w./:=@%+,-]+)*$/;
/** Words that only a shell knows, or settings of variables before the command. */
const SHELL_WORD =
  /^(?:\w+=.*|\.|:|alias|cd|command|eval|exec|exit|export|read|set|shift|source|trap|type|ulimit|umask|unset|wait)$/;

function arrayOf(
  file: Dockerfile,
  { args, heredocs }: Instruction,
): { text: string; span: Span } | undefined {
  const [command] = args;
  if (!command || heredocs.length > 0) return undefined;
  // On one line only: the words of several lines would lose their layout and comments.
  if (file.text.slice(command.start, command.end) !== command.value) return undefined;
  if (!PLAIN_WORDS.test(command.value)) return undefined;
  const words = command.value.split(/[ \t]+/);
  if (SHELL_WORD.test(words[0] ?? '')) return undefined;
  return { text: `[${words.map(word => JSON.stringify(word)).join(', ')}]`, span: command };
}
