import { laterChanges } from '../layerPaths.ts';
import { fates } from '../packages/shipping.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'recursive-chown',
  aliases: [],
  since: '0.1.0',
  severity: 'warning',
  recommended: true,
  summary: 'Copied files should get their owner when they are copied',
  docs: `A layer holds whole files. \`chown -R\` in a RUN changes nothing but the owner, yet each file it touches is stored once more in the new layer: the image carries what was copied twice. \`COPY --chown=user:group\` gives the owner at once and costs nothing. The user has to exist above the COPY, or is written as a number.

Stages from which the final image only copies are left alone.`,
  messages: {
    doubled:
      'This stores all files below `{path}` a second time, only to change their owner. Give it in line {line}: `{keyword} --chown={owner}`.',
  },
  fixes: {},
  check(context) {
    const { model, report } = context;
    const fateOf = fates(model);
    const seen = new Set<unknown>();
    for (const { kind, command, word, path, added, stage } of laterChanges(context)) {
      if (kind !== 'chown' || seen.has(command) || fateOf(stage.stage) === 'left') continue;
      seen.add(command);
      const owner = command.args.find(({ value }) => !value.startsWith('-'))?.value ?? '';
      const { name, lines } = added.instruction;
      report(word, 'doubled', { path, line: lines.first + 1, keyword: name, owner });
    }
  },
  examples: [
    {
      bad: 'FROM node:24\nWORKDIR /app\nCOPY . .\nRUN chown -R node:node «/app»\nUSER node\n',
      message: 'doubled',
    },
    {
      bad: 'FROM debian:13\nCOPY conf /etc/app\nRUN mkdir /var/app && chown --recursive app «/etc/app» /var/app\n',
      message: 'doubled',
    },
    { good: 'FROM node:24\nCOPY --chown=node:node . /app\nUSER node\n' },
    { good: 'FROM node:24\nCOPY . /app\nRUN mkdir /data && chown -R node /data && chown node /app\n' },
    {
      good: 'FROM node:24 AS build\nCOPY . /app\nRUN chown -R node /app\nFROM node:24\nCOPY --from=build /app /app\n',
    },
  ],
});
