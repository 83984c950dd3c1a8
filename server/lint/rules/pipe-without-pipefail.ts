import type { Command, Pipeline, Script, Statement } from '../../shell/model.ts';
import { pipelinesOf, walkCommands } from '../../shell/walk.ts';
import type { Dockerfile } from '../../syntax/tree.ts';
import type { Edit } from '../diagnostic.ts';
import { lineEndOf } from '../lines.ts';
import { defineRule } from '../rule.ts';
import type { ShellStep } from '../shell/code.ts';

export default defineRule({
  id: 'pipe-without-pipefail',
  aliases: ['DL4006'],
  since: '0.1.0',
  severity: 'warning',
  recommended: true,
  summary: 'A pipe should fail when any of its commands fails',
  docs: `\`wget -O - URL | tar x\` succeeds when \`tar\` does, even if the download broke off: the build goes on with half of the files. With \`pipefail\` the shell looks at every command of a pipe:

\`\`\`dockerfile
SHELL ["/bin/bash", "-o", "pipefail", "-c"]
\`\`\`

\`set -o pipefail\` at the start of the RUN does the same for that RUN. bash, zsh, ksh and BusyBox's ash (Alpine) know the option. dash, the \`/bin/sh\` of Debian and Ubuntu, stops at it; hadolint therefore does not accept it for \`/bin/sh\`. The recommended rules do, and say nothing of pipes that begin with \`echo\`, \`ls\`, \`cat\` and the like, which hardly fail.

The fix is unsafe: the shell it chooses must be there, and is in force for all that follows.`,
  messages: {
    pipe: 'When `{command}` fails, the build goes on, since only the last command of a pipe counts. Set pipefail: SHELL ["{shell}", "-o", "pipefail", "-c"].',
    harmless: {
      text: 'Only the last command of a pipe counts, so the build goes on when `{command}` fails. Set pipefail: SHELL ["{shell}", "-o", "pipefail", "-c"].',
      recommended: false,
    },
    sh: {
      text: 'Not every `/bin/sh` knows pipefail, and one that does not stops at it. Name the shell: SHELL ["{shell}", "-o", "pipefail", "-c"].',
      recommended: false,
    },
    nested: {
      text: 'When `{command}` fails, the build goes on, since only the last command of a pipe counts. Give this shell the option -o pipefail.',
      aliases: [],
    },
  },
  fixes: { shell: { title: 'Add SHELL ["{shell}", "-o", "pipefail", "-c"] above', safe: false } },
  check({ file, shell, report }) {
    // One SHELL above the first of them is enough for all that run in the same shell.
    const firstSteps = new Map<string, ShellStep>();
    for (const step of shell.runs) {
      const [outer] = step.scripts;
      for (const script of step.scripts) {
        const { source } = script;
        if (source.words || source.shell.dialect !== 'posix' || !source.text.includes('|')) continue;
        const isSet = hasPipefail(source.shell.words);
        if (isSet && !(script === outer && isPlainSh(source.shell.words))) continue;
        const pipes = isSet ? pipelinesOf(script) : unguarded(script);
        const found = pipes.find(pipe => !isHarmless(pipe)) ?? pipes[0];
        const [operator] = found?.operators ?? [];
        if (!found || !operator) continue;
        const command = nameOf(found.stages[0]);
        if (script !== outer) {
          if (!isHarmless(found)) report(operator, 'nested', { command });
          continue;
        }
        const chosen = shellFor(step);
        const key = `${step.stage?.index} ${step.shell.words.join(' ')} ${chosen}`;
        const above = firstSteps.get(key) ?? step;
        firstSteps.set(key, above);
        const edits = step.isTrigger ? undefined : insertion(file, above, chosen);
        const fix = edits && ({ fix: 'shell', args: { shell: chosen }, edits } as const);
        if (isSet) report(operator, 'sh', { shell: chosen }, fix);
        else report(operator, isHarmless(found) ? 'harmless' : 'pipe', { command, shell: chosen }, fix);
        break;
      }
    }
  },
  examples: [
    {
      bad: 'FROM debian:13\nRUN wget -O - https://example.org/a.tar «|» tar x | cat\n',
      message: 'pipe',
      fixed:
        'FROM debian:13\nSHELL ["/bin/bash", "-o", "pipefail", "-c"]\nRUN wget -O - https://example.org/a.tar | tar x | cat\n',
    },
    {
      bad: 'FROM alpine:3.22\nrun x=$(curl https://example.org/a \\\n    «|» jq .) && echo $x\n',
      message: 'pipe',
      fixed:
        'FROM alpine:3.22\nshell ["/bin/ash", "-o", "pipefail", "-c"]\nrun x=$(curl https://example.org/a \\\n    | jq .) && echo $x\n',
    },
    {
      bad: 'FROM debian:13\nSHELL ["/bin/bash", "-c"]\nRUN set -e; a «|» b; set -o pipefail; c | d\n',
      message: 'pipe',
      fixed:
        'FROM debian:13\nSHELL ["/bin/bash", "-c"]\nSHELL ["/bin/bash", "-o", "pipefail", "-c"]\nRUN set -e; a | b; set -o pipefail; c | d\n',
    },
    { bad: 'FROM debian:13\nONBUILD RUN a «|» b\n', message: 'pipe' },
    {
      bad: 'FROM debian:13\nRUN echo app:x «|» chpasswd\n',
      message: 'harmless',
      fixed: 'FROM debian:13\nSHELL ["/bin/bash", "-o", "pipefail", "-c"]\nRUN echo app:x | chpasswd\n',
    },
    {
      bad: 'FROM alpine:3.22\nSHELL ["/bin/sh", "-eo", "pipefail", "-c"]\nRUN a «|» b\n',
      message: 'sh',
      fixed:
        'FROM alpine:3.22\nSHELL ["/bin/sh", "-eo", "pipefail", "-c"]\nSHELL ["/bin/ash", "-o", "pipefail", "-c"]\nRUN a | b\n',
    },
    { bad: 'FROM debian:13\nRUN bash -c \'a «|» b\'\nRUN ["bash", "-c", "c «|» d"]\n', message: 'nested' },
    { good: 'FROM debian:13\nSHELL ["/bin/bash", "-euxo", "pipefail", "-c"]\nRUN a | b\n' },
    { good: 'FROM alpine:3.22 AS a\nSHELL ["/bin/ash", "-e", "-o", "pipefail", "-c"]\nFROM a\nRUN b | c\n' },
    {
      good: 'FROM debian:13\nRUN set -euo pipefail && a | b\nRUN <<EOF\n#!/bin/bash\nset -o errexit -o pipefail\na | b\nEOF\n',
    },
    { good: "FROM debian:13\nRUN bash -o pipefail -c 'a | b'\n" },
    { good: 'FROM debian:13\nRUN echo "a | b" && a || b # c | d\nCMD a | b\n' },
    { good: 'FROM mcr.microsoft.com/powershell\nSHELL ["pwsh", "-Command"]\nRUN Get-Item a | Remove-Item\n' },
    { good: 'FROM mcr.microsoft.com/windows/servercore:ltsc2025\nRUN dir | find "a"\n' },
  ],
});

/** `-o pipefail`, also behind other letters, and `set -o errexit -o pipefail`. */
function hasPipefail(words: readonly string[]): boolean {
  return words.some((word, index) => word === 'pipefail' && /^-[A-Za-z]*o$/.test(words[index - 1] ?? ''));
}

function isPlainSh([program = '']: readonly string[]): boolean {
  return program.slice(program.lastIndexOf('/') + 1) === 'sh';
}

/** The pipes before which nothing sets pipefail, in the order of the text. */
function unguarded(script: Script): readonly Pipeline[] {
  const pipes = pipelinesOf(script);
  if (pipes.length === 0) return pipes;
  let from = Number.POSITIVE_INFINITY;
  walkCommands(script, (command, parents) => {
    if (from < Number.POSITIVE_INFINITY || !setsPipefail(command)) return;
    // In parentheses or in a pipe it holds for these alone, and still says that it was thought of.
    from = parents.some(({ kind }) => kind === 'function') ? 0 : command.start;
  });
  return pipes.filter(({ start }) => start < from).sort((a, b) => a.start - b.start);
}

function setsPipefail({ name, args }: Command): boolean {
  return name?.value === 'set' && hasPipefail(args.map(({ value }) => value));
}

function isHarmless({ stages }: Pipeline): boolean {
  return stages.slice(0, -1).every(stage => HARMLESS.has(nameOf(stage)));
}

/** What only tells what is there already, and what passes that on. */
const HARMLESS: ReadonlySet<string> = new Set(
  (
    ': awk cat cut date dpkg echo egrep env fgrep find getconf getent grep head hostname id ls lsb_release nproc ' +
    'printf readlink rpm sed seq sha256sum sha512sum sort stat tac tail tee tr true uname uniq wc whoami xargs yes'
  ).split(' '),
);

function nameOf(statement: Statement | undefined): string {
  if (statement?.kind !== 'command') return 'the first command';
  return statement.name?.value ?? 'the first command';
}

/** The shell in force when it knows the option; else the one that the image most likely has. */
function shellFor({ shell, stage, commands }: ShellStep): string {
  const [program = ''] = shell.words;
  if (/^(?:ash|bash|ksh|mksh|zsh)$/.test(shell.name)) return program;
  const image = stage?.base.kind === 'image' ? stage.base.reference : '';
  const isAlpine = /alpine|busybox/i.test(image) || commands.some(({ name }) => name === 'apk');
  return isAlpine ? '/bin/ash' : '/bin/bash';
}

/** A line of its own above the instruction, in its case. */
function insertion(
  file: Dockerfile,
  { instruction, isTrigger }: ShellStep,
  shell: string,
): readonly Edit[] | undefined {
  if (isTrigger || /["\\]/.test(shell)) return undefined;
  const start = file.lineStarts[instruction.lines.first] ?? instruction.start;
  const indent = file.text.slice(start, instruction.start);
  const keyword = instruction.keyword.value === instruction.keyword.value.toLowerCase() ? 'shell' : 'SHELL';
  const lineEnd = lineEndOf(file);
  const newText = `${indent}${keyword} ["${shell}", "-o", "pipefail", "-c"]${lineEnd}`;
  return [{ span: { start, end: start }, newText }];
}
