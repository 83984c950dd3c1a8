import { pipCall, pipCalls } from '../packages/pip.ts';
import { writtenSetting } from '../packages/settings.ts';
import { fates } from '../packages/shipping.ts';
import { defineRule } from '../rule.ts';
import { cacheMount } from '../shell/cacheMount.ts';
import { type Call, valuesOf } from '../shell/calls.ts';
import { deletes, followedBy } from '../shell/cleanup.ts';
import type { ShellCommand } from '../shell/code.ts';
import { optionBehind } from '../shell/edits.ts';
import { isMounted } from '../shell/mounts.ts';

export default defineRule({
  id: 'leftover-pip-cache',
  aliases: ['DL3042'],
  since: '0.1.0',
  severity: 'info',
  recommended: true,
  summary: 'The cache of pip install should not stay in the layer',
  docs: `pip keeps what it downloads and builds in \`~/.cache/pip\`, to be quicker the next time. In an image there is no next time: the packages are in it twice. \`--no-cache-dir\`, or \`ENV PIP_NO_CACHE_DIR=1\` for all calls, keeps the cache out; so does \`--mount=type=cache,target=/root/.cache/pip\`, which makes the next build quicker besides.

With \`PIP_NO_CACHE_DIR=0\` pip keeps no cache either, for the sake of old versions in which the value meant the opposite of what it says. hadolint does not count it, and readers take it for the opposite: write \`1\`.

Stages from which the final image only copies are left alone. Adding the option is safe: nothing but the cache is gone. The mount needs BuildKit, and another folder where pip does not run as root.`,
  messages: {
    left: '`pip install` keeps its downloads in the layer, where nothing needs them. Add `--no-cache-dir`, or mount a cache at `/root/.cache/pip`.',
    intermediate: {
      text: '`pip install` keeps its downloads in a layer of this stage. Add `--no-cache-dir`, or mount a cache at `/root/.cache/pip`.',
      recommended: false,
    },
    misleading: {
      text: '`PIP_NO_CACHE_DIR={value}` reads as if pip kept its cache; pip takes any value for yes. Write `PIP_NO_CACHE_DIR=1`, or add `--no-cache-dir`.',
      recommended: false,
    },
    removed: {
      text: '`pip install` keeps its downloads until they are deleted again. Add `--no-cache-dir`, and there is nothing to delete.',
      recommended: false,
    },
  },
  fixes: {
    add: { title: 'Add `--no-cache-dir`', safe: true },
    mount: { title: 'Mount a cache at `/root/.cache/pip`', safe: false },
  },
  check({ file, model, shell, report }) {
    const installs = pipCalls(shell).filter(
      ({ call, tool }) => tool === 'pip' && call.subcommand?.value === 'install',
    );
    if (installs.length === 0) return;
    const fateOf = fates(model);
    const isSetting = writtenSetting(file, model, CONFIGURED);
    const isRemoved = followedBy(removesCache);
    for (const { call } of installs) {
      const { command, subcommand, options } = call;
      if (!subcommand || call.hasUnknownOptions || isSetting(command)) continue;
      if (options.some(({ name }) => name.startsWith('--no-cache')) || isCacheMounted(command, call))
        continue;
      const value = command.step.variables.valueAt('PIP_NO_CACHE_DIR', command);
      if (value !== undefined && /^(?:1|true|yes|on|y|t)$/i.test(value)) continue;
      const isShipped = fateOf(command.step.stage) === 'shipped';
      const message = value
        ? 'misleading'
        : isRemoved(command)
          ? 'removed'
          : isShipped
            ? 'left'
            : 'intermediate';
      const edits = subcommand.word.isStatic && [optionBehind(command, subcommand.word, '--no-cache-dir')];
      const mount = value ? undefined : cacheMount(command.step, CACHE);
      const fix = [
        ...(edits ? [{ fix: 'add', args: {}, edits } as const] : []),
        ...(mount ? [{ fix: 'mount', args: {}, edits: mount } as const] : []),
      ];
      const span = { start: command.nameWord?.start ?? subcommand.word.start, end: subcommand.word.end };
      if (message === 'misleading') report(span, message, { value: value ?? '' }, fix);
      else report(span, message, {}, fix);
    }
  },
  examples: [
    {
      bad: 'FROM python:3.13\nRUN «pip install» \\\n      flask==3.1.0\n',
      message: 'left',
      fixed: 'FROM python:3.13\nRUN pip install --no-cache-dir \\\n      flask==3.1.0\n',
    },
    {
      bad: 'FROM python:3.13\nRUN «python3 -m pip install» -r requirements.txt && «pip3 install» .\n',
      message: 'left',
      fixed:
        'FROM python:3.13\nRUN python3 -m pip install --no-cache-dir -r requirements.txt && pip3 install --no-cache-dir .\n',
    },
    {
      bad: 'FROM python:3.13\nRUN [«"pip", "install"», "-r", "requirements.txt"]\n',
      message: 'left',
      fixed: 'FROM python:3.13\nRUN ["pip", "install", "--no-cache-dir", "-r", "requirements.txt"]\n',
    },
    {
      bad: 'FROM python:3.13\nRUN --mount=type=cache,target=/var/cache/apt «pip install» flask==3.1.0\n',
      message: 'left',
      fixed:
        'FROM python:3.13\nRUN --mount=type=cache,target=/var/cache/apt pip install --no-cache-dir flask==3.1.0\n',
    },
    {
      bad: 'FROM python:3.13 AS build\nRUN «pip install» build==1.3.0\nFROM python:3.13\nCOPY --from=build /dist /dist\n',
      message: 'intermediate',
      fixed:
        'FROM python:3.13 AS build\nRUN pip install --no-cache-dir build==1.3.0\nFROM python:3.13\nCOPY --from=build /dist /dist\n',
    },
    {
      bad: 'FROM python:3.13\nENV PIP_NO_CACHE_DIR=0\nRUN «pip install» flask==3.1.0\n',
      message: 'misleading',
      fixed: 'FROM python:3.13\nENV PIP_NO_CACHE_DIR=0\nRUN pip install --no-cache-dir flask==3.1.0\n',
    },
    {
      bad: 'FROM python:3.13\nRUN «pip install» flask==3.1.0 && rm -rf ~/.cache/pip\n',
      message: 'removed',
      fixed: 'FROM python:3.13\nRUN pip install --no-cache-dir flask==3.1.0 && rm -rf ~/.cache/pip\n',
    },
    {
      good: 'FROM python:3.13\nRUN pip --no-cache-dir install flask==3.1.0 && pip3 install a==1 --no-cache-dir\n',
    },
    { good: 'FROM python:3.13 AS base\nENV PIP_NO_CACHE_DIR=1\nFROM base\nRUN pip install flask==3.1.0\n' },
    {
      good: 'FROM python:3.13\nRUN PIP_NO_CACHE_DIR=true pip install a==1\nRUN export PIP_NO_CACHE_DIR=on && pip install b==1\n',
    },
    { good: 'FROM python:3.13\nRUN --mount=type=cache,target=/root/.cache/pip pip install flask==3.1.0\n' },
    { good: 'FROM python:3.13\nRUN --mount=type=cache,target=/home/me/.cache pip install flask==3.1.0\n' },
    {
      good: 'FROM python:3.13\nRUN pip uninstall -y flask && pipenv install flask && pipx install poetry==2.1.0\n',
    },
    { good: 'FROM python:3.13\nRUN pip config set global.no-cache-dir true && pip install flask==3.1.0\n' },
  ],
});

const CONFIGURED = /no-cache-dir[ \t=]{1,8}["']?(?:1|true|yes|on)\b/gi;

const CACHE = '/root/.cache/pip';
/** A home's cache, whoever's home it is. */
const CACHE_FOLDER = /(?:^|\/)\.cache(?:\/pip)?(?:\/\*?)?$/;

function isCacheMounted(command: ShellCommand, call: Call): boolean {
  const { mounts, variables } = command.step;
  if (mounts.length === 0) return false;
  const [folder] = valuesOf(call, '--cache-dir');
  const own = folder ?? variables.valueAt('PIP_CACHE_DIR', command);
  return (
    isMounted(mounts, own ?? CACHE) ||
    mounts.some(
      ({ type, target = '' }) =>
        (type === 'cache' || type === 'tmpfs') && (CACHE_FOLDER.test(target) || target.includes('pip')),
    )
  );
}

function removesCache(command: ShellCommand): boolean {
  if (command.name === 'rm') {
    return deletes(command, CACHE) || command.args.some(({ value }) => CACHE_FOLDER.test(value));
  }
  const call = pipCall(command)?.call;
  return call?.subcommand?.value === 'cache' && call.operands[0]?.value === 'purge';
}
