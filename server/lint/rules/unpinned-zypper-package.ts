import { listed } from '../packages/names.ts';
import { isPinnedRpm } from '../packages/rpm.ts';
import { zypperCalls } from '../packages/zypper.ts';
import { defineRule } from '../rule.ts';
import { type Call, valuesOf } from '../shell/calls.ts';

export default defineRule({
  id: 'unpinned-zypper-package',
  aliases: ['DL3037'],
  since: '0.1.0',
  severity: 'warning',
  recommended: false,
  summary: 'Packages that zypper installs should have a version',
  docs: `Without a version, zypper takes what the repositories have on the day of the build, and two builds of one file differ. With \`httpd=2.4.62\`, or a range in quotes (\`'httpd>=2.4'\`), a new version is a change in the file.

It is not among the recommended rules because the repositories drop old versions: a pinned build then fails until someone looks after it. Files and addresses count as pinned; patterns, products and patches (\`-t pattern\`, \`pattern:web\`) have no version to give.`,
  messages: {
    unpinned:
      '{packages} may be another version in each build, because none is asked for. Write `package=version`.',
  },
  fixes: {},
  check({ shell, report }) {
    for (const { call, action } of zypperCalls(shell)) {
      if (action !== 'install' || !installsPackages(call)) continue;
      const unpinned = call.operands.filter(({ value }) => !isPinned(value));
      const [first] = unpinned;
      if (first) report(first.word, 'unpinned', { packages: listed(unpinned.map(({ value }) => value)) });
    }
  },
  examples: [
    { bad: 'FROM opensuse/leap:15.6\nRUN zypper install -y «httpd» vim=9.1 git\n', message: 'unpinned' },
    {
      bad: 'FROM opensuse/leap:15.6\nRUN zypper --non-interactive in --no-recommends -r update «httpd»\n',
      message: 'unpinned',
    },
    { bad: 'FROM opensuse/leap:15.6\nONBUILD RUN ["zypper", "-n", "in", «"httpd"»]\n', message: 'unpinned' },
    {
      good: "FROM opensuse/leap:15.6\nARG VERSION\nRUN zypper install -y httpd=2.4.62 'vim>=9.1' git\\>2 \"tool<=$VERSION\" curl-8.6.0 'nginx < 2'\n",
    },
    {
      good: 'FROM opensuse/leap:15.6\nRUN zypper in -y ./tool.rpm https://example.org/tool.rpm pattern:web_server && zypper in -y -t pattern devel_basis\n',
    },
    { good: 'FROM opensuse/leap:15.6\nRUN zypper -n update && zypper -n rm vim && zypper clean\n' },
  ],
});

function installsPackages(call: Call): boolean {
  return valuesOf(call, '-t', '--type').every(type => type === 'package');
}

function isPinned(name: string): boolean {
  return isPinnedRpm(name) || /^(?:[!~+]|pattern:|product:|patch:|srcpackage:)/.test(name);
}
