import { defineRule } from '../rule.ts';
import { type Call, callOf, hasOption, type Program } from '../shell/calls.ts';
import type { ShellStep } from '../shell/code.ts';

export default defineRule({
  id: 'wget-progress',
  aliases: ['DL3047'],
  since: '0.1.0',
  severity: 'info',
  recommended: false,
  summary: 'The progress of wget should not fill the build log',
  docs: `Without a terminal, \`wget\` writes a line for every 50 KB: a large file makes thousands of lines in the log of a build. \`--progress=dot:giga\` writes one per 32 MB, \`-nv\` one per file, \`-q\` none.

The fixes concern the log alone, but \`--progress\` is unsafe: the wget of BusyBox, which Alpine has, does not know it and stops. Where the stage is one of Alpine, \`-q\` is offered. Off unless asked for, since the finding does no harm to the image.`,
  messages: {
    progress: 'wget writes a line for every 50 KB into the build log. Add --progress=dot:giga, -nv or -q.',
  },
  fixes: {
    dots: { title: 'Add --progress=dot:giga', safe: false },
    quiet: { title: 'Add -q', safe: true },
  },
  check({ shell, report }) {
    const busybox = new Map<ShellStep, boolean>();
    for (const command of shell.commandsNamed('wget')) {
      const call = callOf(command, WGET);
      if (isSilent(call) || mayHideOptions(call)) continue;
      const { nameWord, script, statement } = command;
      const isBusybox = busybox.get(command.step) ?? mayBeBusybox(command.step);
      busybox.set(command.step, isBusybox);
      const option = isBusybox ? '-q' : '--progress=dot:giga';
      const at = nameWord?.end ?? statement.end;
      const newText = script.source.words ? `, "${option}"` : ` ${option}`;
      report(
        nameWord ?? statement,
        'progress',
        {},
        {
          fix: isBusybox ? 'quiet' : 'dots',
          args: {},
          edits: [{ span: { start: at, end: at }, newText }],
        },
      );
    }
  },
  examples: [
    {
      bad: 'FROM debian:13\nRUN «wget» -O app.tgz https://example.org/app.tgz && tar xf app.tgz\n',
      message: 'progress',
      fixed:
        'FROM debian:13\nRUN wget --progress=dot:giga -O app.tgz https://example.org/app.tgz && tar xf app.tgz\n',
    },
    {
      bad: 'FROM alpine:3.22\nRUN «wget» https://example.org/a\nRUN [«"wget"», "https://example.org/b"]\n',
      message: 'progress',
      fixed:
        'FROM alpine:3.22\nRUN wget -q https://example.org/a\nRUN ["wget", "-q", "https://example.org/b"]\n',
    },
    {
      bad: 'FROM debian:13\nRUN «wget» -O - https://example.org/quiet-nv | sh\n',
      message: 'progress',
      fixed: 'FROM debian:13\nRUN wget --progress=dot:giga -O - https://example.org/quiet-nv | sh\n',
    },
    {
      good: 'FROM debian:13\nRUN wget --progress=dot:giga https://example.org/a && wget -q https://example.org/b\n',
    },
    {
      good: 'FROM debian:13\nRUN wget -nv https://example.org/a; wget -qO- https://example.org/b; wget --no-verbose x\n',
    },
    {
      good: 'FROM debian:13\nRUN wget -o log https://example.org/a; wget --append-output=log x; wget --version\n',
    },
    {
      bad: 'FROM debian:13\nARG URL\nRUN «wget» "$URL" && «wget» -O $FILE $URL && «wget» $URL/a\n',
      message: 'progress',
      fixed:
        'FROM debian:13\nARG URL\nRUN wget --progress=dot:giga "$URL" && wget --progress=dot:giga -O $FILE $URL && wget --progress=dot:giga $URL/a\n',
    },
    { good: 'FROM debian:13\nARG HOW\nRUN wget $HOW https://example.org/a; wget $WGET_OPTS\n' },
    { good: 'FROM debian:13\nARG OPTIONS="--progress=dot:giga"\nRUN wget $OPTIONS https://example.org/a\n' },
    { good: 'FROM debian:13\nRUN apt-get install -y wget && echo wget\n' },
  ],
});

/** `wget $OPTIONS https://…`: a variable that is no URL, since there is one beside it. */
function mayHideOptions({ command, options, operands, subcommand, hasUnknownOptions }: Call): boolean {
  if (!hasUnknownOptions) return false;
  const values = new Set(options.map(({ valueWord }) => valueWord));
  const bare = command.args.filter(
    word => !values.has(word) && word.parts[0]?.kind !== 'quoted' && /^\$(?:\w+|\{\w+\})$/.test(word.value),
  );
  const others = operands.length + (subcommand ? 1 : 0);
  return (
    bare.some(({ value }) => /opt|arg|flag|param/i.test(value)) ||
    (bare.length > 0 && bare.length + others > 1)
  );
}

function isSilent(call: Call): boolean {
  return (
    hasOption(
      call,
      '--progress',
      '-q',
      '--quiet',
      '--no-verbose',
      '-o',
      '--output-file',
      '-a',
      '--append-output',
    ) ||
    hasOption(call, '--version', '-V', '--help', '-h', '--spider') ||
    call.options.some(({ name, word }) => name === '-v' && word.value.includes('nv'))
  );
}

const WGET: Program = {
  valued: new Set(
    (
      '-A -B -D -e -i -I -l -O -P -Q -R -t -T -U -w -X --accept --base --domains --execute --header --input-file ' +
      '--level --output-document --directory-prefix --password --post-data --post-file --quota --reject --tries ' +
      '--timeout --user --user-agent --wait --waitretry -a -o --append-output --output-file --progress'
    ).split(' '),
  ),
};

/** By the name of the image, and by the package manager of the steps. */
function mayBeBusybox({ stage, commands }: ShellStep): boolean {
  const base = stage?.base;
  const image = base?.kind === 'image' ? base.reference : '';
  return /alpine|busybox/i.test(image) || commands.some(({ name }) => name === 'apk');
}
