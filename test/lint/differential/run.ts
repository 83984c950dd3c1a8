import { type OracleAnswer, openOracle } from '../../../scripts/oracle.ts';
import { type Case, ourFindings, theirFindings } from './compare.ts';
import { generateCase } from './generate.ts';
import { namedCases } from './named.ts';

/**
 * `node test/lint/differential/run.ts [COUNT] [SEED]` asks BuildKit about the named and about generated
 * Dockerfiles, and compares. Exit code 1 when any answer differs. Generated files that BuildKit refuses are not
 * compared.
 */
const count = Number(process.argv[2] ?? 1000);
const seed = Number(process.argv[3] ?? 1);
const oracle = await openOracle();

let compared = 0;
let refused = 0;
const timesFound = new Map<string, number>();
const differences: string[] = [];

for (const example of namedCases) {
  const { warnings, error } = await ask(example);
  const theirs = theirFindings(warnings);
  if (error !== undefined) differences.push(describeCase(example.name, example, error));
  else if (theirs.join() !== example.findings.toSorted().join()) {
    differences.push(describeCase(example.name, example, `BuildKit says ${theirs.join(', ')}`));
  }
}

let nextSeed = seed;
await Promise.all([work(), work(), work(), work()]);

for (const difference of differences.slice(0, 20)) console.log(difference);
console.log(
  `${namedCases.length} named, ${compared} generated, ${refused} refused by BuildKit, ${differences.length} different`,
);
for (const [rule, times] of [...timesFound].sort()) console.log(`  ${rule}: in ${times} files`);
process.exitCode = differences.length > 0 ? 1 : 0;

function ask({ buildArguments = {}, ...question }: Case): Promise<OracleAnswer> {
  const args = Object.entries(buildArguments).flatMap(([name, value]) => ['--build-arg', `${name}=${value}`]);
  return oracle({ ...question, args });
}

async function work(): Promise<void> {
  while (nextSeed < seed + count) {
    const own = nextSeed++;
    const example = generateCase(own);
    const { warnings, error } = await ask(example);
    if (error !== undefined && !error.startsWith('lint violation')) {
      refused++;
      continue;
    }
    compared++;
    const theirs = theirFindings(warnings);
    const ours = ourFindings(example);
    for (const rule of new Set(theirs.map(found => found.split(' ')[0] ?? ''))) {
      timesFound.set(rule, (timesFound.get(rule) ?? 0) + 1);
    }
    if (theirs.join() === ours.join()) continue;
    const missing = theirs.filter(found => !ours.includes(found));
    const extra = ours.filter(found => !theirs.includes(found));
    const what =
      missing.length + extra.length > 0
        ? `missing: ${missing.join(', ')}; too much: ${extra.join(', ')}`
        : `not as often: ${ours.join(', ')} for ${theirs.join(', ')}`;
    differences.push(describeCase(`seed ${own}`, example, what));
  }
}

function describeCase(name: string, { dockerfile, files = {}, buildArguments }: Case, what: string): string {
  const others = Object.entries(files).map(([path, text]) => `-- ${path} --\n${text}`);
  return [`--- ${name}: ${what}`, JSON.stringify(buildArguments ?? {}), dockerfile, ...others].join('\n');
}
