import { instructionsNamed } from '../instructions.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'duplicate-stage-name',
  aliases: ['DuplicateStageName', 'DL3024'],
  since: '0.1.0',
  severity: 'warning',
  recommended: true,
  summary: 'Each stage should have a name of its own',
  docs: `When two stages have the same name, \`FROM\`, \`COPY --from\` and \`--target\` reach the later one, from the place on where it is defined. A stage inserted or moved then silently changes what others copy from. Names are the same when they differ only in case.`,
  messages: {
    duplicate:
      'Stage name `{name}` is already taken on line {line}, so which of the two a reference reaches depends on where it stands. Choose another name.',
  },
  fixes: {},
  check({ file, report }) {
    const lineOf = new Map<string, number>();
    for (const from of instructionsNamed(file, 'FROM')) {
      const name = from.args.length === 3 ? from.args[2] : undefined;
      if (!name) continue;
      const key = name.value.toLowerCase();
      const line = lineOf.get(key);
      if (line !== undefined) report(name, 'duplicate', { name: name.value, line: line + 1 });
      else lineOf.set(key, from.lines.first);
    }
  },
  examples: [
    {
      bad: 'FROM golang:1.25 AS build\nFROM node:24 AS «build»\nFROM alpine AS «Build»\n',
      message: 'duplicate',
    },
    { good: 'FROM golang:1.25 AS server\nFROM node:24 AS page\n' },
  ],
});
