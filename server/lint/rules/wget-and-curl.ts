import type { Stage } from '../../semantics/model.ts';
import { lineAt } from '../lines.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'wget-and-curl',
  aliases: ['DL4001'],
  since: '0.1.0',
  severity: 'info',
  recommended: false,
  summary: 'A stage needs one of wget and curl, not both',
  docs: `Both fetch files, so a stage that uses both carries two programs with their libraries for one purpose. Stages do not share files, and each is looked at by itself.

Off unless asked for: it is a matter of a few megabytes, and in a stage that only builds not even that.`,
  messages: {
    both: 'This stage uses `{other}` on line {line} already, and `{command}` does the same. Use one of the two, and leave the other out of the image.',
  },
  fixes: {},
  check({ file, shell, report }) {
    const seen = new Map<Stage | undefined, { readonly name: string; readonly line: number }>();
    const reported = new Set<Stage | undefined>();
    const commands = [...shell.commandsNamed('wget', 'curl')];
    for (const { name, nameWord, statement, step } of commands.sort(
      (a, b) => a.statement.start - b.statement.start,
    )) {
      const first = seen.get(step.stage);
      if (!first) seen.set(step.stage, { name, line: lineAt(file.lineStarts, statement.start) });
      else if (first.name !== name && !reported.has(step.stage)) {
        reported.add(step.stage);
        report(nameWord ?? statement, 'both', { command: name, other: first.name, line: first.line + 1 });
      }
    }
  },
  examples: [
    {
      bad: 'FROM debian:13\nRUN wget -q https://example.org/a\nRUN «curl» -O https://example.org/b && curl -O c\n',
      message: 'both',
    },
    { bad: 'FROM debian:13\nRUN curl -O a && if true; then «wget» b; fi\n', message: 'both' },
    {
      good: 'FROM debian:13 AS a\nRUN wget https://example.org/a\nFROM debian:13\nRUN curl -O https://example.org/b\n',
    },
    { good: 'FROM debian:13\nRUN apt-get install -y curl wget && curl -O https://example.org/a\n' },
    { good: 'FROM debian:13\nRUN wget https://example.org/a\nHEALTHCHECK CMD curl -f http://localhost/\n' },
  ],
});
