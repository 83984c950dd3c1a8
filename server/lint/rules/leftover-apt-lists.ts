import type { Stage } from '../../semantics/model.ts';
import { aptCall, aptCalls } from '../packages/apt.ts';
import { fates } from '../packages/shipping.ts';
import { defineRule, type RuleContext } from '../rule.ts';
import type { Call } from '../shell/calls.ts';
import { deletes, followedBy, repeatedLater } from '../shell/cleanup.ts';
import type { ShellCommand, ShellStep } from '../shell/code.ts';
import { commandAtEnd } from '../shell/edits.ts';
import { isMounted } from '../shell/mounts.ts';

export default defineRule({
  id: 'leftover-apt-lists',
  aliases: ['DL3009'],
  since: '0.1.0',
  severity: 'info',
  recommended: true,
  summary: 'The package lists of apt-get update should be gone at the end of the same RUN',
  docs: `\`apt-get update\` writes lists of all packages to \`/var/lib/apt/lists\`, some 20 to 50 MB. Nothing at run time needs them, and they are out of date soon. A later RUN cannot make the image smaller again: what a layer holds stays in it. So delete them in the RUN that fetched them, or keep them out of the layer with \`--mount=type=cache,target=/var/lib/apt\` (or \`type=tmpfs\`).

\`apt-get clean\` deletes downloaded packages, not the lists; Debian's and Ubuntu's images do that themselves.

An update for a later RUN is a trouble of its own, [separate-apt-update](separate-apt-update.md), and reported here only when all rules are on. Stages from which the final image only copies are left alone. The fix is unsafe where a later RUN installs without an update of its own: that RUN needs the lists.`,
  messages: {
    left: '`{command}` leaves package lists of tens of megabytes in the layer. Delete them in the same RUN: `rm -rf /var/lib/apt/lists/*`.',
    base: {
      text: '`{command}` leaves package lists in the layer of a stage that others are built upon. Delete them in the same RUN: `rm -rf /var/lib/apt/lists/*`.',
      recommended: false,
    },
    separate: {
      text: '`{command}` leaves package lists in a layer of their own, for a later RUN to use. Put both into one RUN, and delete the lists at its end: `rm -rf /var/lib/apt/lists/*`.',
      recommended: false,
    },
  },
  fixes: {
    remove: { title: 'Delete the package lists in this RUN', safe: true },
    removeUsed: { title: 'Delete the package lists in this RUN, which later steps may need', safe: false },
  },
  check(context) {
    const { file, model, shell, report } = context;
    const updates = aptCalls(shell).filter(({ subcommand }) => subcommand?.value === 'update');
    if (updates.length === 0) return;
    const fateOf = fates(model);
    const isCleaned = followedBy(clears);
    const isUpdatedAgain = repeatedLater(command => isUpdate(command));
    const areNeeded = listsAreNeeded(context);
    const isSeparate = updatesForOthers(context);
    for (const { command, subcommand } of updates) {
      const { step, nameWord } = command;
      const fate = fateOf(step.stage);
      if (!subcommand || !nameWord || fate === 'left' || isCleaned(command)) continue;
      // One finding for several updates of one RUN.
      if (isUpdatedAgain(command) || isMounted(step.mounts, LISTS)) continue;
      const edit = commandAtEnd(file, command, 'rm -rf /var/lib/apt/lists/*');
      const isNeeded = areNeeded(command);
      report(
        { start: nameWord.start, end: subcommand.word.end },
        isNeeded && isSeparate(command) ? 'separate' : fate === 'shipped' ? 'left' : 'base',
        { command: `${command.name} update` },
        edit && { fix: isNeeded ? 'removeUsed' : 'remove', args: {}, edits: [edit] },
      );
    }
  },
  examples: [
    {
      bad: 'FROM debian:13\nRUN «apt-get update» && apt-get install -y curl\n',
      message: 'left',
      fixed: 'FROM debian:13\nRUN apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/*\n',
    },
    {
      bad: 'FROM debian:13\nRUN «apt-get update» \\\n  && apt-get install -y curl \\\n  && apt-get clean\n',
      message: 'left',
      fixed:
        'FROM debian:13\nRUN apt-get update \\\n  && apt-get install -y curl \\\n  && apt-get clean \\\n  && rm -rf /var/lib/apt/lists/*\n',
    },
    {
      bad: 'FROM debian:13\nRUN set -eux; \\\n    «apt-get update»; \\\n    apt-get install -y curl\n',
      message: 'left',
      fixed:
        'FROM debian:13\nRUN set -eux; \\\n    apt-get update; \\\n    apt-get install -y curl; \\\n    rm -rf /var/lib/apt/lists/*\n',
    },
    {
      bad: 'FROM debian:13\nRUN «apt-get update»\nRUN apt-get install -y curl\n',
      message: 'separate',
      fixed:
        'FROM debian:13\nRUN apt-get update && rm -rf /var/lib/apt/lists/*\nRUN apt-get install -y curl\n',
      note: 'The fix is unsafe here: both belong into one RUN.',
    },
    {
      bad: 'FROM debian:13\nRUN <<EOF\nset -e\n«apt-get update»\napt-get install -y curl\nEOF\n',
      message: 'left',
      fixed:
        'FROM debian:13\nRUN <<EOF\nset -e\napt-get update\napt-get install -y curl\nrm -rf /var/lib/apt/lists/*\nEOF\n',
    },
    {
      bad: 'FROM debian:13\nRUN rm -rf /var/lib/apt/lists/* && «apt-get update» && apt-get install -y curl\n',
      message: 'left',
      fixed:
        'FROM debian:13\nRUN rm -rf /var/lib/apt/lists/* && apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/*\n',
    },
    {
      bad: 'FROM debian:13\nRUN --mount=type=cache,target=/var/cache/apt «apt-get update» && apt-get install -y curl\n',
      message: 'left',
      fixed:
        'FROM debian:13\nRUN --mount=type=cache,target=/var/cache/apt apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/*\n',
    },
    {
      bad: 'FROM debian:13 AS base\nRUN «apt-get update»\nFROM base AS build\nRUN make\nFROM scratch\nCOPY --from=build /app /\n',
      message: 'base',
      fixed:
        'FROM debian:13 AS base\nRUN apt-get update && rm -rf /var/lib/apt/lists/*\nFROM base AS build\nRUN make\nFROM scratch\nCOPY --from=build /app /\n',
    },
    {
      good: 'FROM debian:13\nRUN apt-get update && apt-get install -y curl && apt-get clean && rm -rf /var/lib/apt/lists/*\n',
    },
    {
      good: 'FROM debian:13\nRUN apt-get update && apt-get install -y curl && rm -r /var/lib/apt/lists /tmp/*\n',
    },
    { good: 'FROM debian:13\nRUN apt-get update && rm -rf /var/{lib/apt/lists,cache/apt}/*\n' },
    { good: 'FROM debian:13\nRUN apt-get update && find /var/lib/apt/lists -type f -delete\n' },
    { good: 'FROM debian:13\nRUN apt-get install -y ./tool.deb\n' },
    {
      good: 'FROM debian:13\nRUN --mount=type=cache,target=/var/lib/apt,sharing=locked apt-get update && apt-get install -y curl\n',
    },
    { good: 'FROM debian:13\nRUN --mount=type=tmpfs,dst=/var/lib/apt/lists/ apt-get update\n' },
    {
      good: 'FROM debian:13\nRUN cleanup() { rm -rf /var/lib/apt/lists/*; }; apt-get update && apt-get install -y curl && cleanup\n',
    },
    { good: 'FROM debian:13 AS build\nRUN apt-get update\nFROM scratch\nCOPY --from=build /app /\n' },
  ],
});

const LISTS = '/var/lib/apt/lists';

function clears(command: ShellCommand): boolean {
  if (command.name === 'rm' || command.name === 'find') return deletes(command, LISTS);
  return APT_NAMES.has(command.name) && /^dist-?clean$/.test(aptCall(command).subcommand?.value ?? '');
}

function isUpdate(command: ShellCommand): boolean {
  return APT_NAMES.has(command.name) && aptCall(command).subcommand?.value === 'update';
}

const APT_NAMES: ReadonlySet<string> = new Set(['apt-get', 'apt', 'aptitude']);

/** Tells whether a later instruction reads the lists: it calls apt-get without an update of its own. */
function listsAreNeeded({ shell }: Pick<RuleContext, 'shell'>): (command: ShellCommand) => boolean {
  let lastNeed: number | undefined;
  return ({ step }) => {
    lastNeed ??= lastReader(aptCalls(shell));
    return lastNeed > step.instruction.start;
  };
}

/** Tells whether a RUN installs nothing itself, and another one of its stage does so later. */
function updatesForOthers({ shell }: Pick<RuleContext, 'shell'>): (command: ShellCommand) => boolean {
  const installing = new Set<ShellStep>();
  const lastIn = new Map<Stage | undefined, number>();
  for (const { command, subcommand } of aptCalls(shell)) {
    if (!subcommand || !READING.has(subcommand.value)) continue;
    const { step } = command;
    installing.add(step);
    lastIn.set(step.stage, Math.max(lastIn.get(step.stage) ?? -1, step.instruction.start));
  }
  return ({ step }) => !installing.has(step) && (lastIn.get(step.stage) ?? -1) > step.instruction.start;
}

/** Where the last instruction starts that needs lists which it has not fetched; -1 when there is none. */
function lastReader(calls: readonly Call[]): number {
  let last = -1;
  const updated = new Set(
    calls.filter(({ subcommand }) => subcommand?.value === 'update').map(({ command }) => command.step),
  );
  for (const { command, subcommand } of calls) {
    if (!subcommand || !READING.has(subcommand.value) || updated.has(command.step)) continue;
    last = Math.max(last, command.step.instruction.start);
  }
  return last;
}

const READING: ReadonlySet<string> = new Set([
  ...[
    'install',
    'reinstall',
    'upgrade',
    'dist-upgrade',
    'full-upgrade',
    'build-dep',
    'source',
    'download',
    'satisfy',
  ],
]);
