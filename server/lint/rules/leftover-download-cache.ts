import type { Dockerfile } from '../../syntax/tree.ts';
import { CACHES, type DownloadCache, downloadCache } from '../packages/downloadCaches.ts';
import { callSpan } from '../packages/rpmRules.ts';
import { fates } from '../packages/shipping.ts';
import { defineRule } from '../rule.ts';
import { cacheMount } from '../shell/cacheMount.ts';
import type { Call } from '../shell/calls.ts';
import { deletes, followedBy, repeatedLater } from '../shell/cleanup.ts';
import type { ShellCommand } from '../shell/code.ts';
import { commandAtEnd, optionBehind } from '../shell/edits.ts';
import { isMounted } from '../shell/mounts.ts';

export default defineRule({
  id: 'leftover-download-cache',
  aliases: [],
  since: '0.1.0',
  severity: 'info',
  recommended: true,
  summary: 'What npm, composer, poetry and conda download should not stay in the layer twice',
  docs: `These programs keep every archive they download, to be quicker the next time. An image has no next time: it carries each package twice, once unpacked and once as an archive, often a hundred megabytes. Mount a cache, which also makes the next build quicker (\`RUN --mount=type=cache,target=/root/.npm npm ci\`), or empty the cache in the same RUN.

pip, yarn, apt, apk, dnf, yum and zypper have rules of their own. pnpm and uv share the files of their cache with the project instead of copying them, and go, cargo, mvn, gradle, dotnet and bundle belong into a stage of their own: for these something is said only when all rules are on. Stages from which the final image only copies are left alone. The first fix empties the cache at the end of the RUN, or tells the program to keep none, and is safe: nothing but the cache is gone. The other one mounts a cache; it needs BuildKit, and another folder where the program does not run as root.`,
  messages: {
    left: '`{command}` keeps its downloads in the layer, where nothing needs them. Mount a cache at `{folder}`, or empty it in the same RUN.',
    minor: {
      text: '`{command}` leaves its cache in this layer. Build in a stage of its own and copy the result, or mount a cache at `{folder}`.',
      recommended: false,
    },
  },
  fixes: {
    empty: { title: 'Add `{command}` to this RUN', safe: true },
    option: { title: 'Add `{option}`', safe: true },
    mount: { title: 'Mount a cache at `{folder}`', safe: false },
  },
  check({ file, model, shell, report }) {
    const commands = shell.commandsNamed(...CACHES.keys());
    if (commands.length === 0) return;
    const fateOf = fates(model);
    const checks = new Map<string, (command: ShellCommand) => boolean>();
    for (const command of commands) {
      const found = downloadCache(command);
      if (!found?.cache.fills(found.call) || found.call.hasUnknownOptions) continue;
      const { cache, call } = found;
      const { step, name } = command;
      // On Windows the caches lie elsewhere.
      if (step.stage?.os === 'windows') continue;
      if (fateOf(step.stage) !== 'shipped' || keepsNone(command, cache)) continue;
      let isEmptied = checks.get(name);
      if (!isEmptied) {
        isEmptied = followedBy(later => empties(later, cache));
        checks.set(name, isEmptied);
      }
      // One finding for several calls of one RUN.
      const isFilledAgain =
        checks.get(`${name}+`) ?? repeatedLater(later => later.name === name && fills(later));
      checks.set(`${name}+`, isFilledAgain);
      if (isEmptied(command) || isFilledAgain(command)) continue;
      const args = { command: `${name} ${call.subcommand?.value ?? ''}`, folder: cache.folder };
      report(callSpan(call), cache.isMinor ? 'minor' : 'left', args, fixesFor(file, cache, call));
    }
  },
  examples: [
    {
      bad: 'FROM node:24\nCOPY package*.json ./\nRUN «npm ci» --omit=dev\n',
      message: 'left',
      fixed: 'FROM node:24\nCOPY package*.json ./\nRUN npm ci --omit=dev && npm cache clean --force\n',
    },
    {
      bad: 'FROM php:8.4\nRUN «composer install» --no-dev \\\n && php artisan optimize\n',
      message: 'left',
      fixed: 'FROM php:8.4\nRUN composer install --no-cache --no-dev \\\n && php artisan optimize\n',
    },
    {
      bad: 'FROM continuumio/miniconda3:25.3.1-1\nRUN conda install -y numpy \\\n && «conda env» create -f environment.yml\n',
      message: 'left',
      fixed:
        'FROM continuumio/miniconda3:25.3.1-1\nRUN conda install -y numpy \\\n && conda env create -f environment.yml \\\n && conda clean --all --yes\n',
    },
    {
      bad: 'FROM node:24\nRUN [«"npm", "install"», "-g", "serve@14"]\n',
      message: 'left',
      fixed: 'FROM node:24\nRUN --mount=type=cache,target=/root/.npm ["npm", "install", "-g", "serve@14"]\n',
    },
    {
      bad: 'FROM golang:1.25\nCOPY . /src\nRUN «go build» -C /src -o /app\n',
      message: 'minor',
      fixed:
        'FROM golang:1.25\nCOPY . /src\nRUN --mount=type=cache,target=/root/.cache/go-build go build -C /src -o /app\n',
    },
    {
      good: 'FROM golang:1.25 AS build\nRUN go build -o /app .\nFROM scratch\nCOPY --from=build /app /app\n',
    },
    { good: 'FROM node:24\nRUN --mount=type=cache,target=/root/.npm npm ci\n' },
    { good: 'FROM node:24\nRUN npm ci && npm cache clean --force && npm run build\n' },
    {
      good: 'FROM node:24\nRUN npm ci && rm -rf /root/.npm\nRUN npm i --cache /tmp/npm && rm -rf /tmp/npm ~/.npm\n',
    },
    { good: 'FROM node:24\nENV npm_config_cache=/tmp/cache\nRUN --mount=type=tmpfs,target=/tmp npm ci\n' },
    { good: 'FROM node:24 AS build\nRUN npm ci\nFROM nginx:1.29\nCOPY --from=build /app /srv\n' },
    {
      good: 'FROM php:8.4\nENV COMPOSER_CACHE_DIR=/dev/null\nRUN composer install && mamba install -y numpy && conda clean -ay\n',
    },
  ],
});

function fixesFor(file: Dockerfile, cache: DownloadCache, { command, subcommand }: Call) {
  const { option, folder } = cache;
  const mounted = cacheMount(command.step, folder);
  const mount = mounted ? [{ fix: 'mount', args: { folder }, edits: mounted } as const] : [];
  if (option !== undefined && subcommand?.word.isStatic) {
    const edits = [optionBehind(command, subcommand.word, option)];
    return [{ fix: 'option', args: { option }, edits } as const, ...mount];
  }
  const edit = cache.command === undefined ? undefined : commandAtEnd(file, command, cache.command);
  if (!edit) return mount;
  return [{ fix: 'empty', args: { command: cache.command ?? '' }, edits: [edit] } as const, ...mount];
}

function fills(command: ShellCommand): boolean {
  const found = downloadCache(command);
  return found?.cache.fills(found.call) === true;
}

function empties(later: ShellCommand, cache: DownloadCache): boolean {
  const found = downloadCache(later);
  // conda and mamba clean up behind each other.
  if (found) return found.cache.folders === cache.folders && found.cache.empties(found.call);
  if (later.name !== 'rm' && later.name !== 'find') return false;
  return deletes(later, cache.folder) || later.args.some(({ value }) => cache.folders.test(value));
}

/** The cache is a mount, or a variable puts it elsewhere. */
function keepsNone(command: ShellCommand, cache: DownloadCache): boolean {
  const { mounts, variables } = command.step;
  if (cache.variables.some(name => variables.valueAt(name, command) !== undefined)) return true;
  return (
    isMounted(mounts, cache.folder) ||
    mounts.some(
      ({ type, target = '' }) => (type === 'cache' || type === 'tmpfs') && cache.folders.test(target),
    )
  );
}
