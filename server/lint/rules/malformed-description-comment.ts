import type { Dockerfile } from '../../syntax/tree.ts';
import { type CommentLine, commentsBefore } from '../comments.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'malformed-description-comment',
  aliases: ['InvalidDefinitionDescription'],
  since: '0.1.0',
  severity: 'warning',
  recommended: false,
  experimental: true,
  summary: 'A comment right above a named stage or an ARG should describe it by its name',
  docs: `\`docker build --call=targets\` and \`--call=outline\` list the stages and arguments of a Dockerfile with a description: the comment above each, if it begins with the name. Any other comment there is not shown. An empty comment line between it and the instruction says that it is meant for the reader of the file alone.

BuildKit counts this check as experimental, and it is off unless asked for: many comments above a stage are no descriptions.

The fix is safe: only the comment changes.`,
  messages: {
    stage:
      'This comment is not shown as the description of stage `{name}`, because it does not begin with that name. Write `# {name} …`, or put a line with only `#` below it.',
    argument:
      'This comment is not shown as the description of `{name}`, because it does not begin with that name. Write `# {name} …`, or put a line with only `#` below it.',
    arguments:
      'This comment is not shown as a description, because it begins with none of the names {names}. Write `# NAME …`, or put a line with only `#` below it.',
  },
  fixes: { name: { title: 'Begin the comment with `{name}`', safe: true } },
  check({ file, report }) {
    for (const { instruction, comments } of commentsBefore(file)) {
      const comment = comments.at(-1);
      if (!comment || comment.text === '') continue;
      if (instruction.name !== 'FROM' && instruction.name !== 'ARG') continue;
      const word = comment.text.split(' ', 1)[0] ?? '';
      const span = instruction.keyword;
      if (instruction.name === 'FROM') {
        const name = instruction.args.length === 3 ? instruction.args[2]?.value.toLowerCase() : undefined;
        if (name !== undefined && word !== name) report(span, 'stage', { name }, fixOf(file, comment, name));
      } else {
        const names = instruction.pairs.map(pair => pair.name.value);
        if (names.length === 0 || names.includes(word)) continue;
        if (names.length > 1) report(span, 'arguments', { names: names.join(', ') });
        else report(span, 'argument', { name: names[0] ?? '' }, fixOf(file, comment, names[0] ?? ''));
      }
    }
  },
  examples: [
    {
      bad: '# compiles the server\n«FROM» golang:1.25 AS build\n',
      message: 'stage',
      fixed: '# build compiles the server\nFROM golang:1.25 AS build\n',
    },
    {
      bad: 'FROM alpine\n#which version to take\n«ARG» VERSION\n',
      message: 'argument',
      fixed: 'FROM alpine\n# VERSION which version to take\nARG VERSION\n',
    },
    { bad: 'FROM alpine\n# user and group\n«ARG» UID=1000 GID=1000\n', message: 'arguments' },
    { good: '# build compiles the server\nFROM golang:1.25 AS build\n' },
    { good: 'FROM alpine\n# For the reader of this file only.\n#\nARG VERSION\n' },
  ],
});

/** The name before the text. An indented comment keeps its `#` for BuildKit, so that no name can come first. */
function fixOf({ text: whole }: Dockerfile, { start, text }: CommentLine, name: string) {
  if (text.startsWith('#')) return undefined;
  const newText = whole.charAt(start - 1) === '#' ? ` ${name} ` : `${name} `;
  return { fix: 'name', args: { name }, edits: [{ span: { start, end: start }, newText }] } as const;
}
