import { answersItself, aptCalls, isDryRun } from '../packages/apt.ts';
import { writtenSetting } from '../packages/settings.ts';
import { defineRule } from '../rule.ts';
import { isAnswered } from '../shell/cleanup.ts';
import { optionBehind } from '../shell/edits.ts';

export default defineRule({
  id: 'unconfirmed-apt-command',
  aliases: ['DL3014'],
  since: '0.1.0',
  severity: 'warning',
  recommended: true,
  summary: 'Calls of apt-get that may ask should be answered with -y',
  docs: `When more than what was named is to be installed or removed, apt-get asks whether to go on. Nobody answers in a build: it reads the end of its input and gives up with "Abort". Whether it asks depends on what the base image has, so a file that works today may fail tomorrow.

\`--yes\`, \`--assume-yes\`, \`-qq\` and \`-q=2\` are as good as \`-y\`, and so are \`-o APT::Get::Assume-Yes=true\` and a file in \`/etc/apt/apt.conf.d\` that this stage writes. \`DEBIAN_FRONTEND=noninteractive\` is not: it silences the questions of packages, not this one. hadolint looks at install only.

The fix is safe: it answers the question that would end the build.`,
  messages: {
    install:
      '`{command}` asks before it installs more than what is named, and nobody answers in a build: it fails. Add `-y`.',
    other: {
      text: '`{command}` asks before it goes on, and nobody answers in a build: it fails. Add `-y`.',
      aliases: [],
    },
  },
  fixes: { confirm: { title: 'Add `-y`', safe: true } },
  check({ file, model, shell, report }) {
    const calls = aptCalls(shell);
    if (calls.length === 0) return;
    const isSetting = writtenSetting(file, model, ASSUME_YES);
    for (const call of calls) {
      const { command, subcommand } = call;
      if (!subcommand || !ASKING.has(subcommand.value) || !command.nameWord) continue;
      if (answersItself(call) || isDryRun(call) || call.hasUnknownOptions) continue;
      if (isAnswered(command) || isSetting(command)) continue;
      const isInstall = subcommand.value === 'install';
      const span = { start: command.nameWord.start, end: subcommand.word.end };
      report(
        span,
        isInstall ? 'install' : 'other',
        { command: `${command.name} ${subcommand.value}` },
        subcommand.word.isStatic
          ? { fix: 'confirm', args: {}, edits: [optionBehind(command, subcommand.word, '-y')] }
          : undefined,
      );
    }
  },
  examples: [
    {
      bad: 'FROM debian:13\nRUN apt-get update \\\n && «apt-get install» \\\n      curl\n',
      message: 'install',
      fixed: 'FROM debian:13\nRUN apt-get update \\\n && apt-get install -y \\\n      curl\n',
    },
    {
      bad: 'FROM debian:13\nONBUILD RUN [«"apt-get", "install"», "curl"]\n',
      message: 'install',
      fixed: 'FROM debian:13\nONBUILD RUN ["apt-get", "install", "-y", "curl"]\n',
    },
    {
      bad: 'FROM debian:13\nENV DEBIAN_FRONTEND=noninteractive\nRUN «apt-get -q install» curl\n',
      message: 'install',
      fixed: 'FROM debian:13\nENV DEBIAN_FRONTEND=noninteractive\nRUN apt-get -q install -y curl\n',
    },
    {
      bad: 'FROM debian:13\nRUN cat packages.txt | xargs «apt-get install»\n',
      message: 'install',
      fixed: 'FROM debian:13\nRUN cat packages.txt | xargs apt-get install -y\n',
    },
    {
      bad: 'FROM debian:13\nRUN «apt-get upgrade» && «apt-get autoremove»\n',
      message: 'other',
      fixed: 'FROM debian:13\nRUN apt-get upgrade -y && apt-get autoremove -y\n',
    },
    {
      good: 'FROM debian:13\nRUN apt-get -y install a && apt-get install --yes b && apt-get --assume-yes install c && apt-get install -qqy d\n',
    },
    {
      good: 'FROM debian:13\nRUN apt-get -qq install a && apt-get install -q -q b && apt-get -q=2 install c && apt-get install --quiet --quiet d && apt-get install -Uy e\n',
    },
    { good: 'FROM debian:13\nRUN apt-get -o APT::Get::Assume-Yes=true install curl\n' },
    {
      good: 'FROM debian:13\nRUN echo \'APT::Get::Assume-Yes "true";\' > /etc/apt/apt.conf.d/90yes\nRUN apt-get install curl\n',
    },
    { good: 'FROM debian:13\nRUN yes | apt-get install curl\n' },
    { good: 'FROM debian:13\nARG FLAGS="-y --no-install-recommends"\nRUN apt-get install $FLAGS curl\n' },
    { good: 'FROM debian:13\nRUN apt-get update && apt-get clean && apt-get install -s curl\n' },
  ],
});

const ASSUME_YES = /APT::Get::Assume-Yes[ \t"'=]{0,8}(?:1|true|yes|on)\b/gi;

const ASKING: ReadonlySet<string> = new Set([
  ...['install', 'reinstall', 'upgrade', 'dist-upgrade', 'full-upgrade', 'safe-upgrade', 'build-dep'],
  ...['remove', 'purge', 'autoremove', 'autopurge', 'satisfy'],
]);
