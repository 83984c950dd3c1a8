import { defineRule } from '../rule.ts';
import type { BuildStage } from '../stages.ts';
import { knownText, transfers } from '../transfers.ts';

export default defineRule({
  id: 'copy-to-relative-path',
  aliases: ['DL3045'],
  since: '0.1.0',
  severity: 'warning',
  recommended: true,
  summary: 'A relative destination needs a WORKDIR above it',
  docs: `A relative destination is taken from the working directory. As long as the file has not set one, that is whatever the base image says: \`/\` for most, \`/usr/src/app\` or \`/var/www/html\` for others, and another one with the image's next version. Set WORKDIR first, or write the absolute path.

A WORKDIR counts in the stages built upon its own too. A destination that begins with a variable without a value is not judged.`,
  messages: {
    relative:
      'No WORKDIR is set above, so `{destination}` lies wherever the base image says, which may change. Set WORKDIR, or write an absolute path.',
    add: {
      text: 'No WORKDIR is set above, so ADD puts this into `{destination}` wherever the base image says. Set WORKDIR, or write an absolute path.',
      aliases: [],
    },
    scratch: {
      text: 'No WORKDIR is set above, so `{destination}` lies in `/`. Say so: set WORKDIR, or write an absolute path.',
      recommended: false,
    },
  },
  fixes: {},
  check({ file, model, stages, report }) {
    const isSet = workdirs(stages);
    for (const { instruction, stage, onbuild, destination } of transfers(stages)) {
      const set = isSet(stage);
      if (set.own < instruction.start || (onbuild && set.onbuild < instruction.start)) continue;
      const known = knownText(file, model, destination);
      // Without quotes the backslash of `C:\\dir` is an escape, and gone.
      if (/^["']?[a-zA-Z]:[\\/]/.test(destination.value)) continue;
      if (!known || known.startsUnknown || /^(?:[a-zA-Z]:)?[\\/]|^$/.test(known.value)) continue;
      const args = { destination: known.value };
      if (stage.bottom?.base.kind === 'scratch') report(destination, 'scratch', args);
      else report(destination, instruction.name === 'ADD' ? 'add' : 'relative', args);
    }
  },
  examples: [
    { bad: 'FROM node:24\nCOPY package.json «.»\nWORKDIR /app\nCOPY src src\n', message: 'relative' },
    {
      bad: 'FROM node:24 AS build\nWORKDIR /app\nFROM nginx:1.29\nCOPY --from=build /app/dist «html/»\n',
      message: 'relative',
    },
    {
      bad: 'FROM node:24\nARG DIR=app\nCOPY a «"$DIR"»\nCOPY ["b", «"./app"»]\nONBUILD COPY . «app»\n',
      message: 'relative',
    },
    { bad: 'FROM node:24\nADD site.tar.gz «site»\n', message: 'add' },
    { bad: 'FROM scratch\nCOPY app «./»\n', message: 'scratch' },
    { good: 'FROM node:24\nWORKDIR /app\nCOPY package.json .\n' },
    {
      good: 'FROM node:24 AS base\nWORKDIR /app\nFROM base AS build\nCOPY src src\nFROM build\nCOPY docs docs\n',
    },
    { good: 'FROM node:24\nARG DIR\nCOPY a /app\nCOPY b $DIR/b\nCOPY c "/app"\n' },
    { good: 'FROM python:3.14\nONBUILD WORKDIR /app\nONBUILD COPY . .\n' },
    { good: 'FROM mcr.microsoft.com/windows/nanoserver:ltsc2025\nCOPY app C:/app\n' },
  ],
});

interface FirstWorkdir {
  /** Offset of the first WORKDIR; infinite when there is none, and negative when the stage begins with one. */
  readonly own: number;
  /** The same for ONBUILD WORKDIR. */
  readonly onbuild: number;
}

function workdirs(stages: readonly BuildStage[]): (stage: BuildStage) => FirstWorkdir {
  const known = new Map<BuildStage, FirstWorkdir>();
  for (const stage of stages) {
    const inherited = stage.base && known.get(stage.base);
    let own = inherited && inherited.own < Number.POSITIVE_INFINITY ? -1 : Number.POSITIVE_INFINITY;
    let onbuild = Number.POSITIVE_INFINITY;
    for (const { instruction, triggeredBy } of stage.steps) {
      if (instruction.name === 'WORKDIR') own = Math.min(own, triggeredBy ? -1 : instruction.start);
      if (instruction.trigger?.name === 'WORKDIR') onbuild = Math.min(onbuild, instruction.start);
    }
    known.set(stage, { own, onbuild });
  }
  return stage => known.get(stage) ?? { own: -1, onbuild: -1 };
}
