import { apkAdds } from '../packages/apk.ts';
import { listed } from '../packages/names.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'unpinned-apk-package',
  aliases: ['DL3018'],
  since: '0.1.0',
  severity: 'warning',
  recommended: false,
  summary: 'Packages that apk installs should have a version',
  docs: `Without a version, \`apk add\` takes what the repository has on the day of the build, and two builds of one file differ. With \`curl=8.14.1-r2\`, or \`curl~=8.14\` for any revision of it, a new version is a change in the file.

It is not among the recommended rules because Alpine keeps only the newest revision of a package: a pinned build fails as soon as a security fix replaces it. A pinned Alpine release gives most of the benefit, since versions hardly move within it.

A \`.apk\` file counts as pinned. A repository by name (\`curl@edge\`) does not.`,
  messages: {
    unpinned:
      '{packages} may be another version in each build, because none is asked for. Write `package=version`, or `package~=version`.',
  },
  fixes: {},
  check({ shell, report }) {
    for (const { operands } of apkAdds(shell)) {
      const unpinned = operands.filter(({ value }) => !isPinned(value));
      const [first] = unpinned;
      if (first) report(first.word, 'unpinned', { packages: listed(unpinned.map(({ value }) => value)) });
    }
  },
  examples: [
    { bad: 'FROM alpine:3.22\nRUN apk add --no-cache «curl» git=2.49.1-r0 jq\n', message: 'unpinned' },
    {
      bad: 'FROM alpine:3.22\nRUN apk --no-cache add -t .build-deps «gcc» && apk del .build-deps\n',
      message: 'unpinned',
    },
    { bad: 'FROM alpine:3.22\nONBUILD RUN ["/sbin/apk", "add", «"curl"»]\n', message: 'unpinned' },
    {
      bad: 'FROM alpine:3.22\nRUN apk add --repository https://example.org/edge «curl@edge»\n',
      message: 'unpinned',
    },
    { bad: 'FROM alpine:3.22\nENV TOOLS="curl git"\nRUN apk add «$TOOLS»\n', message: 'unpinned' },
    {
      good: 'FROM alpine:3.22\nARG VERSION\nRUN apk add --no-cache curl=8.14.1-r2 git~=2.49 "jq>1.7" "tool<2" vim~9 "nano=$VERSION"\n',
    },
    {
      good: 'FROM alpine:3.22\nRUN apk add --virtual .build-deps gcc=14.2.0-r6 -X https://example.org/edge musl-dev=1.2.5-r10\n',
    },
    {
      good: 'FROM alpine:3.22\nRUN apk add --allow-untrusted tool-1.1.1.apk /tmp/other.apk !busybox-extras\n',
    },
    { good: 'FROM alpine:3.22\nRUN apk update && apk upgrade && apk del curl\n' },
  ],
});

/** `=`, `~`, `<` or `>` begin a version; a file is what it is, and `!name` wants none. */
function isPinned(name: string): boolean {
  return /[=~<>]|\.apk$/.test(name) || name.startsWith('!');
}
