import type { Statement, Word } from '../../shell/model.ts';
import { defineRule } from '../rule.ts';
import type { ShellStep } from '../shell/code.ts';

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
    const runners = new Map<ShellStep, ReadonlyMap<Statement, Runner>>();
    for (const command of shell.commandsNamed('curl', 'wget')) {
      const { step, statement, parent } = command;
      const known = runners.get(step) ?? runnersIn(step);
      runners.set(step, known);
      const runner = parent && known.get(parent.statement);
      if (!runner || runner.start < statement.end) continue;
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

interface Runner {
  readonly program: string;
  /** Of its name. */
  readonly start: number;
  readonly end: number;
}

/** The last interpreter of each pipe that runs what it reads. */
function runnersIn({ commands }: ShellStep): ReadonlyMap<Statement, Runner> {
  const runners = new Map<Statement, Runner>();
  for (const { name, nameWord, parent, args } of commands) {
    if (parent?.statement.kind !== 'pipeline' || !nameWord || !RUNNERS.has(name) || !readsInput(args))
      continue;
    runners.set(parent.statement, { program: name, start: nameWord.start, end: nameWord.end });
  }
  return runners;
}

/** With a script of its own it only reads what comes. */
function readsInput(args: readonly Word[]): boolean {
  const first = args.find(({ value }) => value !== '-')?.value;
  return first === undefined || /^-[esux]+$/.test(first) || first === '/dev/stdin';
}
