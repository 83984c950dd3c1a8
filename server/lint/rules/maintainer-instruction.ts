import { instructionsNamed } from '../instructions.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'maintainer-instruction',
  aliases: ['MaintainerDeprecated', 'DL4000'],
  since: '0.1.0',
  severity: 'warning',
  recommended: true,
  tags: ['deprecated'],
  summary: 'MAINTAINER is deprecated, a label says more',
  docs: `\`MAINTAINER\` has been deprecated since Docker 1.13. It fills a field of the image that few tools show; \`LABEL org.opencontainers.image.authors\` is the standard place for the same, and is shown, searched and inherited like any label.

The fix is safe: the image has the label in place of the author field, and nothing else changes.`,
  messages: {
    deprecated:
      'MAINTAINER is deprecated and hardly any tool shows it. Use the label org.opencontainers.image.authors.',
  },
  fixes: { label: { title: 'Replace with LABEL org.opencontainers.image.authors', safe: true } },
  check({ file, report }) {
    for (const instruction of instructionsNamed(file, 'MAINTAINER')) {
      const [author] = instruction.args;
      const { keyword } = instruction;
      if (!author) {
        report(keyword, 'deprecated', {});
        continue;
      }
      const label = keyword.value === keyword.value.toLowerCase() ? 'label' : 'LABEL';
      const name = author.value.replace(/^"(.*)"$/s, '$1');
      const quoted = name.replace(/["$\\`]/g, sign =>
        sign === '`' && file.escape !== '`'
          ? sign
          : sign === '\\' && file.escape !== '\\'
            ? sign
            : file.escape + sign,
      );
      report(
        keyword,
        'deprecated',
        {},
        {
          fix: 'label',
          args: {},
          edits: [
            {
              span: { start: keyword.start, end: author.end },
              newText: `${label} org.opencontainers.image.authors="${quoted}"`,
            },
          ],
        },
      );
    }
  },
  examples: [
    {
      bad: 'FROM alpine\n«MAINTAINER» Ada Lovelace <ada@example.org>\n',
      message: 'deprecated',
      fixed: 'FROM alpine\nLABEL org.opencontainers.image.authors="Ada Lovelace <ada@example.org>"\n',
    },
    { good: 'FROM alpine\nLABEL org.opencontainers.image.authors="ada@example.org"\n' },
  ],
});
