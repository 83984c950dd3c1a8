import { parseReference } from '../../syntax/values/reference.ts';
import { pinOf, usedImages } from '../images.ts';
import { PIN_FIXES, pinFixes } from '../pins.ts';
import { defineRule } from '../rule.ts';

const DIGEST = `sha256:${'0123456789abcdef'.repeat(4)}`;

export default defineRule({
  id: 'image-without-digest',
  aliases: [],
  since: '0.1.0',
  severity: 'info',
  recommended: false,
  summary: 'An image should be pinned by its digest',
  docs: `A tag is a name that its owner can move: \`debian:13\` is another image each few weeks, and after a break-in at the registry it can be anything. \`debian:13@sha256:…\` is one image for ever, so that the same Dockerfile gives the same base on each machine and day. The price is that somebody or something (Renovate, Dependabot) has to move the digest on, or fixes never arrive. Hence the rule is off unless it is asked for.

Names that hang on a variable without a value are left alone. Where the engine has the image, the fix adds its digest; it is unsafe, since fixes of the image no longer come by themselves.`,
  messages: {
    unpinned:
      '`{image}` may be another image tomorrow, since its tag can be moved. Add the digest: `{image}@sha256:…`.',
  },
  fixes: { digest: PIN_FIXES.digest },
  check({ file, model, surroundings, report }) {
    for (const image of usedImages(file, model)) {
      const { token, reference, isPartial } = image;
      if (isPartial || pinOf(reference).hasDigest) continue;
      // What is no reference is an error already.
      if (typeof parseReference(reference) === 'string') continue;
      const fix = pinFixes(image, surroundings).find(each => each.fix === 'digest');
      report(token, 'unpinned', { image: reference }, fix);
    }
  },
  examples: [
    { bad: 'FROM «debian:13»\nCOPY --from=«busybox:1.37» /bin/sh /bin/sh\n', message: 'unpinned' },
    {
      bad: 'FROM «debian:13» AS base\n',
      message: 'unpinned',
      fixed: `FROM debian:13@${DIGEST} AS base\n`,
      surroundings: { pinsOf: () => ({ digest: DIGEST }) },
    },
    { bad: 'ARG VERSION=24\nFROM «node:${VERSION}»\n', message: 'unpinned' },
    {
      good: 'FROM debian:13@sha256:0000000000000000000000000000000000000000000000000000000000000000 AS base\nFROM base\nFROM scratch\n',
    },
    { good: 'ARG VERSION\nFROM node:${VERSION}\nFROM {{ image }}\n' },
  ],
});
