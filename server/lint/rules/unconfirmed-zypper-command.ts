import { callSpan } from '../packages/rpmRules.ts';
import { answersItself, zypperCalls } from '../packages/zypper.ts';
import { defineRule } from '../rule.ts';
import { isAnswered } from '../shell/cleanup.ts';
import { optionBehind } from '../shell/edits.ts';

export default defineRule({
  id: 'unconfirmed-zypper-command',
  aliases: ['DL3034'],
  since: '0.1.0',
  severity: 'warning',
  recommended: true,
  summary: 'Calls of zypper that ask should be answered with -y',
  docs: `zypper asks before it installs or removes anything. Nobody answers in a build: it reads the end of its input and gives up, and the build fails. \`zypper --non-interactive install\`, \`zypper -n install\` and \`--no-confirm\` are as good as \`-y\`.

The fix is safe: it answers the question that would end the build.`,
  messages: {
    asks: '`zypper {action}` asks before it goes on, and nobody answers in a build: it fails. Add `-y`, or call `zypper --non-interactive`.',
  },
  fixes: { confirm: { title: 'Add `-y`', safe: true } },
  check({ shell, report }) {
    for (const { call, action } of zypperCalls(shell)) {
      const { command, subcommand } = call;
      if (!subcommand || !ASKING.has(action) || call.hasUnknownOptions) continue;
      if (answersItself(call) || isAnswered(command)) continue;
      report(
        callSpan(call),
        'asks',
        { action: subcommand.value },
        subcommand.word.isStatic
          ? { fix: 'confirm', args: {}, edits: [optionBehind(command, subcommand.word, '-y')] }
          : undefined,
      );
    }
  },
  examples: [
    {
      bad: 'FROM opensuse/leap:15.6\nRUN «zypper install» \\\n      httpd=2.4.62 \\\n && zypper clean\n',
      message: 'asks',
      fixed: 'FROM opensuse/leap:15.6\nRUN zypper install -y \\\n      httpd=2.4.62 \\\n && zypper clean\n',
    },
    {
      bad: 'FROM opensuse/leap:15.6\nONBUILD RUN [«"zypper", "--gpg-auto-import-keys", "in"», "httpd"]\n',
      message: 'asks',
      fixed:
        'FROM opensuse/leap:15.6\nONBUILD RUN ["zypper", "--gpg-auto-import-keys", "in", "-y", "httpd"]\n',
    },
    {
      bad: 'FROM opensuse/leap:15.6\nRUN «zypper patch»; «zypper rm» vim; «zypper source-install» git; «zypper update»\n',
      message: 'asks',
      fixed:
        'FROM opensuse/leap:15.6\nRUN zypper patch -y; zypper rm -y vim; zypper source-install -y git; zypper update -y\n',
    },
    {
      good: 'FROM opensuse/leap:15.6\nRUN zypper install -y a && zypper --non-interactive in b && zypper -n in c && zypper in --no-confirm d && zypper -nq up\n',
    },
    {
      good: 'FROM opensuse/leap:15.6\nRUN zypper refresh && zypper clean && zypper addrepo https://example.org x && zypper search vim\n',
    },
  ],
});

const ASKING: ReadonlySet<string> = new Set([
  ...[
    'install',
    'remove',
    'source-install',
    'install-new-recommends',
    'update',
    'patch',
    'dist-upgrade',
    'verify',
  ],
]);
