import type { Dockerfile } from '../../syntax/tree.ts';
import { aptCalls, isInstall } from '../packages/apt.ts';
import { defineRule } from '../rule.ts';
import type { ShellStep } from '../shell/code.ts';
import { haveSameFlags, joinRuns } from '../shell/joinRuns.ts';
import { isMounted } from '../shell/mounts.ts';

export default defineRule({
  id: 'separate-apt-update',
  aliases: [],
  since: '0.1.0',
  severity: 'warning',
  recommended: true,
  summary: 'Package lists should be fetched in the RUN that installs from them',
  docs: `A RUN of its own for \`apt-get update\` is taken from the cache as long as its line is the same. Add a package to the install below, months later, and apt looks for it in lists of months ago: versions that are no longer on the server give \`404 Not Found\`, others are old ones with known holes. In one RUN (\`apt-get update && apt-get install -y …\`) both are run again together. The lists also stay in a layer of their own, where deleting them later saves nothing.

The fix joins the two where one follows right upon the other. It is unsafe, as it makes other layers.`,
  messages: {
    separate:
      'This layer comes from the cache when the install in line {line} changes, so apt looks for packages in lists of long ago. Put both into one RUN.',
  },
  fixes: { join: { title: 'Join with the RUN below', safe: false } },
  check({ file, shell, report }) {
    const calls = aptCalls(shell);
    const updates = calls.filter(({ subcommand }) => subcommand?.value === 'update');
    if (updates.length === 0) return;
    const installs = calls.filter(isInstall);
    const updating = new Set<ShellStep>(updates.map(({ command }) => command.step));
    const installing = new Set<ShellStep>(installs.map(({ command }) => command.step));
    const runs = shell.runs;
    const place = new Map(runs.map((step, index) => [step, index]));
    const reported = new Set<ShellStep>();
    for (const { command, subcommand } of updates) {
      const { step, nameWord } = command;
      if (installing.has(step) || reported.has(step) || !nameWord || !subcommand) continue;
      if (isMounted(step.mounts, '/var/lib/apt/lists') || command.isInFunction || callsOther(step)) continue;
      reported.add(step);
      // The next RUN of the stage that has to do with apt decides.
      const from = place.get(step) ?? 0;
      for (let index = from + 1; index < runs.length; index++) {
        const next = runs[index];
        if (!next || next.stage !== step.stage || next.isTrigger !== step.isTrigger) break;
        if (updating.has(next)) break;
        if (!installing.has(next)) continue;
        const span = { start: nameWord.start, end: subcommand.word.end };
        const isNext = index === from + 1 && isNeighbour(file, step, next);
        const edits = isNext && haveSameFlags(step, next) ? joinRuns(file, step, next) : undefined;
        const line = next.instruction.lines.first + 1;
        report(span, 'separate', { line }, edits && { fix: 'join', args: {}, edits });
        break;
      }
    }
  },
  examples: [
    {
      bad: 'FROM debian:13\nRUN «apt-get update»\nRUN apt-get install -y curl && rm -rf /var/lib/apt/lists/*\n',
      message: 'separate',
      fixed:
        'FROM debian:13\nRUN apt-get update \\\n    && apt-get install -y curl && rm -rf /var/lib/apt/lists/*\n',
    },
    {
      bad: 'FROM debian:13\nRUN «apt-get update» && apt-get upgrade -y\nWORKDIR /app\nRUN make\nRUN sudo apt install -y curl\n',
      message: 'separate',
    },
    { good: 'FROM debian:13\nRUN apt-get update && apt-get install -y curl\n' },
    { good: 'FROM debian:13\nRUN apt-get update\nRUN apt-get update && apt-get install -y curl\n' },
    { good: 'FROM debian:13\nRUN apt-get update\nFROM debian:13\nRUN apt-get install -y ./a.deb\n' },
    { good: 'FROM debian:13\nRUN apt-get update && ./install.sh\nRUN apt-get install -y curl\n' },
  ],
});

/** A script may well install something. */
const callsOther = ({ commands }: ShellStep): boolean =>
  commands.some(({ nameWord }) => /(?:^\.|\.sh$|\.py$)/.test(nameWord?.value ?? ''));

/** Nothing but comments and empty lines stands between the two. */
function isNeighbour({ text }: Dockerfile, { instruction }: ShellStep, next: ShellStep): boolean {
  const between = text.slice(instruction.end, next.instruction.start);
  return between.split('\n').every(line => /^\s*(?:#|$)/.test(line));
}
