import type { Dockerfile, Instruction, Pair } from '../../syntax/tree.ts';
import { instructionsNamed, wholeLines } from '../instructions.ts';
import { defineRule, type ReportedFix } from '../rule.ts';

export default defineRule({
  id: 'unused-argument',
  aliases: [],
  since: '0.1.0',
  severity: 'warning',
  recommended: true,
  tags: ['unnecessary'],
  summary: 'An ARG should be used by something',
  docs: `An ARG that nothing uses promises a switch that does nothing: somebody passes \`--build-arg\` and wonders why the image is the same. Often the name is misspelt in one of the two places, or the ARG stands before the first FROM and was never repeated in the stage: what is declared there is seen by FROM alone.

A program that RUN starts finds the arguments of its stage in its environment, written or not. An ARG with a RUN behind it is therefore reported only when all rules are on, and the names that programs are known to read (\`DEBIAN_FRONTEND\`, proxies and the like) never are.

The fix is unsafe: a build that passes the argument will be told that it is unknown.`,
  messages: {
    global:
      'Nothing uses `{name}`: an ARG before the first FROM is seen by FROM alone. Repeat `ARG {name}` in the stage that needs it, or remove it.',
    stage:
      'Nothing behind this line uses `{name}`, so passing it changes nothing. Remove it, or correct the name where it should be used.',
    perhaps: {
      text: 'No instruction of this stage names `{name}`. Unless a program reads it from its environment, remove it.',
      recommended: false,
      severity: 'hint',
    },
  },
  fixes: { remove: { title: 'Remove `ARG {name}`', safe: false } },
  check({ file, model, stages, report }) {
    if (instructionsNamed(file, 'ARG').length === 0) return;
    const declared = new Set<string>();
    for (const stage of model.stages) {
      for (const { name, pairs } of stage.instructions) {
        if (name === 'ARG') for (const pair of pairs) declared.add(pair.name.value);
      }
    }
    if (model.stages.length > 0) checkGlobals();
    const bases = new Set(stages.map(({ base }) => base));
    for (const stage of stages) if (stage.stage && !bases.has(stage)) checkStage(stage.stage.instructions);

    function checkGlobals(): void {
      const froms = model.stages.map(({ from }) => from);
      const used = wordsOf([...froms, ...model.preamble], file);
      for (const instruction of model.preamble) {
        if (instruction.name !== 'ARG') continue;
        for (const pair of instruction.pairs) {
          const name = pair.name.value;
          if (used.has(name) || declared.has(name) || isKnown(name)) continue;
          report(pair.name, 'global', { name }, removal(file, instruction, pair));
        }
      }
    }

    function checkStage(instructions: readonly Instruction[]): void {
      const open: { readonly instruction: Instruction; readonly pair: Pair; runs: boolean }[] = [];
      for (const instruction of instructions) {
        if (instruction.name === 'ARG') {
          for (const pair of instruction.pairs) open.push({ instruction, pair, runs: false });
        }
      }
      if (open.length === 0) return;
      const lastUse = new Map<string, number>();
      let lastRun = -1;
      for (const instruction of instructions) {
        // What ONBUILD leaves behind is used elsewhere.
        if (instruction.name === 'ONBUILD') return;
        if (instruction.name === 'RUN') lastRun = instruction.start;
        for (const name of wordsOf([instruction], file)) lastUse.set(name, instruction.end);
      }
      for (const { instruction, pair } of open) {
        const name = pair.name.value;
        if (isKnown(name) || (lastUse.get(name) ?? -1) >= instruction.end) continue;
        const message = lastRun > instruction.start ? 'perhaps' : 'stage';
        report(pair.name, message, { name }, removal(file, instruction, pair));
      }
    }
  },
  examples: [
    {
      bad: 'ARG «VERSION»=24\nARG TAG=3\nFROM node:$TAG\nRUN echo $VERSION\n',
      message: 'global',
      fixed: 'ARG TAG=3\nFROM node:$TAG\nRUN echo $VERSION\n',
    },
    {
      bad: 'FROM node:24\nRUN npm ci\nARG «REVISION»\nARG «DATE»\nCMD ["node", "server.js"]\n',
      message: 'stage',
      fixed: 'FROM node:24\nRUN npm ci\nCMD ["node", "server.js"]\n',
    },
    {
      bad: 'FROM node:24\nARG «REVISION»\nRUN npm ci\n',
      message: 'perhaps',
      fixed: 'FROM node:24\nRUN npm ci\n',
    },
    {
      bad: 'FROM node:24\nRUN a\nARG A «B»\nLABEL a=$A\n',
      message: 'stage',
      note: 'No fix: another one stands beside it.',
    },
    {
      good: 'ARG VERSION=24\nARG BASE=node:$VERSION\nFROM $BASE\nARG REVISION\nLABEL revision="${REVISION}"\n',
    },
    { good: 'ARG VERSION\nFROM node:24\nARG VERSION\nRUN echo $VERSION\n' },
    { good: 'FROM debian:13\nARG DEBIAN_FRONTEND=noninteractive\nRUN apt-get update\n' },
    { good: 'FROM debian:13 AS base\nARG A\nFROM base\nRUN echo $A\n' },
  ],
});

/** The names that stand behind `$` or `${` anywhere in the instructions, scripts and here-documents too. */
function wordsOf(instructions: readonly Instruction[], { text }: Dockerfile): ReadonlySet<string> {
  const names = new Set<string>();
  for (const { start, end } of instructions) {
    const part = text.slice(start, end);
    if (!/[$%]/.test(part)) continue;
    for (const [, name = ''] of part.matchAll(/[$%](?:\{[#!]?|env:)?([A-Za-z_]\w*)/gi)) names.add(name);
  }
  return names;
}

/** Read by BuildKit, or by programs of which everybody knows. */
const isKnown = (name: string): boolean =>
  /^(?:https?|ftp|no|all)_proxy$/i.test(name) ||
  /^(?:DEBIAN_FRONTEND|SOURCE_DATE_EPOCH|LANG|TZ|TERM|PATH|HOME|GOFLAGS|GOPROXY|NODE_ENV|CI)$/.test(name) ||
  /^(?:BUILDKIT_|LC_|PIP_|NPM_CONFIG_|npm_config_|CARGO_|RUSTFLAGS|CGO_|C(?:XX)?FLAGS|LDFLAGS|MAKEFLAGS)/.test(
    name,
  );

/** Takes the whole instruction out when it says nothing else. */
function removal(
  file: Dockerfile,
  instruction: Instruction,
  { name }: Pair,
): (ReportedFix & { readonly fix: 'remove'; readonly args: { readonly name: string } }) | undefined {
  if (instruction.pairs.length !== 1) return undefined;
  const args = { name: name.value };
  return { fix: 'remove', args, edits: [{ span: wholeLines(file, instruction), newText: '' }] };
}
