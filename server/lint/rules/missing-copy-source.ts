import { type ContextSource, contextSources, folderOf } from '../contextFolders.ts';
import { ignoredSource } from '../ignoredSource.ts';
import { defineRule } from '../rule.ts';
import { similarName } from '../similarName.ts';
import { transfers } from '../transfers.ts';

export default defineRule({
  id: 'missing-copy-source',
  aliases: [],
  since: '0.1.0',
  severity: 'warning',
  recommended: true,
  contextual: true,
  summary: 'What COPY and ADD take should be in the build context',
  docs: `A source of COPY that is not in the context ends the build, after all steps above it have run. The rule looks into the folder that would be sent to the builder: that of the Dockerfile, or the one that the settings or \`--context\` name.

It says nothing when none of the file's sources is there, since the build then has another context; nothing of patterns (\`*.json\`), which may match nothing; and nothing of what .dockerignore leaves out, which is [copy-of-ignored-file](copy-of-ignored-file.md). Folders that a build makes as a rule (\`dist\`, \`target\`, \`build\` …) may not be there yet, so that they are reported only when all rules are on.

The fix takes a name that is nearly the same; it is unsafe, for it may be another file.`,
  messages: {
    missing:
      '`{path}` is not in the build context, so the build fails here. Correct the path, or build with the context that has it.',
    similar:
      '`{path}` is not in the build context, so the build fails here. There is `{similar}`, which may be meant.',
    output: {
      text: '`{path}` is not in the build context. If nothing makes it before the image is built, the build fails here.',
      recommended: false,
      severity: 'info',
    },
  },
  fixes: { rename: { title: 'Copy `{similar}`', safe: false } },
  check({ file, model, stages, surroundings, report }) {
    const { contextFolders, dockerignore } = surroundings;
    if (!contextFolders?.get('')) return;
    const sources = [...transfers(stages)].flatMap(transfer =>
      transfer.onbuild ? [] : contextSources(file, model, transfer).filter(({ path }) => path !== ''),
    );
    const missing = sources.filter(({ path }) => isThere(path) === false);
    if (missing.length === 0 || !sources.some(({ path }) => isThere(path))) return;
    let questions = MAXIMUM_QUESTIONS;
    const ignoredBy = dockerignore === undefined ? () => undefined : ignoredSource(dockerignore);
    for (const source of missing) if (!ignoredBy(source.path)) tell(source);

    function isThere(path: string): boolean | undefined {
      const folder = folderOf(path);
      if (!contextFolders?.has(folder)) return undefined;
      return contextFolders.get(folder)?.has(nameOf(path)) === true;
    }

    function tell({ token, path }: ContextSource): void {
      const folder = folderOf(path);
      const names = questions-- > 0 ? (contextFolders?.get(folder) ?? []) : [];
      const near = similarName(nameOf(path), names);
      if (OUTPUTS.has(path.split('/', 1)[0]?.toLowerCase() ?? '')) report(token, 'output', { path });
      else if (near === undefined) report(token, 'missing', { path });
      else {
        const similar = folder === '' ? near : `${folder}/${near}`;
        const isPlain = file.text.slice(token.start, token.end) === path && !/\s/.test(similar);
        const fix = { fix: 'rename', args: { similar }, edits: [{ span: token, newText: similar }] } as const;
        report(token, 'similar', { path, similar }, isPlain ? fix : undefined);
      }
    }
  },
  examples: [
    {
      bad: 'FROM node:24\nCOPY package.json «yarn.lock» ./\n',
      message: 'missing',
      surroundings: { contextFolders: new Map([['', new Set(['package.json', 'src'])]]) },
    },
    {
      bad: 'FROM node:24\nCOPY package.json «src/sever.js» ./\n',
      message: 'similar',
      fixed: 'FROM node:24\nCOPY package.json src/server.js ./\n',
      surroundings: {
        contextFolders: new Map([
          ['', new Set(['package.json', 'src'])],
          ['src', new Set(['server.js'])],
        ]),
      },
    },
    {
      bad: 'FROM nginx:1.29\nCOPY «dist/» conf /srv/\n',
      message: 'output',
      surroundings: { contextFolders: new Map([['', new Set(['conf', 'src'])]]) },
    },
    {
      good: 'FROM node:24\nCOPY app/package.json app/src/ ./\n',
      surroundings: {
        contextFolders: new Map([
          ['', new Set(['package.json', 'src'])],
          ['app', undefined],
        ]),
      },
      note: 'Nothing is there: this is not the context of the build.',
    },
    {
      good: 'FROM node:24\nCOPY package.json lock*.json node_modules ./\nCOPY . .\nCOPY --from=build /x /y\n',
      surroundings: {
        contextFolders: new Map([['', new Set(['package.json', 'src'])]]),
        dockerignore: 'node_modules\n',
      },
    },
    { good: 'FROM node:24\nCOPY package.json nothing ./\n', note: 'The context is not known.' },
  ],
});

const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** What builds leave behind. */
const OUTPUTS: ReadonlySet<string> = new Set(
  'dist build target out output bin obj publish public release node_modules vendor .next .output coverage artifacts _build'.split(
    ' ',
  ),
);

/** Each looks at all names of a folder. */
const MAXIMUM_QUESTIONS = 20;
