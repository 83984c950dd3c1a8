import { pinOf, usedImages } from '../images.ts';
import { PIN_FIXES, pinFixes } from '../pins.ts';
import { defineRule } from '../rule.ts';

const DIGEST = `sha256:${'0123456789abcdef'.repeat(4)}`;

export default defineRule({
  id: 'latest-tag',
  aliases: ['DL3007'],
  since: '0.1.0',
  severity: 'warning',
  recommended: true,
  summary: 'An image should not be taken as latest',
  docs: `\`latest\` is whatever was pushed last, be it a new major version. The same file then builds something else tomorrow, and nobody can tell from it what was built yesterday. Write the version the file was made for, or a digest; \`latest\` with a digest is fine.

Where the engine has the image, the fixes pin it to what it is today: to another tag that is the same image, or to its digest. They are unsafe, since newer versions no longer come by themselves.`,
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
  fixes: PIN_FIXES,
  check({ file, model, surroundings, report }) {
    for (const image of usedImages(file, model)) {
      const { kind, token, reference } = image;
      const { tag, hasDigest } = pinOf(reference);
      if (tag !== 'latest' || hasDigest) continue;
      const fixes = pinFixes(image, surroundings);
      if (kind !== 'from') report(token, 'copied', { image: reference }, fixes);
      else if (/latest["']?$/.test(token.value)) report(token, 'base', { image: token.value }, fixes);
      else report(token, 'default', { image: reference });
    }
  },
  examples: [
    { bad: 'FROM «debian:latest»\nFROM «$REGISTRY/tool:latest» AS tool\n', message: 'base' },
    {
      bad: 'FROM «debian:latest»\n',
      message: 'base',
      fixed: 'FROM debian:13.1\n',
      surroundings: { pinsOf: () => ({ digest: DIGEST, tags: ['trixie', '13', '13.1'] }) },
    },
    { bad: 'ARG TAG=latest\nFROM «node:${TAG}»\n', message: 'default' },
    { bad: 'FROM «"debian:latest"»\n', message: 'base' },
    { bad: 'FROM debian:13\nCOPY --from=«busybox:latest» /bin/busybox /bin/\n', message: 'copied' },
    { good: 'FROM debian:13\nFROM debian\nFROM scratch\n' },
    { good: 'FROM debian:latest@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\n' },
  ],
});
