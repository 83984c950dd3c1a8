import { listed } from '../packages/names.ts';
import { DNF, rpmCalls, unpinnedOf } from '../packages/rpm.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'unpinned-dnf-package',
  aliases: ['DL3041'],
  since: '0.1.0',
  severity: 'warning',
  recommended: false,
  summary: 'Packages that dnf installs should have a version',
  docs: `Without a version, dnf takes what the repositories have on the day of the build, and two builds of one file differ. With \`httpd-2.4.62\`, or \`httpd-2.4.*\` for any revision of it, a new version is a change in the file.

It is not among the recommended rules because Fedora and others delete an old version from their mirrors when a new one comes: a pinned build then fails until someone looks after it. Pin where the repositories are a snapshot; elsewhere a pinned base image gives most of the benefit.

A version is what begins with a digit behind the last \`-\` of the name. Files, addresses and groups have none to give. A module says its stream: \`dnf module install nodejs:22\`.`,
  messages: {
    unpinned:
      '{packages} may be another version in each build, because none is asked for. Write `package-version`.',
    module:
      '{modules} may be another stream in each build, because none is asked for. Write `module:stream`.',
  },
  fixes: {},
  check({ shell, report }) {
    for (const call of rpmCalls(shell, DNF)) {
      const unpinned = unpinnedOf(call);
      const [first] = unpinned;
      if (!first) continue;
      const names = listed(unpinned.map(({ value }) => value));
      if (call.action.startsWith('module')) report(first.word, 'module', { modules: names });
      else report(first.word, 'unpinned', { packages: names });
    }
  },
  examples: [
    { bad: 'FROM fedora:43\nRUN dnf install -y «httpd» vim-8.2 openssh-server\n', message: 'unpinned' },
    {
      bad: 'FROM fedora:43\nRUN dnf -y --enablerepo extras install «java-21-openjdk» python3.12\n',
      message: 'unpinned',
    },
    { bad: 'FROM fedora:43\nONBUILD RUN ["dnf", "install", "-y", «"httpd"»]\n', message: 'unpinned' },
    { bad: 'FROM fedora:43\nRUN dnf module install -y «nodejs»\n', message: 'module' },
    {
      good: 'FROM fedora:43\nARG VERSION\nRUN dnf install -y httpd-2.4.62 vim-2:8.2.2637-20.el9 "git-$VERSION" php-8.* curl-7.76.1-19.el9_1.1.x86_64\n',
    },
    {
      good: `FROM fedora:43\nRUN dnf install -y https://example.org/epel-release-latest-9.noarch.rpm ./tool.rpm "@Development Tools" "nginx = 1.26" 'dnf-command(copr)'\n`,
    },
    {
      good: 'FROM fedora:43\nRUN dnf module install -y nodejs:22 && dnf groupinstall -y "Development Tools" && dnf -y group install web\n',
    },
    { good: 'FROM fedora:43\nRUN dnf update -y && dnf remove -y httpd && dnf clean all\n' },
  ],
});
