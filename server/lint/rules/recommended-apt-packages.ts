import { aptCalls, FALSE, isDryRun, isInstall, settingOf } from '../packages/apt.ts';
import { writtenSetting } from '../packages/settings.ts';
import { defineRule } from '../rule.ts';
import { hasOption } from '../shell/calls.ts';
import { optionBehind } from '../shell/edits.ts';

export default defineRule({
  id: 'recommended-apt-packages',
  aliases: ['DL3015'],
  since: '0.1.0',
  severity: 'info',
  recommended: true,
  summary: 'What packages merely recommend should not be installed along with them',
  docs: `Debian's packages recommend others that most people at a desktop want with them: documentation, graphical helpers, whole toolchains. apt-get installs these as well unless \`--no-install-recommends\` is there. In an image they cost space and time, and each has to be kept free of security holes.

\`-o APT::Install-Recommends=false\` is as good, and so is a file in \`/etc/apt/apt.conf.d\` that this stage writes.

The fix is unsafe: something may work only because a recommended package came along, \`ca-certificates\` with \`curl\` for one. Name what is needed, then leave out the rest.`,
  messages: {
    all: '`{command}` also installs what the packages only recommend, which makes the image larger. Add `--no-install-recommends`, and name what is needed of it.',
  },
  fixes: { leaveOut: { title: 'Add `--no-install-recommends`', safe: false } },
  check({ file, model, shell, report }) {
    const calls = aptCalls(shell).filter(isInstall);
    if (calls.length === 0) return;
    const isSetting = writtenSetting(file, model, NO_RECOMMENDS);
    for (const call of calls) {
      const { command, subcommand, operands } = call;
      if (!subcommand || !command.nameWord || isDryRun(call) || call.hasUnknownOptions) continue;
      if (operands.length === 0 && !command.hasMoreArguments) continue;
      if (hasOption(call, '--no-install-recommends', '--without-recommends')) continue;
      if (command.name === 'aptitude' && hasOption(call, '-R')) continue;
      if (FALSE.has(settingOf(call, 'APT::Install-Recommends')) || isSetting(command)) continue;
      report(
        { start: command.nameWord.start, end: subcommand.word.end },
        'all',
        { command: `${command.name} install` },
        subcommand.word.isStatic
          ? {
              fix: 'leaveOut',
              args: {},
              edits: [optionBehind(command, subcommand.word, '--no-install-recommends')],
            }
          : undefined,
      );
    }
  },
  examples: [
    {
      bad: 'FROM debian:13\nRUN «apt-get install» -y \\\n      curl\n',
      message: 'all',
      fixed: 'FROM debian:13\nRUN apt-get install --no-install-recommends -y \\\n      curl\n',
    },
    {
      bad: "FROM debian:13\nRUN sh -c '«apt-get install» -y curl'\n",
      message: 'all',
      fixed: "FROM debian:13\nRUN sh -c 'apt-get install --no-install-recommends -y curl'\n",
    },
    {
      bad: 'FROM debian:13\nRUN [«"/usr/bin/apt-get", "-y", "install"», "curl"]\n',
      message: 'all',
      fixed: 'FROM debian:13\nRUN ["/usr/bin/apt-get", "-y", "install", "--no-install-recommends", "curl"]\n',
    },
    { good: 'FROM debian:13\nRUN apt-get -y --no-install-recommends install curl\n' },
    { good: 'FROM debian:13\nRUN apt-get install -y curl --no-install-recommends\n' },
    { good: 'FROM debian:13\nRUN apt-get -o APT::Install-Recommends=0 install -y curl\n' },
    { good: 'FROM debian:13\nRUN apt-get install -y -o=APT::Install-Recommends=false curl\n' },
    {
      good: 'FROM debian:13\nCOPY <<EOF /etc/apt/apt.conf.d/99lean\nAPT::Install-Recommends "false";\nEOF\nRUN apt-get install -y curl\n',
    },
    { good: 'FROM debian:13\nRUN apt-get update && apt-get -fy install\n' },
  ],
});

const NO_RECOMMENDS = /APT::Install-Recommends[ \t"'=]{0,8}(?:0|false|no|off)\b/gi;
