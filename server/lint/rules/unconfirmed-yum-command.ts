import { ASKING, answersItself, INSTALLING, rpmCalls, YUM } from '../packages/rpm.ts';
import { callSpan } from '../packages/rpmRules.ts';
import { defineRule } from '../rule.ts';
import { isAnswered } from '../shell/cleanup.ts';
import { optionBehind } from '../shell/edits.ts';

export default defineRule({
  id: 'unconfirmed-yum-command',
  aliases: ['DL3030'],
  since: '0.1.0',
  severity: 'warning',
  recommended: true,
  summary: 'Calls of yum that ask should be answered with -y',
  docs: `yum asks before it installs or removes anything. Nobody answers in a build: it reads the end of its input, takes that for a no, and the build fails. \`--assumeyes\` and \`--setopt=assumeyes=1\` are as good as \`-y\`. hadolint looks at what installs; others ask as well.

The fix is safe: it answers the question that would end the build.`,
  messages: {
    install: '`{command}` asks before it installs, and nobody answers in a build: it fails. Add `-y`.',
    other: {
      text: '`{command}` asks before it goes on, and nobody answers in a build: it fails. Add `-y`.',
      aliases: [],
    },
  },
  fixes: { confirm: { title: 'Add `-y`', safe: true } },
  check({ shell, report }) {
    for (const rpmCall of rpmCalls(shell, YUM)) {
      const { call, action } = rpmCall;
      const { command, subcommand } = call;
      if (!INSTALLING.has(action) && !ASKING.has(action)) continue;
      if (!subcommand || call.hasUnknownOptions || answersItself(rpmCall) || isAnswered(command)) continue;
      const message = INSTALLING.has(rpmCall.action) ? 'install' : 'other';
      report(
        callSpan(call),
        message,
        { command: `${command.name} ${action}` },
        subcommand.word.isStatic
          ? { fix: 'confirm', args: {}, edits: [optionBehind(command, subcommand.word, '-y')] }
          : undefined,
      );
    }
  },
  examples: [
    {
      bad: 'FROM almalinux:8\nRUN «yum install» \\\n      httpd-2.4.62 \\\n && yum clean all\n',
      message: 'install',
      fixed: 'FROM almalinux:8\nRUN yum install -y \\\n      httpd-2.4.62 \\\n && yum clean all\n',
    },
    {
      bad: 'FROM almalinux:8\nONBUILD RUN [«"/usr/bin/yum", "--enablerepo", "extras", "install"», "httpd"]\n',
      message: 'install',
      fixed:
        'FROM almalinux:8\nONBUILD RUN ["/usr/bin/yum", "--enablerepo", "extras", "install", "-y", "httpd"]\n',
    },
    {
      bad: 'FROM almalinux:8\nRUN «yum groupinstall» "Development Tools" && «yum localinstall» tool.rpm\n',
      message: 'install',
      fixed:
        'FROM almalinux:8\nRUN yum groupinstall -y "Development Tools" && yum localinstall -y tool.rpm\n',
    },
    {
      bad: 'FROM almalinux:8\nRUN «yum update» && «yum remove» httpd\n',
      message: 'other',
      fixed: 'FROM almalinux:8\nRUN yum update -y && yum remove -y httpd\n',
    },
    {
      good: 'FROM almalinux:8\nRUN yum install -y httpd && yum -y update && yum -qy install vim && yum install --assumeyes git\n',
    },
    { good: 'FROM almalinux:8\nRUN yum --setopt=assumeyes=1 install httpd && yes | yum install vim\n' },
    { good: 'FROM almalinux:8\nRUN yum clean all && yum makecache && yum list installed && yum repolist\n' },
    { good: 'FROM almalinux:8\nARG OPTIONS="-y --nodocs"\nRUN yum $OPTIONS install httpd\n' },
  ],
});
