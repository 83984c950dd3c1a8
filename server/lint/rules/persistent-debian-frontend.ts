import type { Instruction, Pair } from '../../syntax/tree.ts';
import { fates } from '../packages/shipping.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'persistent-debian-frontend',
  aliases: [],
  since: '0.1.0',
  severity: 'info',
  recommended: true,
  summary: 'DEBIAN_FRONTEND should hold for the build alone',
  docs: `\`DEBIAN_FRONTEND=noninteractive\` keeps packages from asking questions while they are installed. Set with ENV it stays in the image: whoever opens a shell in a container and installs something is asked nothing either, and gets defaults that nobody chose. With ARG the value is there for each RUN of the stage and gone afterwards; or it stands before the one command that needs it.

The fix puts ARG in place of ENV. It is safe unless another stage is built upon this one, whose steps may count on the variable. Stages from which the final image only copies are left alone.`,
  messages: {
    lasting:
      'ENV keeps `DEBIAN_FRONTEND` in the image, where it silences questions for everyone who installs something later. Use ARG, which ends with the build.',
  },
  fixes: {
    argument: { title: 'Use ARG', safe: true },
    inherited: { title: 'Use ARG, in this stage alone', safe: false },
  },
  check({ model, stages, report }) {
    const bases = new Set(stages.map(({ base }) => base));
    const fateOf = fates(model);
    for (const stage of stages) {
      if (fateOf(stage.stage) === 'left') continue;
      const settings = stage.steps.flatMap(({ instruction, triggeredBy }) =>
        instruction.name === 'ENV' && !triggeredBy ? settingsIn(instruction) : [],
      );
      // A later ENV with another value takes it back.
      if (!settings.at(-1)?.silences) continue;
      for (const { instruction, pair, silences } of settings) {
        if (!silences) continue;
        const { keyword, pairs, legacyPair } = instruction;
        const newText = keyword.value === keyword.value.toLowerCase() ? 'arg' : 'ARG';
        const fix = bases.has(stage) ? 'inherited' : 'argument';
        const isAlone = pairs.length === 1 && !legacyPair;
        report(
          pair.name,
          'lasting',
          {},
          isAlone ? { fix, args: {}, edits: [{ span: keyword, newText }] } : undefined,
        );
      }
    }
  },
  examples: [
    {
      bad: 'FROM debian:13\nENV «DEBIAN_FRONTEND»=noninteractive\nRUN apt-get update\n',
      message: 'lasting',
      fixed: 'FROM debian:13\nARG DEBIAN_FRONTEND=noninteractive\nRUN apt-get update\n',
    },
    {
      bad: 'FROM debian:13 AS base\nenv «DEBIAN_FRONTEND»="noninteractive"\nFROM base\nRUN a\n',
      message: 'lasting',
      fixed: 'FROM debian:13 AS base\narg DEBIAN_FRONTEND="noninteractive"\nFROM base\nRUN a\n',
    },
    { bad: 'FROM debian:13\nENV LANG=C.UTF-8 «DEBIAN_FRONTEND»=noninteractive\n', message: 'lasting' },
    { bad: 'FROM debian:13\nENV «DEBIAN_FRONTEND» noninteractive\n', message: 'lasting' },
    {
      good: 'FROM debian:13 AS build\nENV DEBIAN_FRONTEND=noninteractive\nFROM debian:13\nCOPY --from=build /a /a\n',
    },
    { good: 'FROM debian:13\nARG DEBIAN_FRONTEND=noninteractive\nRUN apt-get update\n' },
    { good: 'FROM debian:13\nENV DEBIAN_FRONTEND=noninteractive\nRUN a\nENV DEBIAN_FRONTEND=\n' },
    { good: 'FROM debian:13\nRUN DEBIAN_FRONTEND=noninteractive apt-get install -y tzdata\n' },
  ],
});

interface Setting {
  readonly instruction: Instruction;
  readonly pair: Pair;
  readonly silences: boolean;
}

function settingsIn(instruction: Instruction): readonly Setting[] {
  return instruction.pairs
    .filter(({ name }) => name.value === 'DEBIAN_FRONTEND')
    .map(pair => ({
      instruction,
      pair,
      silences: /^["']?noninteractive["']?$/i.test(pair.value?.value ?? ''),
    }));
}
