import { defineRule } from '../rule.ts';
import type { ShellStep } from '../shell/code.ts';
import { haveSameFlags, joinRuns } from '../shell/joinRuns.ts';

export default defineRule({
  id: 'consecutive-runs',
  aliases: ['DL3059'],
  since: '0.1.0',
  severity: 'info',
  recommended: false,
  summary: 'Steps that belong together should be one RUN',
  docs: `Each RUN makes a layer. What one RUN writes and the next deletes stays in the image, and an \`apt-get update\` in a RUN of its own is taken from the cache long after it went stale. One RUN with \`&&\` has neither trouble.

Only neighbours with one or two commands each and with the same flags are meant: whoever writes more commands into a RUN has thought about the layers. Here-documents and JSON arrays are left alone. Off unless asked for, since separate steps can be cached separately, which is often what is wanted.

The fix is unsafe: it makes other layers, and what could be cached apart is so no longer. Comments stay.`,
  messages: {
    consecutive:
      'This RUN makes a layer of its own right after another. If the two belong together, join them with `&&`.',
  },
  fixes: { join: { title: 'Join with the RUN above', safe: false } },
  check({ file, stages, shell, report }) {
    const stepOf = new Map(shell.runs.map(step => [step.instruction, step]));
    for (const { steps } of stages) {
      let previous: ShellStep | undefined;
      for (const { instruction, triggeredBy } of steps) {
        const step = triggeredBy ? undefined : stepOf.get(instruction);
        const current = step && isShort(step) ? step : undefined;
        if (previous && current && haveSameFlags(previous, current)) {
          const edits = joinRuns(file, previous, current);
          const { keyword } = instruction;
          report(keyword, 'consecutive', {}, edits && { fix: 'join', args: {}, edits });
        }
        previous = current;
      }
    }
  },
  examples: [
    {
      bad: 'FROM debian:13\nRUN apt-get update\n«RUN» apt-get install -y make\n\n# build it\n«RUN» make | tee log\n',
      message: 'consecutive',
      fixed:
        'FROM debian:13\nRUN apt-get update \\\n    && apt-get install -y make \\\n# build it\n    && make | tee log\n',
    },
    {
      bad: 'FROM debian:13\nRUN --mount=type=cache,target=/c a \\\n    b\n«RUN» --mount=type=cache,target=/c c\n',
      message: 'consecutive',
      fixed: 'FROM debian:13\nRUN --mount=type=cache,target=/c a \\\n    b \\\n    && c\n',
    },
    {
      bad: 'FROM debian:13\nRUN a # why\n«RUN» b\n',
      message: 'consecutive',
      note: 'No fix: the remark ends the line.',
    },
    {
      bad: 'FROM debian:13\nRUN apt-get update && apt-get install -y make\n«RUN» apt-get update && apt-get install -y curl\n',
      message: 'consecutive',
      fixed:
        'FROM debian:13\nRUN apt-get update && apt-get install -y make \\\n    && apt-get update && apt-get install -y curl\n',
    },
    { good: 'FROM debian:13\nRUN a && b && c\nRUN d\nRUN e && f && g\nRUN h || i\n' },
    { good: 'FROM debian:13\nRUN a\nWORKDIR /b\nRUN c\nFROM debian:13\nRUN d\n' },
    { good: 'FROM debian:13\nRUN --mount=type=secret,id=a x\nRUN y\nRUN --network=none z\n' },
    { good: 'FROM debian:13\nRUN a\nRUN <<EOF\nb\nEOF\nRUN ["c"]\nRUN ["d"]\n' },
    { good: 'FROM debian:13\nRUN if a; then b; fi\nRUN c; d\n' },
  ],
});

/** One command or two, joined by `&&` or a pipe. */
function isShort({ script, commands, instruction }: ShellStep): boolean {
  if (script.source.words || instruction.heredocs.length > 0) return false;
  const [statement, ...more] = script.statements;
  if (!statement || more.length > 0 || commands.length > 2) return false;
  if (statement.kind === 'list') return statement.operators.every(({ text }) => text === '&&');
  return statement.kind === 'command' || statement.kind === 'pipeline';
}
