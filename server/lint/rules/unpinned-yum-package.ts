import { listed } from '../packages/names.ts';
import { rpmCalls, unpinnedOf, YUM } from '../packages/rpm.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'unpinned-yum-package',
  aliases: ['DL3033'],
  since: '0.1.0',
  severity: 'warning',
  recommended: false,
  summary: 'Packages that yum installs should have a version',
  docs: `Without a version, yum takes what the repositories have on the day of the build, and two builds of one file differ. With \`httpd-2.4.62\`, or \`httpd-2.4.*\` for any revision of it, a new version is a change in the file.

It is not among the recommended rules because the repositories of many distributions drop old versions: a pinned build then fails until someone looks after it. Pin where the repositories are a snapshot; elsewhere a pinned base image gives most of the benefit.

A version is what begins with a digit behind the last \`-\` of the name. Files, addresses and groups have none to give. A module says its stream: \`yum module install nodejs:22\`.`,
  messages: {
    unpinned:
      '{packages} may be another version in each build, because none is asked for. Write `package-version`.',
    module:
      '{modules} may be another stream in each build, because none is asked for. Write `module:stream`.',
  },
  fixes: {},
  check({ shell, report }) {
    for (const call of rpmCalls(shell, YUM)) {
      const unpinned = unpinnedOf(call);
      const [first] = unpinned;
      if (!first) continue;
      const names = listed(unpinned.map(({ value }) => value));
      if (call.action.startsWith('module')) report(first.word, 'module', { modules: names });
      else report(first.word, 'unpinned', { packages: names });
    }
  },
  examples: [
    { bad: 'FROM almalinux:8\nRUN yum install -y «httpd» vim-8.2 openssh-server\n', message: 'unpinned' },
    {
      bad: 'FROM almalinux:8\nRUN yum -y --enablerepo extras install «java-21-openjdk» python3.12\n',
      message: 'unpinned',
    },
    { bad: 'FROM almalinux:8\nONBUILD RUN ["yum", "install", "-y", «"httpd"»]\n', message: 'unpinned' },
    { bad: 'FROM almalinux:8\nRUN yum module install -y «nodejs»\n', message: 'module' },
    {
      good: 'FROM almalinux:8\nARG VERSION\nRUN yum install -y httpd-2.4.62 vim-2:8.2.2637-20.el9 "git-$VERSION" php-8.* curl-7.76.1-19.el9_1.1.x86_64\n',
    },
    {
      good: 'FROM almalinux:8\nRUN yum install -y https://example.org/epel-release-latest-9.noarch.rpm ./tool.rpm "@Development Tools" "nginx = 1.26"\n',
    },
    {
      good: 'FROM almalinux:8\nRUN yum module install -y nodejs:22 && yum groupinstall -y "Development Tools" && yum -y group install web\n',
    },
    { good: 'FROM almalinux:8\nRUN yum update -y && yum remove -y httpd && yum clean all\n' },
  ],
});
