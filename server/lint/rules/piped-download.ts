import type { Statement } from '../../shell/model.ts';
import { defineRule } from '../rule.ts';
import type { ShellCommand } from '../shell/code.ts';

export default defineRule({
  id: 'piped-download',
  aliases: [],
  since: '0.1.0',
  severity: 'info',
  recommended: false,
  summary: 'What is downloaded should be checked before it runs',
  docs: `\`curl … | sh\` runs whatever the server gives at that moment, as root and unseen: another script tomorrow, half a script when the connection breaks, anybody's script over plain \`http://\`. Download to a file, compare it with a digest (\`echo "… file" | sha256sum -c\`), and run it then; or install the program from a package or copy it from its image.

Since so many installers ask to be called that way, the rule is on for \`http://\` alone; with https it is reported only when all rules are on.`,
  messages: {
    plain: {
      text: '`{program}` runs a script that comes without encryption, so anybody on the way can put another in its place. Use https, and check the file before running it.',
      recommended: true,
      severity: 'warning',
    },
    unchecked:
      '`{program}` runs whatever the server gives at that moment. Download to a file, check its digest, and run it then.',
  },
  fixes: {},
  check({ shell, report }) {
    for (const command of shell.commandsNamed('curl', 'wget')) {
      const runner = runnerBehind(command);
      if (!runner) continue;
      const isPlain = command.args.some(({ value }) => /^http:\/\//i.test(value));
      const span = { start: command.nameWord?.start ?? command.statement.start, end: runner.end };
      report(span, isPlain ? 'plain' : 'unchecked', { program: runner.program });
    }
  },
  examples: [
    { bad: 'FROM debian:13\nRUN «curl -s http://example.org/install | bash»\n', message: 'plain' },
    {
      bad: 'FROM debian:13\nRUN set -o pipefail; «curl -fsSL https://example.org/install | sudo -E sh» -s -- -y\n',
      message: 'unchecked',
    },
    {
      bad: 'FROM debian:13\nRUN «wget -qO- https://example.org/a.py | python3» -\n',
      message: 'unchecked',
    },
    {
      good: 'FROM debian:13\nRUN curl -fsSL https://example.org/a.tgz | tar -xz && wget -O- http://a/key | apt-key add -\n',
    },
    { good: 'FROM debian:13\nRUN curl -o install.sh https://example.org/install.sh && sh install.sh\n' },
  ],
});

const RUNNERS: ReadonlySet<string> = new Set([
  ...['sh', 'bash', 'ash', 'dash', 'zsh', 'ksh', 'python', 'python3', 'perl', 'ruby', 'node', 'php'],
]);

/** The interpreter that the output of a command is piped into, and where its name ends. */
function runnerBehind(command: ShellCommand): { readonly program: string; readonly end: number } | undefined {
  const around = command.parent?.statement;
  if (around?.kind !== 'pipeline') return undefined;
  const index = around.stages.indexOf(command.statement);
  for (const stage of index < 0 ? [] : around.stages.slice(index + 1)) {
    const runner = interpreter(stage, command);
    if (runner) return runner;
  }
  return undefined;
}

function interpreter(stage: Statement, { step }: ShellCommand): ReturnType<typeof runnerBehind> {
  const found = step.commands.find(({ statement }) => statement === stage);
  if (!found?.nameWord || !RUNNERS.has(found.name)) return undefined;
  // With a script of its own it only reads what comes.
  const [first] = found.args.filter(({ value }) => value !== '-');
  const readsInput = first === undefined || /^-[es]*s$/.test(first.value) || first.value === '/dev/stdin';
  return readsInput || /^-[eux]+$/.test(first.value)
    ? { program: found.name, end: found.nameWord.end }
    : undefined;
}
