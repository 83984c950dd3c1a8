import { parseReference } from '../../syntax/values/reference.ts';
import { endedLine, successor } from '../endOfLife.ts';
import { usedImages } from '../images.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'end-of-life-image',
  aliases: [],
  since: '0.1.0',
  severity: 'warning',
  recommended: true,
  tags: ['deprecated'],
  summary: 'A base image should be of a line that still gets security fixes',
  docs: `Each release of a distribution or a language has a day after which its makers mend nothing more: holes that are found later stay open in every image built upon it, and its package servers move to an archive, so that \`apt-get update\` fails one day. The rule knows these days for the official images of Debian, Ubuntu, Alpine, Node.js, Python, Ruby, PHP, Fedora, PostgreSQL, MySQL and MongoDB, and looks at the system named within a tag too: \`node:24-buster\` is current Node.js on a system that has ended.

Some lines are kept up for longer by paid programmes. Who has one silences the rule for that FROM.

The fix names a line of the same image, and of the same kind (\`-slim\`, \`-alpine\`). It is unsafe: a newer release has other versions of everything.`,
  messages: {
    ended:
      '{name} has had no security fixes since {ended}, so what is found in it stays open. Move to a line that is maintained, such as {instead}.',
    system:
      'This image stands on {name}, which has had no security fixes since {ended}. Choose the same version on a newer system.',
  },
  fixes: { move: { title: 'Move to {instead}', safe: false } },
  check({ file, model, report }) {
    for (const { token, reference, isPartial } of usedImages(file, model)) {
      if (isPartial) continue;
      const parsed = parseReference(reference);
      if (typeof parsed === 'string' || parsed.domain !== 'docker.io' || parsed.tag === undefined) continue;
      const line = endedLine(parsed.path, parsed.tag);
      if (!line) continue;
      const { name, ended, instead } = line;
      if (instead === undefined) report(token, 'system', { name, ended });
      else {
        const plain =
          reference === file.text.slice(token.start, token.end)
            ? successor(reference, parsed.tag, instead)
            : undefined;
        report(
          token,
          'ended',
          { name, ended, instead },
          plain === undefined
            ? undefined
            : { fix: 'move', args: { instead: plain }, edits: [{ span: token, newText: plain }] },
        );
      }
    }
  },
  examples: [
    { bad: 'FROM «debian:buster-slim»\n', message: 'ended', fixed: 'FROM debian:13-slim\n' },
    { bad: 'ARG VERSION=14\nFROM «node:${VERSION}-alpine»\n', message: 'ended' },
    { bad: 'FROM «python:3.13-stretch»\nFROM «golang:1.25-alpine3.12»\n', message: 'system' },
    {
      bad: 'FROM scratch\nCOPY --from=«alpine:3.9.6» /lib /lib\n',
      message: 'ended',
      fixed: 'FROM scratch\nCOPY --from=alpine:3.22 /lib /lib\n',
    },
    {
      bad: 'FROM «python:3.8-slim-buster» AS build\n',
      message: 'ended',
      fixed: 'FROM python:3.13-slim AS build\n',
    },
    { bad: 'FROM «python:3.8-alpine3.12»\n', message: 'ended', fixed: 'FROM python:3.13-alpine\n' },
    { bad: 'FROM «node:14-windowsservercore»\n', message: 'ended', note: 'Nobody knows what is like it.' },
    {
      good: 'FROM debian:13\nFROM node:24-bookworm-slim\nFROM alpine:3\nFROM ubuntu:24.04\nFROM python:3.13-alpine\n',
    },
    { good: 'FROM example.org/debian:buster\nFROM example/node:14\n', note: 'Nobody knows what these are.' },
    { good: 'ARG VERSION\nFROM node:$VERSION\n' },
  ],
});
