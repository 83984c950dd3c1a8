import { wholeLines } from '../instructions.ts';
import { defineRule } from '../rule.ts';
import { callOf, type Program } from '../shell/calls.ts';
import type { ShellCommand } from '../shell/code.ts';

export default defineRule({
  id: 'replaced-shell',
  aliases: ['DL4005'],
  since: '0.1.0',
  severity: 'warning',
  recommended: true,
  summary: 'Another shell is chosen with SHELL, and not by a link over /bin/sh',
  docs: `A link from \`/bin/sh\` to another shell changes the shell of every script in the image, also of the package manager's and of the container that runs later. \`SHELL ["/bin/bash", "-c"]\` changes it for the steps of the build, and for CMD and ENTRYPOINT in shell form, and says so.

The fix is unsafe: \`/bin/sh\` stays what it is in the image.`,
  messages: {
    link: 'This makes `/bin/sh` another shell for every script in the image. Choose the shell of the build steps with SHELL ["{shell}", "-c"].',
  },
  fixes: { shell: { title: 'Write SHELL ["{shell}", "-c"]', safe: false } },
  check({ file, shell, report }) {
    for (const command of shell.commandsNamed('ln')) {
      const { subcommand: first, operands } = callOf(command, LN);
      const source = first?.value;
      const target = operands.at(-1)?.value;
      if (!target || !source || !/^\/(?:usr\/)?bin\/sh$/.test(target)) continue;
      const chosen = source.startsWith('/') ? source : `/bin/${source.slice(source.lastIndexOf('/') + 1)}`;
      const { instruction } = command.step;
      const isAlone = isWholeStep(command) && !/["\\$]/.test(chosen) && !instruction.flags.length;
      const keyword =
        instruction.keyword.value === instruction.keyword.value.toLowerCase() ? 'shell' : 'SHELL';
      const { start } = instruction;
      const end = wholeLines(file, instruction).end;
      const lineEnd = /\r?\n$/.exec(file.text.slice(start, end))?.[0] ?? '';
      const newText = `${keyword} ["${chosen}", "-c"]${lineEnd}`;
      report(
        command.statement,
        'link',
        { shell: chosen },
        isAlone
          ? { fix: 'shell', args: { shell: chosen }, edits: [{ span: { start, end }, newText }] }
          : undefined,
      );
    }
  },
  examples: [
    {
      bad: 'FROM ubuntu:24.04\nRUN «ln -sfv /bin/bash /bin/sh»\nRUN echo\n',
      message: 'link',
      fixed: 'FROM ubuntu:24.04\nSHELL ["/bin/bash", "-c"]\nRUN echo\n',
    },
    {
      bad: 'FROM ubuntu:24.04\nRUN rm /bin/sh && «ln -s bash /usr/bin/sh»\nONBUILD RUN [«"ln", "-sf", "/bin/bash", "/bin/sh"»]\n',
      message: 'link',
    },
    { good: 'FROM ubuntu:24.04\nSHELL ["/bin/bash", "-c"]\nRUN ln -s /bin/sh /usr/local/bin/shell\n' },
    { good: 'FROM ubuntu:24.04\nRUN ln -sf /bin/true /sbin/initctl\n' },
  ],
});

/** A step that does nothing else, and not below ONBUILD. */
function isWholeStep({ step, host, statement }: ShellCommand): boolean {
  return (
    !step.isTrigger &&
    !host &&
    !step.script.source.heredoc &&
    step.script.statements.every(each => each === statement)
  );
}

const LN: Program = { valued: new Set(['-S', '-t', '--suffix', '--target-directory']) };
