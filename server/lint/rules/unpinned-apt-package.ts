import { aptCalls, isDryRun, isInstall, packagesOf } from '../packages/apt.ts';
import { listed } from '../packages/names.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'unpinned-apt-package',
  aliases: ['DL3008'],
  since: '0.1.0',
  severity: 'warning',
  recommended: false,
  summary: 'Packages that apt-get installs should have a version',
  docs: `Without a version, apt-get takes what the mirrors have on the day of the build, and two builds of one file differ. With \`curl=8.14.1-2\`, or \`curl=8.14.*\` for any revision of it, a new version is a change in the file.

It is not among the recommended rules because Debian and Ubuntu delete an old version from their mirrors when a new one comes, security fixes included: a pinned build then fails until someone looks after it. Pin where a snapshot of the mirror is used, or where a changed version must not slip in; elsewhere a pinned base image gives most of the benefit.

A \`.deb\` file and a release (\`curl/trixie-backports\`) count as pinned. What comes out of a variable is taken as it is with the values of this file.`,
  messages: {
    unpinned:
      '{packages} may be another version in each build, because none is asked for. Write `package=version`.',
  },
  fixes: {},
  check({ shell, report }) {
    for (const call of aptCalls(shell)) {
      if (!isInstall(call) || isDryRun(call)) continue;
      const unpinned = packagesOf(call).filter(({ value }) => !isPinned(value));
      const [first] = unpinned;
      if (first) report(first.word, 'unpinned', { packages: listed(unpinned.map(({ value }) => value)) });
    }
  },
  examples: [
    {
      bad: 'FROM debian:13\nRUN apt-get update && apt-get install -y «curl» git=1:2.47.* wget\n',
      message: 'unpinned',
    },
    { bad: 'FROM debian:13\nRUN ["apt-get", "install", "-y", «"curl"»]\n', message: 'unpinned' },
    {
      bad: 'FROM debian:13\nONBUILD RUN sudo apt-get -o Debug::Nothing=1 -t trixie install -y -- «curl»\n',
      message: 'unpinned',
    },
    { bad: "FROM debian:13\nRUN bash -c 'apt-get install -y «curl»'\n", message: 'unpinned' },
    { bad: 'FROM debian:13\nENV TOOLS="curl git"\nRUN apt-get install -y «$TOOLS»\n', message: 'unpinned' },
    {
      bad: 'FROM debian:13\nRUN <<EOF\nif true; then\n  apt-get install -yqq «curl»\nfi\nEOF\n',
      message: 'unpinned',
    },
    {
      good: 'FROM debian:13\nARG VERSION\nRUN apt-get -yqq install curl=8.14.* "git=$VERSION" ./local.deb tool/trixie-backports vim-\n',
    },
    { good: 'FROM debian:13\nENV TOOLS="curl=8.14.1-2 git=1:2.47.3-0"\nRUN apt-get install -y $TOOLS\n' },
    { good: 'FROM debian:13\nRUN apt-get update && apt-get -f install && apt-get build-dep -y curl\n' },
    { good: 'FROM debian:13\nRUN echo apt-get install curl\n' },
  ],
});

function isPinned(name: string): boolean {
  return name.includes('=') || name.includes('/') || name.endsWith('.deb');
}
