import type { Instruction } from '../../syntax/tree.ts';
import { isArchiveName } from '../archives.ts';
import { defineRule } from '../rule.ts';
import { type KnownText, knownText, transfers } from '../transfers.ts';

export default defineRule({
  id: 'add-instead-of-copy',
  aliases: ['DL3020'],
  since: '0.1.0',
  severity: 'warning',
  recommended: true,
  summary: 'Files and folders of the context should be copied with COPY',
  docs: `ADD does more than copy: it fetches URLs and git repositories, and unpacks tar archives, which it knows by their content and not by their name. For plain files and folders COPY does the same and nothing unexpected. ADD stays right for URLs, repositories and archives, also where a variable may hold one.

The fix is safe for \`.\` and for names that end like no archive: both instructions do the same there. It is unsafe for names without an ending and for patterns such as \`*\`, since ADD unpacks whatever tar archive turns out to be among them.`,
  messages: {
    local:
      'ADD also unpacks archives and fetches URLs, so it can surprise where `{source}` is only copied. Use COPY.',
  },
  fixes: {
    copy: { title: 'Use COPY', safe: true },
    perhaps: { title: 'Use COPY, if no source is a tar archive', safe: false },
  },
  check({ file, model, stages, report }) {
    for (const { instruction, sources, heredocs } of transfers(stages)) {
      if (instruction.name !== 'ADD' || hasFlag(instruction, 'unpack')) continue;
      const kinds = sources.map(source => kindOf(knownText(file, model, source)));
      const index = kinds.findIndex(kind => kind === 'file' || kind === 'unclear');
      const source = sources[index];
      if (!source && (heredocs === 0 || sources.length > 0)) continue;
      const { keyword } = instruction;
      const onlyCopies = kinds.every(kind => kind === 'file' || kind === 'unclear');
      const canBeCopy =
        onlyCopies && !hasFlag(instruction, 'checksum') && !hasFlag(instruction, 'keep-git-dir');
      const newText = keyword.value === keyword.value.toLowerCase() ? 'copy' : 'COPY';
      report(
        keyword,
        'local',
        { source: source?.value ?? 'a here-document' },
        canBeCopy
          ? {
              fix: kinds.includes('unclear') ? 'perhaps' : 'copy',
              args: {},
              edits: [{ span: keyword, newText }],
            }
          : undefined,
      );
    }
  },
  examples: [
    {
      bad: 'FROM node:24\n«ADD» package.json src/ /app/\n',
      message: 'local',
      fixed: 'FROM node:24\nCOPY package.json src/ /app/\n',
    },
    {
      bad: 'FROM node:24\n«add» --chown=node:node . \\\n  # the sources\n  /app\n',
      message: 'local',
      fixed: 'FROM node:24\ncopy --chown=node:node . \\\n  # the sources\n  /app\n',
    },
    {
      bad: 'FROM node:24\n«ADD» rootfs /\n«ADD» ["*", "/app/"]\n',
      message: 'local',
      fixed: 'FROM node:24\nCOPY rootfs /\nCOPY ["*", "/app/"]\n',
    },
    {
      bad: 'FROM alpine:3.22\nARG FILE=app.zip\n«ADD» $FILE /app.zip\nONBUILD «ADD» "src/" /src/\n',
      message: 'local',
      fixed: 'FROM alpine:3.22\nARG FILE=app.zip\nCOPY $FILE /app.zip\nONBUILD COPY "src/" /src/\n',
      note: 'ADD does not unpack zip files.',
    },
    {
      bad: 'FROM alpine:3.22\n«ADD» <<EOF /etc/motd\nHello\nEOF\n',
      message: 'local',
      fixed: 'FROM alpine:3.22\nCOPY <<EOF /etc/motd\nHello\nEOF\n',
    },
    {
      bad: 'FROM alpine:3.22\n«ADD» app.tar.gz notes.txt /srv/\n',
      message: 'local',
      note: 'No fix: the archive is unpacked.',
    },
    { good: 'FROM scratch\nADD rootfs.tar.xz /\nADD "dist/app.tgz" /srv/\n' },
    {
      good: 'FROM alpine:3.22\nADD https://example.org/app.jar /srv/\nADD git@github.com:moby/buildkit.git#v0.25.0 /src\nADD --keep-git-dir https://github.com/moby/buildkit.git /src\n',
    },
    { good: 'FROM alpine:3.22\nARG URL\nADD $URL /srv/\nADD ${URL}/app.jar /srv/\n' },
    { good: 'FROM alpine:3.22\nARG URL=https://example.org/app.jar\nADD $URL /srv/\n' },
    { good: 'FROM alpine:3.22\nCOPY app.jar /srv/\n' },
  ],
});

type Kind = 'remote' | 'archive' | 'file' | 'unclear' | 'unknown';

function kindOf(source: KnownText | undefined): Kind {
  if (!source) return 'unknown';
  const { value, isPartial, startsUnknown } = source;
  if (/^(?:https?|git|ssh):\/\/|^git@|^[\w.-]+@[\w.-]+:|\.git(?:#|$)/i.test(value)) return 'remote';
  if (isArchiveName(value)) return 'archive';
  if (startsUnknown) return 'unknown';
  if (isPartial) return 'unclear';
  if (/^\.?\.?\/?$|[^*?[\]/]\/$/.test(value)) return 'file';
  return /[^*?[\]/]\.[^*?[\]./]+$/.test(value) ? 'file' : 'unclear';
}

function hasFlag({ flags }: Instruction, name: string): boolean {
  return flags.some(flag => flag.name.value === name);
}
