import { pinOf, usedImages } from '../images.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'latest-tag',
  aliases: ['DL3007'],
  since: '0.1.0',
  severity: 'warning',
  recommended: true,
  summary: 'An image should not be taken as latest',
  docs: `\`latest\` is whatever was pushed last, be it a new major version. The same file then builds something else tomorrow, and nobody can tell from it what was built yesterday. Write the version the file was made for, or a digest; \`latest\` with a digest is fine.`,
  messages: {
    base: '`{image}` is another image after its next release. Write a version instead of `latest`.',
    default: {
      text: 'Unless the build says otherwise, this is `{image}`, another image after its next release. Give the default a version.',
      aliases: [],
    },
    copied: {
      text: '`{image}` is another image after its next release, and so is what is taken from it. Write a version instead of `latest`.',
      aliases: [],
    },
  },
  fixes: {},
  check({ file, model, report }) {
    for (const { kind, token, reference } of usedImages(file, model)) {
      const { tag, hasDigest } = pinOf(reference);
      if (tag !== 'latest' || hasDigest) continue;
      if (kind !== 'from') report(token, 'copied', { image: reference });
      else if (token.value.endsWith('latest')) report(token, 'base', { image: token.value });
      else report(token, 'default', { image: reference });
    }
  },
  examples: [
    { bad: 'FROM «debian:latest»\nFROM «$REGISTRY/tool:latest» AS tool\n', message: 'base' },
    { bad: 'ARG TAG=latest\nFROM «node:${TAG}»\n', message: 'default' },
    { bad: 'FROM debian:13\nCOPY --from=«busybox:latest» /bin/busybox /bin/\n', message: 'copied' },
    { good: 'FROM debian:13\nFROM debian\nFROM scratch\n' },
    { good: 'FROM debian:latest@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\n' },
  ],
});
