import { contextSources } from '../contextFolders.ts';
import { listed } from '../packages/names.ts';
import { defineRule } from '../rule.ts';
import { transfers } from '../transfers.ts';

export default defineRule({
  id: 'missing-dockerignore',
  aliases: [],
  since: '0.1.0',
  severity: 'warning',
  recommended: true,
  contextual: true,
  summary: 'A context that is copied as a whole needs a .dockerignore',
  docs: `\`COPY . .\` takes everything there is beside the Dockerfile: the history in \`.git\`, \`node_modules\` that were installed for another system, passwords in \`.env\`. The image grows, secrets can be read by whoever pulls it, and each commit makes the step run again. A \`.dockerignore\` keeps such things out, and spares sending them to the builder.

Reported only where the context holds something of the kind and no ignore file at all. The command "New .dockerignore" writes one that fits the project.`,
  messages: {
    missing: 'There is no .dockerignore, so this also copies {names}. Add one that leaves them out.',
  },
  fixes: {},
  check({ file, model, stages, surroundings, report }) {
    const { contextFolders, dockerignore } = surroundings;
    const top = contextFolders?.get('');
    if (!top || dockerignore !== undefined || top.has('.dockerignore')) return;
    const names = UNWANTED.filter(name => top.has(name));
    if (names.length === 0) return;
    for (const transfer of transfers(stages)) {
      const whole = contextSources(file, model, transfer).find(({ path }) => path === '');
      if (!whole || transfer.onbuild) continue;
      // Once is enough: it is the same file that is missing.
      report(whole.token, 'missing', { names: listed(names) });
      return;
    }
  },
  examples: [
    {
      bad: 'FROM node:24\nCOPY package.json ./\nCOPY «.» .\nCOPY . /again\n',
      message: 'missing',
      surroundings: { contextFolders: new Map([['', new Set(['package.json', '.git', 'node_modules'])]]) },
    },
    {
      good: 'FROM node:24\nCOPY . .\n',
      surroundings: { contextFolders: new Map([['', new Set(['.git'])]]), dockerignore: '.git\n' },
    },
    {
      good: 'FROM node:24\nCOPY src .\nCOPY --from=build . .\n',
      surroundings: { contextFolders: new Map([['', new Set(['.git'])]]) },
    },
    {
      good: 'FROM node:24\nCOPY . .\n',
      surroundings: { contextFolders: new Map([['', new Set(['server.js'])]]) },
      note: 'Nothing in it that should stay out.',
    },
  ],
});

/** What nobody wants in an image, the worst first. */
const UNWANTED: readonly string[] = [
  ...[
    '.env',
    '.git',
    'node_modules',
    '.venv',
    'venv',
    '__pycache__',
    '.terraform',
    '.gradle',
    'target',
    '.next',
  ],
  ...['.svn', '.hg', '.aws', '.ssh', '.npmrc'],
];
