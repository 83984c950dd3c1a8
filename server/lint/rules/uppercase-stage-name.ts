import { instructionsNamed } from '../instructions.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'uppercase-stage-name',
  aliases: ['StageNameCasing'],
  since: '0.1.0',
  severity: 'warning',
  recommended: true,
  summary: 'Stage names should be in lower case',
  docs: `BuildKit keeps every stage name in lower case. \`COPY --from=Build\` finds the stage \`build\`, but \`FROM Build\` does not: there the name is taken for an image, and the build fails with a message about image references. Lower case everywhere has no such surprise, and sets names apart from instructions.

The fix is safe: it writes the name that BuildKit uses anyway.`,
  messages: {
    uppercase:
      'Stage name `{name}` has capital letters, but BuildKit keeps it as `{lower}` and a later `FROM {name}` would not find it. Write `{lower}`.',
  },
  fixes: { lowercase: { title: 'Rename to `{lower}`', safe: true } },
  check({ file, report }) {
    for (const from of instructionsNamed(file, 'FROM')) {
      const name = from.args.length === 3 ? from.args[2] : undefined;
      const lower = name?.value.toLowerCase();
      if (!name || lower === undefined || name.value === lower) continue;
      report(
        name,
        'uppercase',
        { name: name.value, lower },
        {
          fix: 'lowercase',
          args: { lower },
          edits: [{ span: name, newText: lower }],
        },
      );
    }
  },
  examples: [
    {
      bad: 'FROM node:24 AS «Build»\nCOPY . .\n',
      message: 'uppercase',
      fixed: 'FROM node:24 AS build\nCOPY . .\n',
    },
    { good: 'FROM node:24 AS build\nCOPY . .\n' },
    { good: 'FROM node:24\nCOPY . .\n', note: 'A stage without a name.' },
  ],
});
