import { openOracle } from '../../../scripts/oracle.ts';
import { generateCorner } from './corners.ts';
import { compare } from './difference.ts';
import { generateCase } from './generate.ts';

/**
 * `node test/lint/differential/run.ts [COUNT] [SEED] [corners]` asks BuildKit about generated Dockerfiles and compares
 * its checks with ours. Exit code 1 when any answer differs.
 */
const count = Number(process.argv[2] ?? 1000);
const first = Number(process.argv[3] ?? 1);
const generate = process.argv[4] === 'corners' ? generateCorner : generateCase;
const oracle = await openOracle();

let compared = 0;
let refused = 0;
const filesWith = new Map<string, number>();
const differences: string[] = [];
let next = first;
await Promise.all([work(), work(), work(), work()]);

for (const difference of differences.slice(0, 20)) console.log(difference);
console.log(`${compared} compared, ${refused} refused by BuildKit, ${differences.length} different`);
for (const [rule, files] of [...filesWith].sort()) console.log(`  ${rule}: in ${files} files`);
process.exitCode = differences.length > 0 ? 1 : 0;

async function work(): Promise<void> {
  while (next < first + count) {
    const seed = next++;
    const comparison = await compare(oracle, generate(seed));
    if (comparison.refused !== undefined) {
      refused++;
      continue;
    }
    compared++;
    for (const rule of new Set(comparison.theirs.map(found => found.split(' ')[0] ?? ''))) {
      filesWith.set(rule, (filesWith.get(rule) ?? 0) + 1);
    }
    if (comparison.difference !== undefined) differences.push(`--- seed ${seed}: ${comparison.difference}`);
  }
}
