import type { Dockerfile, Instruction } from '../../syntax/tree.ts';
import { flagNamed } from '../flags.ts';
import { wholeLines } from '../instructions.ts';
import { lineEndOf } from '../lines.ts';
import { type DependencyInstall, dependencyInstall } from '../packages/dependencies.ts';
import { defineRule } from '../rule.ts';
import type { ShellStep } from '../shell/code.ts';
import type { BuildStage } from '../stages.ts';

export default defineRule({
  id: 'source-before-dependencies',
  aliases: [],
  since: '0.1.0',
  severity: 'warning',
  recommended: true,
  summary: 'Dependencies should be installed before the sources are copied',
  docs: `BuildKit takes a step from its cache as long as the files that went into the image before it are the same. With \`COPY . .\` above the install, a changed comment in any file makes each build fetch all dependencies again, which is most often the longest step. Copy the manifest and the lock file first, install, and copy the rest then: the install runs again only when one of the two has changed.

npm, yarn, pnpm, bun, pip, poetry, uv, pipenv, bundler, composer, Go, Maven, NuGet, mix and cargo are known. A step with a cache mount, which fetches little, is left alone; so is \`pip install .\`, which needs the sources.

The fix is unsafe: a script that runs upon install, or a package within the project, may need files that are then not there yet. It is offered where the install stands right behind the COPY and does nothing else.`,
  messages: {
    early:
      'Every change of any file makes line {line} (`{tool}`) fetch everything again. Copy `{manifests}` first, install, and copy the rest then.',
  },
  fixes: { move: { title: 'Install before the sources are copied', safe: false } },
  check({ file, shell, stages, report }) {
    if (!file.instructions.some(copiesEverything)) return;
    const steps = new Map(shell.runs.map(step => [step.instruction, step]));
    const installed = new Map<BuildStage, ReadonlySet<string>>();
    for (const stage of stages) {
      const done = new Set(stage.base ? installed.get(stage.base) : []);
      installed.set(stage, done);
      let copy: Instruction | undefined;
      let before: Instruction | undefined;
      for (const { instruction, triggeredBy } of stage.steps) {
        const previous = before;
        before = instruction;
        if (triggeredBy) continue;
        if (!copy && copiesEverything(instruction)) copy = instruction;
        const step = steps.get(instruction);
        const install = step && installIn(step);
        if (!step || !install) continue;
        const [program = ''] = install.tool.split(' ');
        const isRepeated = done.has(program);
        done.add(program);
        if (!copy || isRepeated || step.mounts.some(({ type }) => type === 'cache')) continue;
        const fix = previous === copy ? movedUp(file, copy, step, install) : undefined;
        const { tool, manifests } = install;
        report(
          copy.args[0] ?? copy.keyword,
          'early',
          { line: instruction.lines.first + 1, tool, manifests: manifests.replaceAll('*', '') },
          fix && { fix: 'move', args: {}, edits: fix },
        );
        // One finding for one COPY.
        break;
      }
    }
  },
  examples: [
    {
      bad: 'FROM node:24\nWORKDIR /app\nCOPY «.» .\nRUN npm ci\nCMD ["node", "server.js"]\n',
      message: 'early',
      fixed:
        'FROM node:24\nWORKDIR /app\nCOPY package*.json ./\nRUN npm ci\nCOPY . .\nCMD ["node", "server.js"]\n',
    },
    {
      bad: 'FROM python:3.13\nCOPY --chown=app «./» /app\n# what it needs\nRUN pip install \\\n    -r requirements.txt\n',
      message: 'early',
      fixed:
        'FROM python:3.13\nCOPY --chown=app requirements.txt /app/\nRUN pip install \\\n    -r requirements.txt\nCOPY --chown=app ./ /app\n# what it needs\n',
    },
    {
      bad: 'FROM golang:1.25\nCOPY [«"."», "/src"]\nWORKDIR /src\nRUN go mod download && go build ./...\n',
      message: 'early',
    },
    { bad: 'FROM composer:2\nADD «.» /app\nRUN composer install --no-dev\n', message: 'early' },
    { bad: 'FROM node:24\nCOPY «*» ./\nRUN yarn && yarn build\n', message: 'early' },
    {
      bad: 'FROM maven:3\nCOPY «.» .\nRUN mvn -B dependency:go-offline\n',
      message: 'early',
      fixed: 'FROM maven:3\nCOPY pom.xml ./\nRUN mvn -B dependency:go-offline\nCOPY . .\n',
    },
    {
      good: 'FROM node:24\nCOPY package.json package-lock.json ./\nRUN npm ci\nCOPY . .\nRUN npm run build && npm ci --omit=dev\n',
    },
    { good: 'FROM node:24\nCOPY . .\nRUN --mount=type=cache,target=/root/.npm npm ci\n' },
    { good: 'FROM python:3.13\nCOPY . .\nRUN pip install . && npm install -g yarn@1 && go build ./...\n' },
    {
      good: 'FROM node:24 AS base\nCOPY package*.json ./\nRUN npm ci\nFROM base\nCOPY . .\nRUN npm install && npm test\n',
    },
    { good: 'FROM node:24\nCOPY --from=build . .\nRUN npm ci\n' },
  ],
});

function copiesEverything(instruction: Instruction): boolean {
  const { name, args } = instruction;
  if ((name !== 'COPY' && name !== 'ADD') || args.length < 2 || flagNamed(instruction, 'from')) return false;
  return args.slice(0, -1).some(({ value }) => /^["']?(?:\.|\.\/|\/|\*|\.\/\*)["']?$/.test(value));
}

function installIn(step: ShellStep): DependencyInstall | undefined {
  for (const command of step.commands) {
    const install = dependencyInstall(command);
    if (install) return install;
  }
  return undefined;
}

/** The manifests copied and the RUN put above the COPY, as text. */
function movedUp(
  file: Dockerfile,
  copy: Instruction,
  { commands, instruction }: ShellStep,
  { manifests, needsSources }: DependencyInstall,
) {
  const [source, destination] = copy.args;
  if (needsSources || commands.length !== 1 || !source || !destination || copy.args.length !== 2)
    return undefined;
  if (copy.form === 'exec' || copy.lines.first !== copy.lines.last || copy.name !== 'COPY') return undefined;
  const lineStart = file.lineStarts[copy.lines.first] ?? copy.start;
  const folder = destination.value === '.' ? './' : destination.value.replace(/\/?$/, '/');
  if (/["']/.test(folder)) return undefined;
  const beginning = file.text.slice(lineStart, source.start);
  const between = file.text.slice(source.end, destination.start);
  const lineEnd = lineEndOf(file);
  const run = wholeLines(file, instruction);
  const text = file.text.slice(run.start, run.end);
  const moved = text.endsWith('\n') ? text : `${text}${lineEnd}`;
  return [
    {
      span: { start: lineStart, end: lineStart },
      newText: `${beginning}${manifests}${between}${folder}${lineEnd}${moved}`,
    },
    { span: run, newText: '' },
  ];
}
