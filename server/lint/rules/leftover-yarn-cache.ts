import { yarnCalls } from '../packages/npm.ts';
import { fates } from '../packages/shipping.ts';
import { defineRule } from '../rule.ts';
import { cacheMount } from '../shell/cacheMount.ts';
import { type Call, hasOption, valuesOf } from '../shell/calls.ts';
import { deletes, followedBy, repeatedLater } from '../shell/cleanup.ts';
import type { ShellCommand } from '../shell/code.ts';
import { commandAtEnd } from '../shell/edits.ts';
import { isMounted } from '../shell/mounts.ts';

export default defineRule({
  id: 'leftover-yarn-cache',
  aliases: ['DL3060'],
  since: '0.1.0',
  severity: 'info',
  recommended: true,
  summary: 'The cache of yarn install should be gone at the end of the same RUN',
  docs: `yarn keeps a copy of every package it downloads, often some hundred megabytes, to be quicker the next time. In an image there is no next time. Clean the cache in the RUN that filled it, since a later one cannot make the layer smaller: \`yarn install && yarn cache clean\`. Or keep it out of the layer: \`--mount=type=cache,target=/usr/local/share/.cache/yarn\`.

hadolint looks at \`yarn install\` alone. Stages from which the final image only copies are left alone. Cleaning is safe: nothing but the cache is gone. The mount needs BuildKit; it is the folder that Yarn 1 uses as root.`,
  messages: {
    left: '`{command}` leaves its cache in the layer, where nothing needs it. Add `&& yarn cache clean` to this RUN, or mount a cache.',
    added: {
      text: '`{command}` keeps what it downloads in the layer, where nothing needs it. Add `&& yarn cache clean` to this RUN, or mount a cache.',
      aliases: [],
    },
    base: {
      text: '`{command}` leaves its cache in the layer of a stage that others are built upon. Add `&& yarn cache clean` to this RUN.',
      recommended: false,
    },
  },
  fixes: {
    clean: { title: 'Clean the cache in this RUN', safe: true },
    mount: { title: 'Mount a cache at `/usr/local/share/.cache/yarn`', safe: false },
  },
  check({ file, model, shell, report }) {
    const installs = yarnCalls(shell).filter(fillsCache);
    if (installs.length === 0) return;
    const fateOf = fates(model);
    const isCleaned = followedBy(clears);
    const filling = new Set(installs.map(({ command }) => command));
    const isFilledAgain = repeatedLater(command => filling.has(command));
    const folders = new Map<string, (command: ShellCommand) => boolean>();
    for (const call of installs) {
      const { command, subcommand } = call;
      const fate = fateOf(command.step.stage);
      if (!command.nameWord || fate === 'left' || isCleaned(command) || isMountedCache(call)) continue;
      if (isFilledAgain(command) || isFolderDeleted(call, folders)) continue;
      const edit = commandAtEnd(file, command, 'yarn cache clean');
      const isInstall = !subcommand || subcommand.value === 'install';
      if (fate === 'base' && !isInstall) continue;
      const message = fate === 'base' ? 'base' : isInstall ? 'left' : 'added';
      const mount = cacheMount(command.step, CACHE);
      const name = subcommand ? `yarn ${subcommand.value}` : 'yarn';
      report(
        { start: command.nameWord.start, end: (subcommand?.word ?? command.nameWord).end },
        message,
        { command: name },
        [
          ...(edit ? [{ fix: 'clean', args: {}, edits: [edit] } as const] : []),
          ...(mount ? [{ fix: 'mount', args: {}, edits: mount } as const] : []),
        ],
      );
    }
  },
  examples: [
    {
      bad: 'FROM node:24\nRUN «yarn install» --frozen-lockfile\n',
      message: 'left',
      fixed: 'FROM node:24\nRUN yarn install --frozen-lockfile && yarn cache clean\n',
    },
    {
      bad: 'FROM node:24\nRUN «yarn» --production \\\n && rm -rf test\n',
      message: 'left',
      fixed: 'FROM node:24\nRUN yarn --production \\\n && rm -rf test \\\n && yarn cache clean\n',
    },
    {
      bad: 'FROM node:24\nRUN yarn cache clean && «yarn install»\n',
      message: 'left',
      fixed: 'FROM node:24\nRUN yarn cache clean && yarn install && yarn cache clean\n',
    },
    {
      bad: 'FROM node:24 AS base\nRUN «yarn install»\nFROM base AS build\nRUN yarn build\nFROM scratch\nCOPY --from=build /dist /\n',
      message: 'base',
      fixed:
        'FROM node:24 AS base\nRUN yarn install && yarn cache clean\nFROM base AS build\nRUN yarn build\nFROM scratch\nCOPY --from=build /dist /\n',
    },
    {
      bad: 'FROM node:24\nRUN «yarn global» add serve@14\nRUN «yarn add» left-pad@1\n',
      message: 'added',
      fixed:
        'FROM node:24\nRUN yarn global add serve@14 && yarn cache clean\nRUN yarn add left-pad@1 && yarn cache clean\n',
    },
    { good: 'FROM node:24\nRUN yarn install && yarn cache clean --force\n' },
    { good: 'FROM node:24\nRUN yarn install && rm -rf "$(yarn cache dir)"\n' },
    { good: 'FROM node:24\nRUN yarn install --cache-folder /tmp/yarn && rm -rf /tmp/yarn\n' },
    { good: 'FROM node:24\nRUN --mount=type=cache,target=/usr/local/share/.cache/yarn yarn install\n' },
    { good: 'FROM node:24\nRUN yarn build && yarn run install && yarn --version\n' },
    { good: 'FROM node:24 AS build\nRUN yarn install\nFROM node:24\nCOPY --from=build /app /app\n' },
  ],
});

const FILLING: ReadonlySet<string> = new Set(['install', 'add', 'upgrade', 'up', 'dedupe', 'import']);

function fillsCache({ subcommand, operands, options, hasUnknownOptions }: Call): boolean {
  if (!subcommand) return !hasUnknownOptions && !hasOption({ options }, '--version', '-v', '--help', '-h');
  if (subcommand.value === 'global') return operands[0]?.value === 'add';
  if (subcommand.value === 'workspaces') return operands[0]?.value === 'focus';
  return FILLING.has(subcommand.value);
}

const CACHE = '/usr/local/share/.cache/yarn';
/** Where yarn keeps its cache, old and new, as root and as others. */
const CACHE_FOLDER =
  /(?:^|\/)(?:\.cache(?:\/yarn)?|\.?yarn(?:\/berry)?\/cache|\.yarn|yarn)(?:\/v\d)?(?:\/\*?)?$/;

function isMountedCache(call: Call): boolean {
  const { mounts, variables } = call.command.step;
  if (mounts.length === 0) return false;
  const [folder] = valuesOf(call, '--cache-folder', '--global-folder');
  const own = folder ?? variables.valueAt('YARN_CACHE_FOLDER', call.command);
  return (
    isMounted(mounts, own ?? CACHE) ||
    mounts.some(
      ({ type, target = '' }) =>
        (type === 'cache' || type === 'tmpfs') && (CACHE_FOLDER.test(target) || target.includes('yarn')),
    )
  );
}

function clears(command: ShellCommand): boolean {
  const { name, args } = command;
  const values = args.map(({ value }) => value);
  if (name === 'yarn' || name === 'yarnpkg') {
    const at = values.indexOf('cache');
    return at >= 0 && values[at + 1] === 'clean';
  }
  if (name !== 'rm' && name !== 'find') return false;
  return (
    deletes(command, CACHE) ||
    values.some(value => CACHE_FOLDER.test(value) || /yarn[ \t]+cache[ \t]+dir/.test(value))
  );
}

/** `yarn install --cache-folder X && rm -rf X`. */
function isFolderDeleted(call: Call, known: Map<string, (command: ShellCommand) => boolean>): boolean {
  const [folder] = valuesOf(call, '--cache-folder');
  if (folder === undefined) return false;
  const isDeleted = known.get(folder) ?? followedBy(command => deletes(command, folder));
  known.set(folder, isDeleted);
  return isDeleted(call.command);
}
