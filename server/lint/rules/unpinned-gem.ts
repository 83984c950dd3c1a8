import { listed } from '../packages/names.ts';
import { defineRule } from '../rule.ts';
import { type Call, callOf, hasOption, type Program } from '../shell/calls.ts';

export default defineRule({
  id: 'unpinned-gem',
  aliases: ['DL3028'],
  since: '0.1.0',
  severity: 'warning',
  recommended: true,
  summary: 'Gems that gem install names should have a version',
  docs: `\`gem install rails\` takes what is newest on the day of the build, be it a new major version: the same file builds today and breaks tomorrow. RubyGems keeps old versions, so \`rails:8.0.2\`, or \`gem install rails --version 8.0.2\`, goes on working. A range (\`--version '~> 8.0'\`) counts as a version.

A \`.gem\` file counts as pinned, and so does \`--file\`, which reads a Gemfile.`,
  messages: {
    unpinned:
      '{gems} will be whatever version is newest when the image is built. Write `gem install name:version`.',
  },
  fixes: {},
  check({ shell, report }) {
    for (const command of shell.commandsNamed('gem')) {
      const call = callOf(command, GEM);
      if (!isInstall(call) || hasOption(call, '-v', '--version', '-g', '--file')) continue;
      const unpinned = gemsOf(call).filter(({ value }) => !isPinned(value));
      const [first] = unpinned;
      if (first) report(first.word, 'unpinned', { gems: listed(unpinned.map(({ value }) => value)) });
    }
  },
  examples: [
    { bad: 'FROM ruby:3.4\nRUN gem install «bundler» rails:8.0.2\n', message: 'unpinned' },
    {
      bad: 'FROM ruby:3.4\nRUN gem i --no-document --source https://example.org «bundler»\n',
      message: 'unpinned',
    },
    { bad: 'FROM ruby:3.4\nONBUILD RUN ["gem", "install", «"bundler"»]\n', message: 'unpinned' },
    { bad: 'FROM ruby:3.4\nRUN gem install «nokogiri» -- --with-xml2-dir=/usr\n', message: 'unpinned' },
    { good: 'FROM ruby:3.4\nARG VERSION\nRUN gem install bundler:2.7.1 "rails:$VERSION" rake:~>13\n' },
    {
      good: 'FROM ruby:3.4\nRUN gem install bundler -v 2.7.1 && gem install rails --version="~> 8.0" && gem install rake -v13\n',
    },
    {
      good: 'FROM ruby:3.4\nRUN gem install nokogiri:1.18.9 -- --use-system-libraries --with-xml2=/usr tool\n',
    },
    {
      good: 'FROM ruby:3.4\nRUN gem install --local tool-1.0.gem && gem install -g && gem update --system 3.7.0 && gem uninstall rake\n',
    },
  ],
});

const GEM: Program = {
  valued: new Set([
    ...['-v', '--version', '--platform', '-i', '--install-dir', '-n', '--bindir', '--build-root', '-P'],
    ...['--trust-policy', '-s', '--source', '-B', '--bulk-threshold', '--config-file', '--target-rbconfig'],
  ]),
};

function isInstall({ subcommand }: Call): boolean {
  return subcommand !== undefined && /^(?:i|in|ins|inst|insta|instal|install)$/.test(subcommand.value);
}

/** Behind `--` stand options for building the gem. */
function gemsOf({ operands, command }: Call): Call['operands'] {
  const end = command.args.find(({ value }) => value === '--')?.start ?? Number.POSITIVE_INFINITY;
  return operands.filter(({ word }) => word.start < end);
}

function isPinned(name: string): boolean {
  return name.includes(':') || name.endsWith('.gem');
}
