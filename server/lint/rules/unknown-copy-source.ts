import { writtenReferences } from '../../semantics/references.ts';
import { defineRule } from '../rule.ts';
import { similarName } from '../similarName.ts';

export default defineRule({
  id: 'unknown-copy-source',
  aliases: ['DL3022'],
  since: '0.1.0',
  severity: 'warning',
  recommended: true,
  summary: 'COPY --from should name a stage above, or an image with its tag',
  docs: `\`--from\` names a stage above, an image, or a context given by \`--build-context\`. A name that no stage has is therefore no error at first: BuildKit looks for an image \`NAME:latest\` on Docker Hub, where somebody else's image may have that very name. Where an image is meant, write its tag or digest; hadolint then has nothing to say either. A context given by \`--build-context\` has no tag: ignore the rule for that line.

A stage number that does not exist, or a stage that comes later, BuildKit refuses itself.

The fix is unsafe: it guesses at what is meant.`,
  messages: {
    untagged:
      'No stage above is called `{name}`, so this takes the image `{name}:latest`, or a build context of that name. Name a stage, or write the tag of the image.',
    misspelt:
      'No stage above is called `{name}`, so this takes the image `{name}:latest`. Is the stage `{similar}` meant?',
    number: 'There is no stage {number} above. Name the stage that is meant.',
    mount: {
      text: 'No stage above is called `{name}`, so this mounts the image `{name}:latest`, or a build context of that name. Name a stage, or write the tag of the image.',
      aliases: [],
    },
    onbuild: {
      text: 'What `{name}` is depends on the Dockerfile that builds upon this image. Name an image with its tag.',
      recommended: false,
    },
  },
  fixes: { rename: { title: 'Change to `{similar}`', safe: false } },
  check({ file, model, report }) {
    let refused: ReadonlySet<number> | undefined;
    for (const instruction of file.instructions) {
      if (instruction.flags.length === 0 && !instruction.trigger) continue;
      for (const { kind, token, onbuild } of writtenReferences(instruction)) {
        const name = token.value;
        if (name === '' || /[:@]/.test(name)) continue;
        const stage = model.stageAt(instruction.start);
        const source = model.findStage(name);
        if (source && (!stage || source.index < stage.index)) continue;
        refused ??= new Set(model.errors.map(({ start }) => start));
        if (refused.has(token.start)) continue;
        if (/^[0-9]+$/.test(name)) report(token, 'number', { number: name });
        else if (kind === 'mount') report(token, 'mount', { name });
        else if (onbuild) report(token, 'onbuild', { name });
        else {
          const end = stage?.index ?? 0;
          const near = model.stages.slice(Math.max(0, end - MAXIMUM_CANDIDATES), end);
          const above = near.flatMap(other => other.name ?? []);
          const similar = similarName(name, above);
          if (similar === undefined) report(token, 'untagged', { name });
          else {
            const edits = [{ span: token, newText: similar }];
            report(token, 'misspelt', { name, similar }, { fix: 'rename', args: { similar }, edits });
          }
        }
      }
    }
  },
  examples: [
    { bad: 'FROM php:8.4-fpm\nCOPY --from=«composer» /usr/bin/composer /usr/bin/\n', message: 'untagged' },
    {
      bad: 'FROM golang:1.25 AS build\nFROM alpine:3.22\nCOPY --from=«biuld» /app /\n',
      message: 'misspelt',
      fixed: 'FROM golang:1.25 AS build\nFROM alpine:3.22\nCOPY --from=build /app /\n',
    },
    { bad: 'COPY --from=«0» /app /\n', message: 'number', note: 'A fragment.' },
    {
      bad: 'FROM alpine:3.22\nRUN --mount=type=bind,from=«tools»,target=/tools /tools/install\n',
      message: 'mount',
    },
    { bad: 'FROM alpine:3.22\nONBUILD COPY --from=«build» /app /\n', message: 'onbuild' },
    {
      good: 'FROM golang:1.25 AS build\nFROM node:24\nFROM alpine:3.22\nCOPY --from=build /app /\nCOPY --from=BUILD /app /\nCOPY --from=1 /app /\n',
    },
    { good: 'FROM php:8.4-fpm\nCOPY --from=composer:2.8 /usr/bin/composer /usr/bin/\n' },
  ],
});

/** A hostile file must not make a guess at each name the square of its size. */
const MAXIMUM_CANDIDATES = 100;
