import { expandWord } from '../../semantics/expansion.ts';
import { parsePlatform } from '../../syntax/values/platform.ts';
import { flagNamed, flagRemoval } from '../flags.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'constant-platform',
  aliases: ['FromPlatformFlagConstDisallowed', 'DL3029'],
  since: '0.1.0',
  severity: 'warning',
  recommended: true,
  summary: 'FROM --platform should not be a fixed value',
  docs: `\`FROM --platform=linux/amd64\` builds the stage for that platform whatever \`docker build --platform\` asks for. The image then carries the wrong platform, and runs slowly under emulation or not at all. Leave the flag out to build for the platform that is asked for, or use \`$BUILDPLATFORM\` for a stage that only compiles.

A stage that is meant for one platform says so by its name: nothing is reported when the name contains the operating system or the architecture, as in \`FROM --platform=linux/amd64 node AS node-amd64\`. hadolint reports that too, and any variable but \`$BUILDPLATFORM\` and \`$TARGETPLATFORM\`.

The fix is unsafe: it changes what is built.`,
  messages: {
    constant:
      'This stage is built for `{platform}` even when the build asks for another platform. Leave the flag out, use $BUILDPLATFORM, or name the stage after the platform.',
    named: {
      text: 'This stage is built for `{platform}` even when the build asks for another platform. Leave the flag out, or use $BUILDPLATFORM.',
      aliases: ['DL3029'],
      recommended: false,
    },
    variable: {
      text: '`{value}` decides for which platform this stage is built, whatever the build asks for. Leave the flag out, or use $BUILDPLATFORM.',
      aliases: ['DL3029'],
      recommended: false,
    },
  },
  fixes: { remove: { title: 'Remove --platform', safe: false } },
  check({ file, model, report }) {
    for (const { from, name = '' } of model.stages) {
      const flag = flagNamed(from, 'platform');
      if (!flag?.value) continue;
      const { value, used, unset } = expandWord(flag.value.value, file.escape, () => undefined);
      if (value === undefined) continue;
      const names = [...used, ...unset];
      if (names.length > 0) {
        const isOwn = names.includes('BUILDPLATFORM') || names.includes('TARGETPLATFORM');
        if (!isOwn) report(flag, 'variable', { value: flag.value.value });
        continue;
      }
      const platform = parsePlatform(value);
      if (typeof platform === 'string') continue;
      // An operating system alone goes with the architecture of the engine.
      const { os, architecture } = platform;
      const isNamed = name.includes(os) || name.includes(architecture || 'amd64');
      report(
        flag,
        isNamed ? 'named' : 'constant',
        { platform: value },
        {
          fix: 'remove',
          args: {},
          edits: [flagRemoval(file, flag)],
        },
      );
    }
  },
  examples: [
    {
      bad: 'FROM «--platform=linux/amd64» node:24\n',
      message: 'constant',
      fixed: 'FROM node:24\n',
    },
    {
      bad: 'FROM «--platform=linux/amd64» node:24 AS build-amd64\n',
      message: 'named',
      fixed: 'FROM node:24 AS build-amd64\n',
    },
    { bad: 'ARG PLATFORM=linux/amd64\nFROM «--platform=$PLATFORM» node:24\n', message: 'variable' },
    {
      good: 'FROM --platform=$BUILDPLATFORM golang:1.25 AS build\nFROM --platform=${BUILDPLATFORM:-linux/amd64} node:24\n',
    },
    { good: 'FROM node:24\n' },
  ],
});
