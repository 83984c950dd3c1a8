import { defineRule } from '../rule.ts';
import { callOf } from '../shell/calls.ts';

export default defineRule({
  id: 'apt-command',
  aliases: ['DL3027'],
  since: '0.1.0',
  severity: 'info',
  recommended: true,
  summary: 'Scripts should call apt-get or apt-cache, and leave apt to people',
  docs: `\`apt\` is made for a terminal: it may change its options, its questions and what it prints from one release to the next, and says so in a warning of its own when a script calls it. \`apt-get\` and \`apt-cache\` keep their behaviour.

The fix puts \`apt-get\`, or \`apt-cache\` for search, show, policy and the like, in the place of \`apt\` where both know the subcommand, and is safe there. \`apt list\`, \`apt edit-sources\` and their kin have no such twin.`,
  messages: {
    apt: '`apt` is made for people at a terminal and may change between releases. Call `{instead}` in scripts.',
  },
  fixes: { replace: { title: 'Call `{instead}`', safe: true } },
  check({ shell, report }) {
    for (const command of shell.commandsNamed('apt')) {
      const { nameWord } = command;
      if (!nameWord) continue;
      const { subcommand } = callOf(command, APT);
      const name = subcommand?.value ?? '';
      const twin = CACHE.has(name) ? 'apt-cache' : GET.has(name) ? 'apt-get' : undefined;
      const isPlain = nameWord.isStatic && nameWord.value.endsWith('apt') && nameWord.parts.length === 0;
      const quote = command.script.source.words ? 1 : 0;
      const end = nameWord.end - quote;
      report(
        nameWord,
        'apt',
        { instead: twin ?? 'apt-get' },
        twin !== undefined && isPlain
          ? {
              fix: 'replace',
              args: { instead: twin },
              edits: [{ span: { start: end - 'apt'.length, end }, newText: twin }],
            }
          : undefined,
      );
    }
  },
  examples: [
    {
      bad: 'FROM debian:13\nRUN «apt» update && «apt» install -y curl\n',
      message: 'apt',
      fixed: 'FROM debian:13\nRUN apt-get update && apt-get install -y curl\n',
    },
    {
      bad: 'FROM debian:13\nRUN [«"/usr/bin/apt"», "install", "-y", "curl"]\n',
      message: 'apt',
      fixed: 'FROM debian:13\nRUN ["/usr/bin/apt-get", "install", "-y", "curl"]\n',
    },
    {
      bad: 'FROM debian:13\nRUN «apt» policy curl\n',
      message: 'apt',
      fixed: 'FROM debian:13\nRUN apt-cache policy curl\n',
    },
    { bad: 'FROM debian:13\nRUN «apt» list --installed | wc -l\n', message: 'apt' },
    { good: 'FROM debian:13\nRUN apt-get update && apt-get install -y apt && apt-cache policy apt\n' },
    { good: 'FROM debian:13\nRUN apt-mark hold curl && echo apt install\n' },
  ],
});

const APT = { valued: new Set(['-o', '--option', '-c', '--config-file', '-t', '--target-release']) };

const CACHE: ReadonlySet<string> = new Set(['search', 'show', 'policy', 'depends', 'rdepends', 'showsrc']);

const GET: ReadonlySet<string> = new Set([
  ...[
    'update',
    'install',
    'reinstall',
    'upgrade',
    'dist-upgrade',
    'remove',
    'purge',
    'autoremove',
    'autopurge',
  ],
  ...['clean', 'autoclean', 'build-dep', 'source', 'download', 'satisfy', 'changelog'],
]);
