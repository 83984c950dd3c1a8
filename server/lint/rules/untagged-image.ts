import { parseReference } from '../../syntax/values/reference.ts';
import { pinOf, usedImages } from '../images.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'untagged-image',
  aliases: ['DL3006'],
  since: '0.1.0',
  severity: 'warning',
  recommended: true,
  summary: 'A base image should have a tag',
  docs: `\`FROM node\` means \`node:latest\`, which is another image tomorrow: a build that worked breaks, or the next major version comes in unseen. A tag such as \`node:24\` says what the file was written for; a digest says exactly which image.

Nothing is said of \`scratch\`, of stages, and of names made of variables that have no default.`,
  messages: {
    untagged:
      '`{image}` has no tag, so it is `{image}:latest`, which changes without notice. Write the version that the file is made for.',
    default: {
      text: 'Unless the build says otherwise, `{written}` is `{image}` without a tag, which changes without notice. Give the default a version.',
      aliases: [],
    },
  },
  fixes: {},
  check({ file, model, report }) {
    for (const { kind, token, reference, isPartial, isExpanded } of usedImages(file, model)) {
      const { tag, hasDigest } = pinOf(reference);
      if (kind !== 'from' || tag !== undefined || hasDigest) continue;
      // What is no reference at all, such as a template's `{{`, BuildKit refuses.
      if (!isPartial && typeof parseReference(reference) === 'string') continue;
      if (!isExpanded) report(token, 'untagged', { image: reference });
      else if (!isPartial) report(token, 'default', { image: reference, written: token.value });
    }
  },
  examples: [
    {
      bad: 'FROM «debian»\nFROM --platform=$BUILDPLATFORM «ghcr.io/example/tool» AS tool\n',
      message: 'untagged',
    },
    { bad: 'FROM «localhost:5000/app»\n', message: 'untagged', note: 'A port, and no tag.' },
    { bad: 'ARG BASE=debian\nFROM «$BASE»\n', message: 'default' },
    { good: 'FROM debian:13 AS base\nFROM base\nFROM scratch\n' },
    { good: 'FROM debian@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\n' },
    { good: 'ARG BASE\nARG TAG=13\nFROM $BASE\nFROM debian:$TAG\n' },
    { good: 'ARG N=1\nFROM debian:13 AS base1\nFROM base$N\n' },
  ],
});
