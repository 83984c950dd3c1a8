import { isArchiveName } from '../archives.ts';
import { defineRule } from '../rule.ts';
import type { ShellCommand } from '../shell/code.ts';
import { transfers } from '../transfers.ts';

export default defineRule({
  id: 'copied-archive-extracted',
  aliases: ['DL3010'],
  since: '0.1.0',
  severity: 'info',
  recommended: true,
  summary: 'An archive that is only unpacked can be unpacked by ADD',
  docs: `An archive that is copied and then unpacked by a RUN stays in the layer of its COPY, whatever is deleted later: the image holds the files twice. ADD unpacks local tar archives as it copies them, also those of gzip, bzip2, xz and zstd. Where more is to be done with the archive, mount it into the RUN: \`RUN --mount=type=bind,source=app.tar.gz,target=/app.tar.gz tar -xzf /app.tar.gz\`.

Nothing is said of an archive that stays packed, comes from another stage, or is no tar archive.`,
  messages: {
    extracted:
      '`{name}` is unpacked on line {line}, but stays in this layer as well. Use ADD, which unpacks it while copying, or mount it into the RUN.',
  },
  fixes: {},
  check({ stages, shell, report }) {
    const extracting = shell.runs.flatMap(({ commands }) => commands.filter(extracts));
    if (extracting.length === 0) return;
    const byName = new Map<string, ShellCommand[]>();
    for (const command of extracting) {
      for (const arg of command.args) {
        for (const { value } of command.step.variables.expand(arg, command)) {
          const name = fileName(value);
          if (!isArchiveName(name)) continue;
          const list = byName.get(name);
          if (list) list.push(command);
          else byName.set(name, [command]);
        }
      }
    }
    for (const { instruction, stage, sources, destination } of transfers(stages)) {
      if (instruction.name !== 'COPY' || instruction.flags.some(({ name }) => name.value === 'from'))
        continue;
      const renamed = fileName(destination.value);
      for (const source of sources) {
        const name = sources.length === 1 && isArchiveName(renamed) ? renamed : fileName(source.value);
        if (!isArchiveName(name)) continue;
        const command = byName
          .get(name)
          ?.find(({ step, statement }) => statement.start > instruction.start && step.stage === stage.stage);
        if (!command) continue;
        report(source, 'extracted', { name: source.value, line: command.step.instruction.lines.first + 1 });
      }
    }
  },
  examples: [
    {
      bad: 'FROM debian:13\nCOPY «app.tar.gz» /tmp/\nRUN mkdir /app && tar -C /app -xzf /tmp/app.tar.gz && rm /tmp/app.tar.gz\n',
      message: 'extracted',
    },
    { bad: 'FROM debian:13\nCOPY «"dist/app.tgz"» /app.tgz\nRUN tar xf app.tgz\n', message: 'extracted' },
    {
      bad: 'FROM debian:13\nARG NAME=app.tar\nCOPY [«"app-1.tar"», "/tmp/app.tar"]\nRUN ["tar", "--extract", "--file=/tmp/app.tar"]\n',
      message: 'extracted',
    },
    {
      bad: 'FROM debian:13\nCOPY «data.tar.xz» b.txt /srv/\nRUN unxz /srv/data.tar.xz\n',
      message: 'extracted',
    },
    { good: 'FROM debian:13\nADD app.tar.gz /app/\n' },
    {
      good: 'FROM debian:13\nCOPY app.tar.gz /app/\nRUN tar -czf other.tar.gz /app && tar -xzf other.tar.gz\n',
    },
    {
      good: 'FROM debian:13 AS a\nCOPY app.tar.gz /\nFROM debian:13\nRUN tar -xf app.tar.gz\nCOPY --from=a /b.tar /\nRUN tar xf /b.tar\n',
    },
    {
      good: 'FROM debian:13\nCOPY app.zip /tmp/\nRUN unzip /tmp/app.zip\n',
      note: 'ADD does not unpack zip files.',
    },
  ],
});

const EXPANDERS: ReadonlySet<string> = new Set(
  'bunzip2 gunzip gzcat uncompress unlzma unxz unzstd zcat bzcat xzcat zgz'.split(' '),
);

function extracts({ name, args }: ShellCommand): boolean {
  if (EXPANDERS.has(name)) return true;
  if (name !== 'tar' && name !== 'bsdtar') return false;
  return args.some(
    ({ value }, index) =>
      value === '--extract' ||
      value === '--get' ||
      (index === 0 ? /^-?[A-Za-z]*x/ : /^-[A-Za-z]*x/).test(value),
  );
}

function fileName(path: string): string {
  const plain = path.replace(/["']/g, '');
  return plain.slice(Math.max(plain.lastIndexOf('/'), plain.lastIndexOf('=')) + 1);
}
