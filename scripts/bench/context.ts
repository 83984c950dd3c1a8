import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createMatcher } from '../../server/ignore/matcher.ts';
import { parseIgnoreFile } from '../../server/ignore/parse.ts';
import { Contexts } from '../../server/lsp/contexts.ts';
import { nodePorts } from '../../server/lsp/nodePorts.ts';
import { type Figure, leastTime, median, milliseconds } from './figure.ts';

const FOLDERS = 2000;
const FILES_IN_EACH = 100;
const NEVER = { isCancellationRequested: false };

/** Fifty patterns of all kinds, as large projects have them. */
const PATTERNS = [
  ...[
    '**/.git',
    '**/node_modules',
    '**/*.log',
    '.env*',
    '!.env.example',
    '**/dist',
    '**/coverage/**',
    '*.md',
  ],
  ...['!README.md', 'docs/**/*.md', '**/__pycache__', '**/*.py[cod]', 'tmp-?', 'build/*/out', '**/.DS_Store'],
  ...Array.from({ length: 35 }, (_, index) =>
    index % 3 === 0
      ? `**/x${index}*/y`
      : index % 3 === 1
        ? `package${index}/lib/*.js`
        : `!package${index}/keep`,
  ),
];

/** What reading a build context of 200,000 files costs, and what matching does. */
export async function context(): Promise<readonly Figure[]> {
  const root = mkdtempSync(join(tmpdir(), 'strata-bench-context-'));
  try {
    for (let folder = 0; folder < FOLDERS; folder++) {
      const path = join(root, `package${folder % 40}`, `module-${folder}`, 'src');
      mkdirSync(path, { recursive: true });
      for (let file = 0; file < FILES_IN_EACH; file++) {
        writeFileSync(join(path, `component${file}.ts`), 'x'.repeat(file));
      }
    }
    return [...(await reading(root)), matching()];
  } finally {
    rmSync(root, { recursive: true });
  }
}

async function reading(root: string): Promise<readonly Figure[]> {
  const folder = `${pathToFileURL(root).href}/`;
  const ignore = parseIgnoreFile(PATTERNS.join('\n'));
  /** It asks the file system the same: the names of all, and the size of each. */
  const find = (): void => {
    execFileSync('find', [root, '-printf', '%s\n'], { stdio: 'ignore' });
  };
  find();
  const theirs: number[] = [];
  const first: number[] = [];
  const changed: number[] = [];
  for (let round = 0; round < 5; round++) {
    theirs.push(leastTime(find, 0, 1));
    const contexts = new Contexts(nodePorts, () => true);
    first.push(await timeOf(() => contexts.evaluate(folder, ignore, NEVER)));
    const file = join(root, 'package7/module-7/src/component5.ts');
    writeFileSync(file, 'y'.repeat(1000 + round));
    changed.push(
      await timeOf(() => {
        contexts.changed(pathToFileURL(file).href);
        return contexts.evaluate(folder, ignore, NEVER);
      }),
    );
    contexts.dispose();
  }
  const yardstick = median(theirs);
  return [
    {
      name: 'total of a context of 200,000 files',
      value: milliseconds(median(first)),
      yardstick: `find with sizes ${milliseconds(yardstick)}`,
      ratio: median(first) / yardstick,
      limit: { kind: 'at most', ratio: 3 },
    },
    {
      name: 'the same after one file changed',
      value: milliseconds(median(changed)),
      yardstick: 'limit 50 ms',
      ratio: median(changed) / 50,
      limit: { kind: 'at most', ratio: 1 },
    },
  ];
}

function matching(): Figure {
  const paths: string[] = [];
  for (let index = 0; index < 200_000; index++) {
    paths.push(`package${index % 50}/module-${index % 2000}/src/component${index % 100}.ts`);
  }
  const matcher = createMatcher(PATTERNS.join('\n'));
  // Of the processor alone: what else the machine does says nothing about this.
  const took = leastProcessorTime(() => {
    for (const path of paths) matcher.ignores(path);
  });
  const perSecond = (paths.length / took) * 1000;
  return {
    name: 'paths a second against 50 patterns',
    value: `${(perSecond / 1e6).toFixed(1)} million`,
    yardstick: 'limit 1 million',
    ratio: perSecond / 1e6,
    limit: { kind: 'at least', ratio: 1 },
  };
}

/** Milliseconds of processor time, the least of ten calls. */
function leastProcessorTime(work: () => void): number {
  let least = Number.POSITIVE_INFINITY;
  for (let call = 0; call < 10; call++) {
    const from = process.cpuUsage();
    work();
    const { user, system } = process.cpuUsage(from);
    least = Math.min(least, (user + system) / 1000);
  }
  return least;
}

async function timeOf(work: () => Promise<unknown>): Promise<number> {
  const from = performance.now();
  await work();
  return performance.now() - from;
}

if (import.meta.main) {
  for (const { name, value, yardstick, ratio } of await context())
    console.log(name, value, yardstick, ratio.toFixed(2));
}
