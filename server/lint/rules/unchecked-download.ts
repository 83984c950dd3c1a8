import { sourceKind } from '../../syntax/values/remote.ts';
import { flagNamed } from '../flags.ts';
import { defineRule } from '../rule.ts';
import { knownText, transfers } from '../transfers.ts';

export default defineRule({
  id: 'unchecked-download',
  aliases: [],
  since: '0.1.0',
  severity: 'info',
  recommended: true,
  summary: 'A file that ADD downloads should be checked',
  docs: `What lies behind an address can be exchanged: by who owns it, by who breaks in there, and with plain \`http://\` by everybody on the way. \`ADD --checksum=sha256:… https://example.org/tool.tar.gz /\` fails the build when the file is not the one that was meant. A git repository is pinned by its commit: \`https://example.org/tool.git#0123abc…\`.

A repository with a tag or branch, or none at all, is reported only when all rules are on.`,
  messages: {
    unchecked:
      'Nothing checks what `{url}` gives, so another file there changes the image unseen. Add `--checksum=sha256:…` with the digest of the file that you mean.',
    plain: {
      text: '`{url}` is fetched without encryption, so anybody on the way can exchange the file. Use https, and add `--checksum=sha256:…`.',
      severity: 'warning',
    },
    moving: {
      text: '`{url}` is another version with each commit there. Name a commit behind `#`.',
      recommended: false,
    },
  },
  fixes: {},
  check({ file, model, stages, report }) {
    for (const { instruction, sources } of transfers(stages)) {
      if (instruction.name !== 'ADD' || flagNamed(instruction, 'checksum')) continue;
      for (const source of sources) {
        const url = knownText(file, model, source)?.value ?? '';
        const kind = sourceKind(url);
        if (kind === 'git' && !/#[0-9a-f]{40}/.test(url)) report(source, 'moving', { url });
        if (kind !== 'http') continue;
        report(source, url.startsWith('http://') ? 'plain' : 'unchecked', { url });
      }
    }
  },
  examples: [
    { bad: 'FROM alpine:3\nADD «https://example.org/tool.tar.gz» /srv/\n', message: 'unchecked' },
    { bad: 'FROM alpine:3\nARG V=1\nADD [«"http://example.org/tool-$V"», "/srv/"]\n', message: 'plain' },
    { bad: 'FROM alpine:3\nADD «https://example.org/tool.git#v1» /srv/\n', message: 'moving' },
    {
      good: 'FROM alpine:3\nADD --checksum=sha256:0000000000000000000000000000000000000000000000000000000000000000 https://example.org/tool.tar.gz /srv/\n',
    },
    {
      good: 'FROM alpine:3\nADD git@example.org:a/b.git#0123456789abcdef0123456789abcdef01234567 /b\nADD a.tar.gz /\n',
    },
  ],
});
