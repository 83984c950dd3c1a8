import { listed } from '../packages/names.ts';
import { addingCalls } from '../packages/npm.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'unpinned-npm-package',
  aliases: ['DL3016'],
  since: '0.1.0',
  severity: 'warning',
  recommended: true,
  summary: 'Packages that npm installs by name should have a version',
  docs: `\`npm install -g typescript\` takes what is newest on the day of the build, be it a new major version: the same file builds today and breaks tomorrow. The registry keeps old versions, so \`typescript@5.9.2\` goes on working. A range counts as a version. A tag does not, \`latest\` and its kin move; hadolint accepts them.

\`npm install\` and \`npm ci\` without a name take what the package.json and its lock file say, and are fine. So are folders, archives, and repositories with a commit or tag behind \`#\`. pnpm and yarn are read too, which hadolint does not.`,
  messages: {
    unpinned:
      '{packages} will be whatever version is newest when the image is built. Write `package@version`, or list it in package.json.',
    repository: '`{source}` is another thing with each commit there. Name a commit or a tag behind `#`.',
    tag: {
      text: '`{name}` is whatever carries that tag when the image is built. Write `package@version`.',
      aliases: [],
    },
    otherTool: {
      text: '{tool} adds {packages} in whatever version is newest when the image is built. Write `package@version`, or list it in package.json.',
      aliases: [],
    },
  },
  fixes: {},
  check({ shell, report }) {
    for (const { tool, call } of addingCalls(shell)) {
      const names = call.operands.filter(({ value }) => value !== 'true' && value !== 'false');
      const unpinned = names.filter(({ value }) => kindOf(value) === 'unpinned');
      const [first] = unpinned;
      if (first) {
        const packages = listed(unpinned.map(({ value }) => value));
        if (tool === 'npm') report(first.word, 'unpinned', { packages });
        else report(first.word, 'otherTool', { packages, tool });
      }
      for (const { value, word } of names) {
        const kind = kindOf(value);
        if (kind === 'tag') report(word, 'tag', { name: value });
        if (kind === 'repository') report(word, 'repository', { source: value });
      }
    }
  },
  examples: [
    { bad: 'FROM node:24\nRUN npm install «express» sax@0.1.1 @types/node\n', message: 'unpinned' },
    { bad: 'FROM node:24\nRUN npm i -g --loglevel verbose «@angular/cli»\n', message: 'unpinned' },
    { bad: 'FROM node:24\nRUN npm --prefix /app install --global true «typescript»\n', message: 'unpinned' },
    { bad: 'FROM node:24\nONBUILD RUN ["npm", "install", «"express"»]\n', message: 'unpinned' },
    {
      bad: 'FROM node:24\nRUN npm install «git+https://github.com/expressjs/express.git»\n',
      message: 'repository',
    },
    {
      bad: 'FROM node:24\nRUN npm install «expressjs/express» «github:expressjs/express»\n',
      message: 'repository',
    },
    { bad: 'FROM node:24\nRUN npm install -g «npm@latest»\n', message: 'tag' },
    {
      bad: 'FROM node:24\nRUN yarn global add «serve» && pnpm add -g typescript@5.9.2\n',
      message: 'otherTool',
    },
    {
      good: 'FROM node:24\nRUN npm install && npm ci && npm install --omit dev --registry https://example.org/npm\n',
    },
    {
      good: 'FROM node:24\nARG VERSION\nRUN npm install express@4.1.1 @types/node@"^24" "sax@$VERSION" tool@npm:other@1.0.0\n',
    },
    {
      good: 'FROM node:24\nRUN npm install . ./tool /app ../lib tool-1.0.tgz https://example.org/tool.tar.gz file:tool\n',
    },
    {
      good: 'FROM node:24\nRUN npm install git+ssh://git@github.com:npm/cli.git#v1.0.27 expressjs/express#4.1.1\n',
    },
    { good: 'FROM node:24\nRUN npm run install && npm uninstall express && npm cache clean --force\n' },
  ],
});

type Kind = 'pinned' | 'unpinned' | 'tag' | 'repository';

const ARCHIVE = /\.(?:tar|tar\.gz|tgz)(?:[?#].*)?$/i;
const TAGS: ReadonlySet<string> = new Set([
  ...['latest', 'next', 'beta', 'alpha', 'canary', 'rc', 'nightly', 'stable', 'lts', '*', 'x', ''],
]);

/** What npm takes the argument for. */
function kindOf(name: string): Kind {
  if (/^(?:[./~]|file:|link:|workspace:)/.test(name) || ARCHIVE.test(name)) return 'pinned';
  const alias = name.indexOf('@npm:');
  const spec = alias < 0 ? name : name.slice(alias + '@npm:'.length);
  // The `@` of a scope is the first character.
  const at = spec.indexOf('@', 1);
  const isRepository = /^[a-z+]+:/i.test(spec) || (!spec.startsWith('@') && spec.includes('/'));
  if (isRepository && !/^[^/]*@[^/]*$/.test(spec)) {
    return spec.includes('#') || spec.includes('$') ? 'pinned' : 'repository';
  }
  if (at < 0) return 'unpinned';
  return TAGS.has(spec.slice(at + 1).toLowerCase()) ? 'tag' : 'pinned';
}
