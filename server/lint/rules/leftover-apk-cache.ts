import { apkAdds } from '../packages/apk.ts';
import { fates } from '../packages/shipping.ts';
import { defineRule } from '../rule.ts';
import { hasOption } from '../shell/calls.ts';
import { deletes, followedBy } from '../shell/cleanup.ts';
import type { ShellCommand } from '../shell/code.ts';
import { optionBehind } from '../shell/edits.ts';
import { isMounted } from '../shell/mounts.ts';

export default defineRule({
  id: 'leftover-apk-cache',
  aliases: ['DL3019'],
  since: '0.1.0',
  severity: 'info',
  recommended: true,
  summary: 'Calls of apk add should keep no index: --no-cache',
  docs: `\`apk update\` and \`apk add --update\` write the index of the repositories to \`/var/cache/apk\`, where it is out of date soon. With \`apk add --no-cache\` the index is fetched, used and forgotten: neither \`apk update\` before nor \`rm -rf /var/cache/apk/*\` behind is needed any more. \`--mount=type=cache,target=/var/cache/apk\` keeps it out of the layer as well.

Stages from which the final image only copies are left alone. Where the RUN deletes the index itself, the finding is not among the recommended ones. The fix is safe: what is installed stays the same.`,
  messages: {
    left: '`apk add` uses the index that is kept in the layer. Add `--no-cache`, which fetches it anew and keeps nothing.',
    intermediate: {
      text: '`apk add` uses the index that is kept in a layer of this stage. Add `--no-cache`, which fetches it anew and keeps nothing.',
      recommended: false,
    },
    removed: {
      text: 'The index of `apk add` is deleted again. With `--no-cache` none is kept, and there is nothing to delete.',
      recommended: false,
    },
  },
  fixes: { add: { title: 'Add `--no-cache`', safe: true } },
  check({ model, shell, report }) {
    const adds = apkAdds(shell);
    if (adds.length === 0) return;
    const fateOf = fates(model);
    const isRemoved = followedBy(removesIndex);
    for (const call of adds) {
      const { command, subcommand, hasUnknownOptions } = call;
      const { mounts, stage } = command.step;
      if (!subcommand || !command.nameWord || hasUnknownOptions || hasOption(call, '--no-cache')) continue;
      if (isMounted(mounts, '/var/cache/apk') || isMounted(mounts, '/etc/apk/cache')) continue;
      const message = isRemoved(command) ? 'removed' : fateOf(stage) === 'shipped' ? 'left' : 'intermediate';
      report(
        { start: command.nameWord.start, end: subcommand.word.end },
        message,
        {},
        subcommand.word.isStatic
          ? { fix: 'add', args: {}, edits: [optionBehind(command, subcommand.word, '--no-cache')] }
          : undefined,
      );
    }
  },
  examples: [
    {
      bad: 'FROM alpine:3.22\nRUN apk update \\\n && «apk add» \\\n      curl\n',
      message: 'left',
      fixed: 'FROM alpine:3.22\nRUN apk update \\\n && apk add --no-cache \\\n      curl\n',
    },
    {
      bad: 'FROM alpine:3.22\nRUN [«"apk", "add"», "-U", "curl"]\n',
      message: 'left',
      fixed: 'FROM alpine:3.22\nRUN ["apk", "add", "--no-cache", "-U", "curl"]\n',
    },
    {
      bad: 'FROM alpine:3.22\nRUN --mount=type=cache,target=/var/cache/apt «apk add» curl\n',
      message: 'left',
      fixed: 'FROM alpine:3.22\nRUN --mount=type=cache,target=/var/cache/apt apk add --no-cache curl\n',
    },
    {
      bad: 'FROM alpine:3.22 AS build\nRUN «apk add» gcc\nFROM scratch\nCOPY --from=build /app /\n',
      message: 'intermediate',
      fixed:
        'FROM alpine:3.22 AS build\nRUN apk add --no-cache gcc\nFROM scratch\nCOPY --from=build /app /\n',
    },
    {
      bad: 'FROM alpine:3.22\nRUN «apk add» --update curl && rm -rf /var/cache/apk/*\n',
      message: 'removed',
      fixed: 'FROM alpine:3.22\nRUN apk add --no-cache --update curl && rm -rf /var/cache/apk/*\n',
    },
    {
      good: 'FROM alpine:3.22\nRUN apk add --no-cache curl && apk --no-cache add git && apk add -U jq --no-cache\n',
    },
    { good: 'FROM alpine:3.22\nRUN --mount=type=cache,target=/var/cache/apk apk add -U curl\n' },
    { good: 'FROM alpine:3.22\nRUN --mount=type=cache,target=/etc/apk/cache/ apk add curl\n' },
    { good: 'FROM alpine:3.22\nRUN apk del curl && apk info\n' },
  ],
});

function removesIndex(command: ShellCommand): boolean {
  if (command.name !== 'apk') return deletes(command, '/var/cache/apk');
  const values = command.args.map(({ value }) => value);
  return values.includes('cache') && (values.includes('clean') || values.includes('purge'));
}
