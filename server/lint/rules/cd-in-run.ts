import { lineEndOf } from '../lines.ts';
import { defineRule } from '../rule.ts';
import { callOf, type Program } from '../shell/calls.ts';
import type { ShellCommand } from '../shell/code.ts';

export default defineRule({
  id: 'cd-in-run',
  aliases: ['DL3003'],
  since: '0.1.0',
  severity: 'warning',
  recommended: true,
  summary: 'WORKDIR changes the directory, cd only within its own RUN',
  docs: `\`cd\` ends with the RUN it stands in: the next one starts again in the working directory. \`RUN cd /app\` alone does nothing at all. WORKDIR changes the directory for all that follows, also for CMD, and creates it when it is missing.

The recommended rules only find a \`cd\` as the last thing of its RUN, which has no effect. hadolint reports each \`cd\`; the preset \`all\` does as well, but for one in parentheses or in a substitution, which is for that one command on purpose.

The fix is unsafe: WORKDIR also changes the directory of the instructions below.`,
  messages: {
    last: 'This `cd` has no effect: the RUN ends here, and the next one starts in the working directory again. Use WORKDIR.',
    first: {
      text: '`cd {path}` holds for this RUN only, so the next one has to do it again. Use WORKDIR {path}.',
      recommended: false,
    },
    inside: {
      text: '`cd` hides from the reader where the rest of the RUN works. Use WORKDIR, absolute paths, or parentheses around what needs the directory.',
      recommended: false,
    },
  },
  fixes: { workdir: { title: 'Use WORKDIR {path}', safe: false } },
  check({ file, shell, report }) {
    for (const command of shell.commandsNamed('cd')) {
      if (command.host || isApart(command)) continue;
      const { statement, step, index } = command;
      const { statements } = step.script;
      const path = callOf(command, CD).subcommand?.value ?? '';
      const top = command.parent?.statement ?? statement;
      const isTop = statements.includes(top) && (top === statement || top.kind === 'list');
      if (index === step.commands.length - 1 && isTop && !command.isInFunction) {
        report(statement, 'last', {});
        continue;
      }
      const next = top.kind === 'list' && top.items[0] === statement ? top.items[1] : undefined;
      if (!isTop || statements[0] !== top || top.kind !== 'list' || !next || !/^[\w./-]+$/.test(path)) {
        report(statement, 'inside', {});
        continue;
      }
      const { instruction } = step;
      const isPlain = path.startsWith('/') && top.operators[0]?.text === '&&' && !step.isTrigger;
      const written = file.text.slice(statement.start, next.start);
      const keyword =
        instruction.keyword.value === instruction.keyword.value.toLowerCase() ? 'workdir' : 'WORKDIR';
      const lineEnd = lineEndOf(file);
      const canMove = isPlain && /^cd[ \t]+[\w./-]+[ \t]*&&[ \t]*$/.test(written);
      report(
        statement,
        'first',
        { path },
        canMove
          ? {
              fix: 'workdir',
              args: { path },
              edits: [
                {
                  span: { start: instruction.start, end: instruction.start },
                  newText: `${keyword} ${path}${lineEnd}`,
                },
                { span: { start: statement.start, end: next.start }, newText: '' },
              ],
            }
          : undefined,
      );
    }
  },
  examples: [
    { bad: 'FROM node:24\nRUN «cd /app»\nRUN npm ci && «cd ..»\nRUN [«"cd", "/app"»]\n', message: 'last' },
    {
      bad: 'FROM node:24\nRUN «cd /app» && npm ci\n',
      message: 'first',
      fixed: 'FROM node:24\nWORKDIR /app\nRUN npm ci\n',
    },
    { bad: 'FROM node:24\nRUN «cd app» && npm ci\nONBUILD RUN «cd /app» && make\n', message: 'first' },
    {
      bad: 'FROM debian:13\nRUN git clone https://example.org/a /a && «cd /a» && make\nRUN <<EOF\n«cd /a»\nmake\nEOF\n',
      message: 'inside',
    },
    { good: 'FROM node:24\nWORKDIR /app\nRUN npm ci && echo cd\n' },
    { good: 'FROM debian:13\nRUN (cd /a && make) && echo "$(cd /a && ls)" && bash -c "cd /a && make"\n' },
    { good: 'FROM node:24\nCMD cd /app && npm start\n' },
  ],
});

/** In a shell of its own: parentheses, a substitution, a pipe. */
function isApart({ parent }: ShellCommand): boolean {
  for (let around = parent; around; around = around.parent) {
    const { statement } = around;
    if (statement.kind === 'group' && statement.subshell) return true;
    if (statement.kind === 'pipeline' && statement.stages.length > 1) return true;
    if (statement.kind === 'command') return true;
  }
  return false;
}

const CD: Program = { valued: new Set() };
