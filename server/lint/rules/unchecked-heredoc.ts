import type { Statement } from '../../shell/model.ts';
import { defineRule } from '../rule.ts';
import type { ShellStep } from '../shell/code.ts';

export default defineRule({
  id: 'unchecked-heredoc',
  aliases: [],
  since: '0.1.0',
  severity: 'warning',
  recommended: true,
  summary: 'A script in a here-document should stop at its first error',
  docs: `A shell goes on when a command fails, and RUN looks only at how the last one ended. So a build passes although \`apt-get install\` in the middle of the script has failed, and the image lacks half of what it should have. \`set -e\` as the first line of the script makes it stop; a SHELL with \`-e\` or a first line \`#!/bin/bash -e\` does the same.

Scripts of one command, and such whose commands are all joined by \`&&\`, need nothing. The fix is unsafe: a command whose failure never mattered now ends the build, and has to say so with \`|| true\`.`,
  messages: {
    unchecked:
      'When a command of this script fails, the build goes on with the next one, since only the last counts. Begin the script with `set -e`.',
  },
  fixes: { add: { title: 'Begin the script with `set -e`', safe: false } },
  check({ file, shell, report }) {
    for (const step of shell.runs) {
      const { script } = step;
      const { heredoc, shell: interpreter } = script.source;
      if (!heredoc || interpreter.dialect !== 'posix' || script.errors.length > 0) continue;
      const [first] = script.statements;
      if (!first || needsNothing(script.statements) || stops(step)) continue;
      const lineStart = file.text.lastIndexOf('\n', first.start - 1) + 1;
      const indent = file.text.slice(lineStart, first.start);
      const lineEnd = file.text.charAt(lineStart - 2) === '\r' ? '\r\n' : '\n';
      const fix = /^[ \t]*$/.test(indent)
        ? ({
            fix: 'add',
            args: {},
            edits: [{ span: { start: lineStart, end: lineStart }, newText: `${indent}set -e${lineEnd}` }],
          } as const)
        : undefined;
      report(heredoc.marker, 'unchecked', {}, fix);
    }
  },
  examples: [
    {
      bad: 'FROM debian:13\nRUN «<<EOF»\napt-get update\napt-get install -y curl\nEOF\n',
      message: 'unchecked',
      fixed: 'FROM debian:13\nRUN <<EOF\nset -e\napt-get update\napt-get install -y curl\nEOF\n',
    },
    {
      bad: 'FROM debian:13\nRUN «<<-"EOF"»\n\t# sources\n\tcd /src\n\tmake; make install\nEOF\n',
      message: 'unchecked',
      fixed: 'FROM debian:13\nRUN <<-"EOF"\n\t# sources\n\tset -e\n\tcd /src\n\tmake; make install\nEOF\n',
    },
    { good: 'FROM debian:13\nRUN <<EOF\nset -eux\napt-get update\napt-get install -y curl\nEOF\n' },
    { good: 'FROM debian:13\nRUN <<EOF\napt-get update &&\n  apt-get install -y curl\nEOF\n' },
    {
      good: 'FROM debian:13\nRUN <<EOF\n#!/bin/bash -e\na\nb\nEOF\nRUN <<EOF\n#!/usr/bin/env python3\na()\nb()\nEOF\n',
    },
    { good: 'FROM debian:13\nSHELL ["/bin/bash", "-eo", "pipefail", "-c"]\nRUN <<EOF\na\nb\nEOF\n' },
    { good: 'FROM debian:13\nRUN cat <<EOF > /etc/motd\na\nb\nEOF\n' },
  ],
});

/** Only the last may fail, or nothing can. */
function needsNothing(statements: readonly Statement[]): boolean {
  const failing = statements.filter(statement => !isHarmless(statement));
  return (
    failing.length === 0 ||
    (failing.length === 1 && failing[0] === statements.at(-1)) ||
    statements.length === 1
  );
}

const HARMLESS: ReadonlySet<string> = new Set([
  'set',
  'export',
  'echo',
  'printf',
  ':',
  'true',
  'umask',
  'shopt',
  'trap',
]);

function isHarmless(statement: Statement): boolean {
  if (statement.kind === 'function') return true;
  if (statement.kind !== 'command') return false;
  return statement.name === undefined || HARMLESS.has(statement.name.value);
}

/** By an option of the shell that reads it, or by a `set -e` among the first lines. */
function stops({ script }: ShellStep): boolean {
  const isOption = (value: string): boolean => /^-[a-zA-Z]*e/.test(value) || value === 'errexit';
  if (script.source.shell.words.slice(1).some(isOption)) return true;
  return script.statements
    .slice(0, FIRST_LINES)
    .some(
      statement =>
        statement.kind === 'command' &&
        statement.name?.value === 'set' &&
        statement.args.some(({ value }) => isOption(value)),
    );
}

const FIRST_LINES = 5;
