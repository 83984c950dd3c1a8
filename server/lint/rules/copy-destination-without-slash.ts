import { defineRule } from '../rule.ts';
import { knownText, transfers } from '../transfers.ts';

export default defineRule({
  id: 'copy-destination-without-slash',
  aliases: ['DL3021'],
  since: '0.1.0',
  severity: 'error',
  recommended: true,
  summary: 'Several sources need a destination that ends with /',
  docs: `Several files can only be copied into a folder, and Docker's reference asks for a \`/\` at the end of its name. The classic builder, Podman and Kaniko refuse the line without it. BuildKit takes it, and then \`COPY a b dir\` depends on whether \`dir\` is a folder already.

The fix is safe for \`.\`, which is a folder anyway, and unsafe elsewhere: the destination then is a folder even where it was a file.`,
  messages: {
    slash:
      '{keyword} of several sources needs a folder as its destination, and `{destination}` may as well be a file. End it with `/`.',
    dot: {
      text: '{keyword} of several sources to `{destination}` is refused by all builders but BuildKit. Write `{destination}/`.',
      recommended: false,
    },
    add: {
      text: 'ADD of several sources needs a folder as its destination, and `{destination}` may as well be a file. End it with `/`.',
      aliases: [],
    },
  },
  fixes: {
    slash: { title: 'End it with /', safe: false },
    dot: { title: 'Write `{destination}/`', safe: true },
  },
  check({ file, model, stages, report }) {
    for (const { instruction, sources, heredocs, destination } of transfers(stages)) {
      if (sources.length + heredocs < 2) continue;
      const known = knownText(file, model, destination);
      if (!known || known.value === '' || known.isPartial || /[/\\]$/.test(known.value)) continue;
      const { value } = known;
      const isDot = /(?:^|\/)\.\.?$/.test(value);
      const quoted = /["']$/.test(file.text.slice(destination.start, destination.end));
      const end = destination.end - (quoted ? 1 : 0);
      const edits = [{ span: { start: end, end }, newText: '/' }];
      const keyword = instruction.name;
      if (isDot) {
        const args = { destination: value };
        report(destination, 'dot', { keyword, destination: value }, { fix: 'dot', args, edits });
      } else if (keyword === 'ADD') {
        report(destination, 'add', { destination: value }, { fix: 'slash', args: {}, edits });
      } else {
        report(destination, 'slash', { keyword, destination: value }, { fix: 'slash', args: {}, edits });
      }
    }
  },
  examples: [
    {
      bad: 'FROM node:24\nCOPY package.json package-lock.json «/app»\n',
      message: 'slash',
      fixed: 'FROM node:24\nCOPY package.json package-lock.json /app/\n',
    },
    {
      bad: 'FROM node:24\nARG DIR=app\nCOPY a b «"/srv/$DIR"»\nCOPY ["a", "b", «"/srv"»]\nONBUILD COPY a b «/srv»\n',
      message: 'slash',
      fixed:
        'FROM node:24\nARG DIR=app\nCOPY a b "/srv/$DIR/"\nCOPY ["a", "b", "/srv/"]\nONBUILD COPY a b /srv/\n',
    },
    {
      bad: 'FROM alpine:3.22\nCOPY <<one <<two «/etc»\n1\none\n2\ntwo\n',
      message: 'slash',
      fixed: 'FROM alpine:3.22\nCOPY <<one <<two /etc/\n1\none\n2\ntwo\n',
    },
    {
      bad: 'FROM node:24\nWORKDIR /app\nCOPY package.json package-lock.json «.»\n',
      message: 'dot',
      fixed: 'FROM node:24\nWORKDIR /app\nCOPY package.json package-lock.json ./\n',
    },
    {
      bad: 'FROM node:24\nADD a.tar b.tar «/srv»\n',
      message: 'add',
      fixed: 'FROM node:24\nADD a.tar b.tar /srv/\n',
    },
    { good: 'FROM node:24\nARG DIR=/app/\nCOPY a b /app/\nCOPY a b $DIR\nCOPY a b "/srv/$DIR"\n' },
    { good: 'FROM node:24\nCOPY package.json /app\nCOPY --from=build a /app\n' },
    { good: 'FROM node:24\nARG DIR\nCOPY a b $DIR\n', note: 'Nothing is known of the destination.' },
  ],
});
