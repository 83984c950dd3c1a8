import { readFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { activation } from './bench/activation.ts';
import { build } from './bench/build.ts';
import { context } from './bench/context.ts';
import { editing } from './bench/editing.ts';
import { type Figure, holds, kilobytes } from './bench/figure.ts';
import { firstDiagnostics } from './bench/firstDiagnostics.ts';
import { hints } from './bench/hints.ts';
import { images } from './bench/images.ts';
import { linting } from './bench/linting.ts';
import { memory } from './bench/memory.ts';
import { mutations } from './bench/mutations.ts';
import { reading } from './bench/reading.ts';
import { registry } from './bench/registry.ts';
import { throughput } from './bench/throughput.ts';
import { type ExtensionPackage, packageExtension } from './package.ts';
import { PartMissing, say } from './parts/process.ts';
import { inProject, inProjectCache } from './parts/project.ts';

const ENTRY_LIMIT = 150 * 1024;
const PACKAGE_LIMIT = 3 * 1024 * 1024;

async function sizes(extension: ExtensionPackage): Promise<readonly Figure[]> {
  const entry = Buffer.concat(await Promise.all((await startFiles()).map(file => readFile(inProject(file)))));
  return [
    {
      name: 'entry bundle of the extension',
      value: `${kilobytes(entry.length)} (${kilobytes(gzipSync(entry).length)} gzipped)`,
      yardstick: `limit ${kilobytes(ENTRY_LIMIT)}`,
      ratio: entry.length / ENTRY_LIMIT,
      limit: { kind: 'at most', ratio: 1 },
    },
    {
      name: '.vsix',
      value: kilobytes(extension.bytes),
      yardstick: `limit ${kilobytes(PACKAGE_LIMIT)}`,
      ratio: extension.bytes / PACKAGE_LIMIT,
      limit: { kind: 'at most', ratio: 1 },
    },
  ];
}

/** The extension's entry and all that it loads at its start. */
async function startFiles(): Promise<readonly string[]> {
  const bundles: {
    readonly outputs: Readonly<
      Record<string, { readonly imports: readonly { readonly path: string; readonly kind: string }[] }>
    >;
  } = JSON.parse(await readFile(inProjectCache('bundles.json'), 'utf8'));
  const files = ['dist/extension.cjs'];
  for (const file of files) {
    for (const { path, kind } of bundles.outputs[file]?.imports ?? []) {
      if (kind === 'import-statement' && bundles.outputs[path] && !files.includes(path)) files.push(path);
    }
  }
  return files;
}

function print(figures: readonly Figure[]): void {
  const columns = figures.map(figure => [
    figure.name,
    figure.value,
    figure.yardstick,
    figure.ratio.toFixed(2),
    figure.limit === undefined ? '' : `${figure.limit.kind} ${figure.limit.ratio}`,
    holds(figure) ? '' : 'MISSED',
  ]);
  const table = [['figure', 'measured', 'against', 'ratio', 'limit', ''], ...columns];
  const widths = [0, 1, 2, 3, 4].map(column => Math.max(...table.map(row => row[column]?.length ?? 0)));
  for (const row of table)
    console.log(
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    );
}

/** None where no engine can be had, which is said. */
async function withEngine(measure: () => Promise<readonly Figure[]>): Promise<readonly Figure[]> {
  try {
    return await measure();
  } catch (error) {
    if (!(error instanceof PartMissing)) throw error;
    say(`not measured: ${error.message}`);
    return [];
  }
}

/** Prints the speed and size figures, each as a ratio to something measured in the same run. */
async function main(): Promise<number> {
  const quick = process.argv.includes('--no-editor');
  const extension = await packageExtension();
  const figures: Figure[] = [...(await sizes(extension))];
  say('starting language servers');
  figures.push(...(await firstDiagnostics()));
  figures.push(await memory());
  say('reading large inputs');
  figures.push(...(await throughput()));
  say('reading Dockerfiles of every shape');
  figures.push(...reading(), ...editing());
  say('linting');
  figures.push(...linting());
  say('asking everything about mutated Dockerfiles');
  figures.push(...mutations(Number(process.env.STRATA_MUTATIONS ?? 10_000)));
  say('asking registries');
  figures.push(...(await registry()));
  say('reading a large build context');
  figures.push(...(await context()));
  say('building 20,000 files');
  figures.push(...(await withEngine(build)));
  say('looking into images');
  figures.push(...(await images()));
  if (!quick) {
    say('starting VS Code');
    figures.push(await activation(extension.path), await hints(extension.path));
  }
  print(figures);
  return figures.every(holds) ? 0 : 1;
}

main().then(
  code => process.exit(code),
  error => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  },
);
