import { parseReference } from '../../syntax/values/reference.ts';
import { pinOf, usedImages } from '../images.ts';
import { PIN_FIXES, pinFixes } from '../pins.ts';
import { defineRule } from '../rule.ts';

const DIGEST = `sha256:${'0123456789abcdef'.repeat(4)}`;

export default defineRule({
  id: 'untagged-image',
  aliases: ['DL3006'],
  since: '0.1.0',
  severity: 'warning',
  recommended: true,
  summary: 'A base image should have a tag',
  docs: `\`FROM node\` means \`node:latest\`, which is another image tomorrow: a build that worked breaks, or the next major version comes in unseen. A tag such as \`node:24\` says what the file was written for; a digest says exactly which image.

Nothing is said of \`scratch\`, of stages, and of names made of variables that have no default.

Where the engine has the image, the fixes pin it to what it is today: to a tag that is the same image, or to its digest. They are unsafe, since newer versions no longer come by themselves.`,
  messages: {
    untagged:
      '`{image}` has no tag, so it is `{image}:latest`, which changes without notice. Write the version that the file is made for.',
    default: {
      text: 'Unless the build says otherwise, `{written}` is `{image}` without a tag, which changes without notice. Give the default a version.',
      aliases: [],
    },
  },
  fixes: PIN_FIXES,
  check({ file, model, surroundings, report }) {
    for (const image of usedImages(file, model)) {
      const { kind, token, reference, isPartial, isExpanded } = image;
      const { tag, hasDigest } = pinOf(reference);
      if (kind !== 'from' || tag !== undefined || hasDigest) continue;
      // What is no reference at all, such as a template's `{{`, BuildKit refuses.
      if (!isPartial && typeof parseReference(reference) === 'string') continue;
      if (!isExpanded) report(token, 'untagged', { image: reference }, pinFixes(image, surroundings));
      else if (!isPartial) report(token, 'default', { image: reference, written: token.value });
    }
  },
  examples: [
    {
      bad: 'FROM «debian»\nFROM --platform=$BUILDPLATFORM «ghcr.io/example/tool» AS tool\n',
      message: 'untagged',
    },
    {
      bad: 'FROM «localhost:5000/debian» AS base\n',
      message: 'untagged',
      fixed: 'FROM localhost:5000/debian:13 AS base\n',
      surroundings: { pinsOf: () => ({ digest: DIGEST, tags: ['13', 'stable'] }) },
    },
    { bad: 'FROM «localhost:5000/app»\n', message: 'untagged', note: 'A port, and no tag.' },
    { bad: 'ARG BASE=debian\nFROM «$BASE»\n', message: 'default' },
    { good: 'FROM debian:13 AS base\nFROM base\nFROM scratch\n' },
    { good: 'FROM debian@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\n' },
    { good: 'ARG BASE\nARG TAG=13\nFROM $BASE\nFROM debian:$TAG\n' },
    { good: 'ARG N=1\nFROM debian:13 AS base1\nFROM base$N\n' },
  ],
});
