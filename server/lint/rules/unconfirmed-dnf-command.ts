import { ASKING, answersItself, DNF, INSTALLING, rpmCalls } from '../packages/rpm.ts';
import { callSpan } from '../packages/rpmRules.ts';
import { defineRule } from '../rule.ts';
import { isAnswered } from '../shell/cleanup.ts';
import { optionBehind } from '../shell/edits.ts';

export default defineRule({
  id: 'unconfirmed-dnf-command',
  aliases: ['DL3038'],
  since: '0.1.0',
  severity: 'warning',
  recommended: true,
  summary: 'Calls of dnf that ask should be answered with -y',
  docs: `dnf asks before it installs or removes anything. Nobody answers in a build: it reads the end of its input, takes that for a no, and the build fails. \`--assumeyes\` and \`--setopt=assumeyes=1\` are as good as \`-y\`. hadolint looks at what installs; others ask as well. microdnf asks nothing in most of its versions, so that it is not among the recommended findings.

The fix is safe: it answers the question that would end the build.`,
  messages: {
    install: '`{command}` asks before it installs, and nobody answers in a build: it fails. Add `-y`.',
    other: {
      text: '`{command}` asks before it goes on, and nobody answers in a build: it fails. Add `-y`.',
      aliases: [],
    },
    noEffect: {
      text: '`{command}` asks nothing in most versions of microdnf, with or without `-y`. Add `-y` for the others.',
      recommended: false,
    },
  },
  fixes: { confirm: { title: 'Add `-y`', safe: true } },
  check({ shell, report }) {
    for (const rpmCall of rpmCalls(shell, DNF)) {
      const { call, action } = rpmCall;
      const { command, subcommand } = call;
      if (!INSTALLING.has(action) && !ASKING.has(action)) continue;
      if (!subcommand || call.hasUnknownOptions || answersItself(rpmCall) || isAnswered(command)) continue;
      const message =
        command.name === 'microdnf' ? 'noEffect' : INSTALLING.has(rpmCall.action) ? 'install' : 'other';
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
      bad: 'FROM fedora:43\nRUN «dnf install» \\\n      httpd-2.4.62 \\\n && dnf clean all\n',
      message: 'install',
      fixed: 'FROM fedora:43\nRUN dnf install -y \\\n      httpd-2.4.62 \\\n && dnf clean all\n',
    },
    {
      bad: 'FROM fedora:43\nONBUILD RUN [«"/usr/bin/dnf", "--enablerepo", "extras", "install"», "httpd"]\n',
      message: 'install',
      fixed:
        'FROM fedora:43\nONBUILD RUN ["/usr/bin/dnf", "--enablerepo", "extras", "install", "-y", "httpd"]\n',
    },
    {
      bad: 'FROM fedora:43\nRUN «dnf groupinstall» "Development Tools" && «dnf localinstall» tool.rpm\n',
      message: 'install',
      fixed: 'FROM fedora:43\nRUN dnf groupinstall -y "Development Tools" && dnf localinstall -y tool.rpm\n',
    },
    {
      bad: 'FROM fedora:43\nRUN «dnf update» && «dnf remove» httpd\n',
      message: 'other',
      fixed: 'FROM fedora:43\nRUN dnf update -y && dnf remove -y httpd\n',
    },
    {
      bad: 'FROM almalinux:10-minimal\nRUN «microdnf install» curl-8.9.1\n',
      message: 'noEffect',
      fixed: 'FROM almalinux:10-minimal\nRUN microdnf install -y curl-8.9.1\n',
    },
    {
      good: 'FROM fedora:43\nRUN dnf install -y httpd && dnf -y update && dnf -qy install vim && dnf install --assumeyes git\n',
    },
    { good: 'FROM fedora:43\nRUN dnf --setopt=assumeyes=1 install httpd && yes | dnf install vim\n' },
    { good: 'FROM fedora:43\nRUN dnf clean all && dnf makecache && dnf list installed && dnf repolist\n' },
    { good: 'FROM fedora:43\nARG OPTIONS="-y --nodocs"\nRUN dnf $OPTIONS install httpd\n' },
  ],
});
