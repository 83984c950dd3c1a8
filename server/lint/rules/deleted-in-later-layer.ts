import { laterChanges } from '../layerPaths.ts';
import { fates } from '../packages/shipping.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'deleted-in-later-layer',
  aliases: [],
  since: '0.1.0',
  severity: 'warning',
  recommended: true,
  summary: 'What a layer adds cannot be taken out by a later one',
  docs: `Each COPY, ADD and RUN makes a layer, and a layer never changes. Deleting a file in a later RUN hides it from programs, but the image is as large as before, and whoever unpacks it can still read the file. Delete it in the RUN that fetched it; hand files that are only needed for a step to that step with \`RUN --mount=type=bind,source=x,target=/x\`, or do the work in a stage of its own and copy the result.

Files count that COPY, ADD, \`curl -o\`, \`wget -O\`, \`git clone\` and \`apt-get update\` bring, where their path is plain to see. Stages from which the final image only copies are left alone.`,
  messages: {
    copied:
      '`{path}` stays in the layer of line {line}, so deleting it here saves nothing. If only this step needs it, use `RUN --mount=type=bind` in place of {keyword}.',
    written:
      '`{path}` stays in the layer of line {line}, so deleting it here saves nothing. Delete it in the RUN that wrote it.',
  },
  fixes: {},
  check(context) {
    const { model, report } = context;
    const fateOf = fates(model);
    for (const { kind, word, path, added, stage } of laterChanges(context)) {
      if (kind !== 'delete' || fateOf(stage.stage) === 'left') continue;
      const line = added.instruction.lines.first + 1;
      const { name } = added.instruction;
      if (name === 'RUN') report(word, 'written', { path, line });
      else report(word, 'copied', { path, line, keyword: name });
    }
  },
  examples: [
    {
      bad: 'FROM debian:13\nCOPY app.deb /tmp/\nRUN dpkg -i /tmp/app.deb && rm «/tmp/app.deb»\n',
      message: 'copied',
    },
    {
      bad: 'FROM debian:13\nWORKDIR /src\nCOPY . .\nRUN make install\nRUN rm -rf «/src»\n',
      message: 'copied',
    },
    {
      bad: 'FROM debian:13\nRUN curl -fsSLo /tmp/go.tgz https://example.org/go.tgz\nRUN tar -C /usr -xzf /tmp/go.tgz\nRUN rm -rf «/tmp/*»\n',
      message: 'written',
    },
    {
      bad: 'FROM debian:13 AS base\nRUN apt-get update && apt-get install -y curl\nFROM base\nRUN rm -rf «/var/lib/apt/lists/*»\n',
      message: 'written',
    },
    {
      good: 'FROM debian:13\nRUN curl -o /tmp/go.tgz https://example.org/go.tgz && tar -xzf /tmp/go.tgz && rm /tmp/go.tgz\nRUN rm -rf /tmp/*\n',
    },
    {
      good: 'FROM debian:13\nRUN --mount=type=bind,source=app.deb,target=/tmp/app.deb dpkg -i /tmp/app.deb\n',
    },
    {
      good: 'FROM debian:13 AS build\nCOPY . /src\nRUN make -C /src && rm -rf /src/.git /src\nFROM debian:13\nCOPY --from=build /app /app\n',
    },
    { good: 'FROM debian:13\nCOPY app /app\nRUN rm -rf /var/log/* "$HOME" ~/x\n' },
    {
      good: 'FROM debian:13\nRUN apt-get update && apt-get install -y a && rm -rf /var/lib/apt/lists/*\nRUN rm -rf /var/lib/apt/lists/*\n',
    },
  ],
});
