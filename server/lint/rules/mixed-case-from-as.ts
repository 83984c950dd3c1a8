import { instructionsNamed } from '../instructions.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'mixed-case-from-as',
  aliases: ['FromAsCasing'],
  since: '0.1.0',
  severity: 'warning',
  recommended: true,
  summary: 'AS should be written in the same case as its FROM',
  docs: `\`FROM … as …\` and \`from … AS …\` work, but mix two styles in one line, which makes the stage name harder to find at a glance. Where \`FROM\` itself is in mixed case, only \`mixed-case-instructions\` speaks.

The fix is safe: BuildKit reads both the same way.`,
  messages: {
    differs:
      '`{as}` is not written like its `{from}`, which hides where the stage name begins. Write `{expected}`.',
  },
  fixes: { match: { title: 'Write `{expected}`', safe: true } },
  check({ file, report }) {
    for (const from of instructionsNamed(file, 'FROM')) {
      const [, as] = from.args;
      // Anything else in its place is an error, and no matter of case.
      if (from.args.length !== 3 || as?.value.toUpperCase() !== 'AS') continue;
      const keyword = from.keyword.value;
      const isUpper = keyword === keyword.toUpperCase();
      if (!isUpper && keyword !== keyword.toLowerCase()) continue;
      const expected = isUpper ? as.value.toUpperCase() : as.value.toLowerCase();
      if (as.value === expected) continue;
      report(
        as,
        'differs',
        { as: as.value, from: keyword, expected },
        {
          fix: 'match',
          args: { expected },
          edits: [{ span: as, newText: expected }],
        },
      );
    }
  },
  examples: [
    {
      bad: 'FROM node:24 «as» build\nCOPY . .\n',
      message: 'differs',
      fixed: 'FROM node:24 AS build\nCOPY . .\n',
    },
    {
      bad: 'from node:24 «AS» build\ncopy . .\n',
      message: 'differs',
      fixed: 'from node:24 as build\ncopy . .\n',
    },
    { good: 'FROM {{ image }}\nCOPY . .\n', note: 'A template, which BuildKit cannot read.' },
    { good: 'FROM node:24 AS build\nCOPY . .\n' },
    { good: 'from node:24 as build\ncopy . .\n' },
  ],
});
