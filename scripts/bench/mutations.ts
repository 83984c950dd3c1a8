import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { buildInputs } from '../../server/features/buildInputs.ts';
import { fixAll, quickFixes } from '../../server/features/codeActions.ts';
import { completionMarkdown, completionsAt } from '../../server/features/completion.ts';
import { diagnostics } from '../../server/features/diagnostics.ts';
import { english } from '../../server/features/docs/texts.ts';
import { folds } from '../../server/features/folding.ts';
import { DEFAULT_FORMAT_OPTIONS } from '../../server/features/format/options.ts';
import { formatDocument, formatNewLine, formatRange } from '../../server/features/format.ts';
import { hoverAt } from '../../server/features/hover.ts';
import { inlayHints } from '../../server/features/inlayHints.ts';
import { links } from '../../server/features/links.ts';
import { definitionAt, occurrencesAt } from '../../server/features/navigation.ts';
import { prepareRename, rename } from '../../server/features/rename.ts';
import { selectionAt } from '../../server/features/selection.ts';
import { semanticTokens } from '../../server/features/semanticTokens.ts';
import { signatureAt } from '../../server/features/signature.ts';
import { outline } from '../../server/features/symbols.ts';
import { buildModel } from '../../server/semantics/buildModel.ts';
import { dumpBuildkit } from '../../server/syntax/dump.ts';
import { parseDockerfile } from '../../server/syntax/parse.ts';
import { manyDockerfiles } from './dockerfiles.ts';
import { type Figure, milliseconds } from './figure.ts';

/** Milliseconds that one request may take. */
const SLOWEST = 200;
/** The memory in use at the end may be this many times that after a quarter. */
const GROWTH = 1.1;

/**
 * Damaged Dockerfiles through everything that an editor asks, at random places. Throws when anything throws, and
 * says which request took longest and how the memory grew.
 */
export function mutations(count: number): readonly Figure[] {
  const originals = manyDockerfiles(200);
  const random = randomFrom(7);
  const slowest = { name: '', taken: 0 };
  let early = 0;
  for (let index = 0; index < count; index++) {
    const text = mutate(originals[random(originals.length)] ?? '', random);
    try {
      askAll(text, random, slowest);
    } catch (error) {
      throw new Error(`document ${index} is not survived: ${JSON.stringify(text)}`, { cause: error });
    }
    if (index === count >> 2) early = memoryInUse();
  }
  const late = memoryInUse();
  return [
    {
      name: `slowest request on ${count.toLocaleString('en')} mutated Dockerfiles: ${slowest.name}`,
      value: milliseconds(slowest.taken),
      yardstick: `limit ${SLOWEST} ms`,
      ratio: slowest.taken / SLOWEST,
      limit: { kind: 'at most', ratio: 1 },
    },
    {
      name: 'memory in use after them',
      value: `${(late / 1e6).toFixed(1)} MB`,
      yardstick: `after a quarter of them ${(early / 1e6).toFixed(1)} MB`,
      ratio: late / early,
      limit: { kind: 'at most', ratio: GROWTH },
    },
  ];
}

type Random = (below: number) => number;

function askAll(text: string, random: Random, slowest: { name: string; taken: number }): void {
  const timed = <T>(name: string, work: () => T): T => {
    const from = process.threadCpuUsage();
    const result = work();
    const { user, system } = process.threadCpuUsage(from);
    const taken = (user + system) / 1000;
    if (taken > slowest.taken) Object.assign(slowest, { name, taken });
    return result;
  };
  const read = (source: string) => {
    const file = parseDockerfile(source);
    return { file, model: buildModel(file) };
  };
  const document = timed('reading', () => read(text));
  const { file } = document;
  const lint = (asked: typeof document) =>
    diagnostics(asked, { dockerignore: 'src\n' }, { enable: true, preset: 'all', rules: {} });
  const found = timed('diagnostics', () => lint(document));
  timed('dump', () => dumpBuildkit(file));
  timed('symbols', () => outline(document));
  timed('folding', () => folds(document));
  timed('links', () => links(document));
  timed('semantic tokens', () => semanticTokens(document));
  timed('build inputs', () => buildInputs(document));
  timed('inlay hints', () => inlayHints(document, { start: 0, end: text.length }, HINTS, english));
  timed('formatting', () => formatDocument(file, DEFAULT_FORMAT_OPTIONS));
  timed('fix all', () => fixAll(text, source => lint(read(source))));
  for (let place = 0; place < 3; place++) {
    const offset = random(text.length + 1);
    timed('hover', () => hoverAt(document, offset, english));
    timed('completion', () => {
      const items = completionsAt(document, offset, english);
      for (const item of items.slice(0, 5)) completionMarkdown(item, english);
    });
    timed('signature', () => signatureAt(document, offset, english));
    timed('definition', () => definitionAt(document, offset));
    timed('references', () => occurrencesAt(document, offset));
    timed('prepare rename', () => prepareRename(document, offset));
    timed('rename', () => rename(document, offset, 'renamed'));
    timed('selection', () => selectionAt(document, offset));
    timed('quick fixes', () => quickFixes(file, found, { start: offset, end: offset }));
    timed('range formatting', () =>
      formatRange(file, { start: offset >> 1, end: offset }, DEFAULT_FORMAT_OPTIONS),
    );
    timed('formatting on type', () => formatNewLine(file, offset, DEFAULT_FORMAT_OPTIONS));
  }
}

const HINTS = { variables: true, stages: true };

/** Signs that mean something somewhere, and some that only look like it. */
const SIGNS: readonly string[] = [
  ...['\\', '`', '"', "'", '#', '\n', '\r\n', '\r', ' ', '\t', '\0', '\ufeff', '\u00a0', '\ud83d', '😀'],
  ...['<<EOF', '<<-"X"', '${', '}', '$(', '$', ':-', '[', ']', ',', '=', '--', '\\\n', '\\\n# x\n', '\\\n\n'],
  ...['FROM ', '\nRUN ', 'ONBUILD ', '--mount=', '--from=', '# escape=`\n', '# check=skip=', ' AS '],
];

/** One to four small damages: something cut off, dropped, doubled, put in, or escaped. */
function mutate(text: string, random: Random): string {
  let out = text;
  for (let round = random(4); round >= 0; round--) {
    const at = random(out.length + 1);
    const sign = SIGNS[random(SIGNS.length)] ?? '';
    switch (random(5)) {
      case 0:
        out = random(4) === 0 ? out.slice(0, at) : out.slice(0, at) + out.slice(at + 1 + random(5));
        break;
      case 1:
        out = out.slice(0, Math.min(out.length, at + random(40))) + out.slice(at);
        break;
      case 2: {
        const lineEnd = out.indexOf('\n', at);
        const end = lineEnd < 0 ? out.length : lineEnd;
        out = `${out.slice(0, end)}${random(2) === 0 ? ' \\' : sign}${out.slice(end)}`;
        break;
      }
      default:
        out = out.slice(0, at) + sign + out.slice(at);
    }
  }
  return out;
}

function randomFrom(start: number): Random {
  let seed = start;
  return below => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((seed / 2 ** 32) * below);
  };
}

/** Bytes that are still needed. */
function memoryInUse(): number {
  setFlagsFromString('--expose-gc');
  const collect: () => void = runInNewContext('gc');
  collect();
  collect();
  return process.memoryUsage().heapUsed;
}

if (import.meta.main) {
  for (const { name, value, yardstick } of mutations(Number(process.argv[2] ?? 10_000))) {
    console.log(`${name}: ${value} (${yardstick})`);
  }
}
