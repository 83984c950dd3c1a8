import { mkdir, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openOracle } from '../../../scripts/oracle.ts';
import { compare } from './compare.ts';
import { generateDockerfile } from './generate.ts';
import { randomOf } from './random.ts';

/**
 * Compares our reading of generated Dockerfiles with that of a running BuildKit, and keeps what differs:
 * `node test/syntax/differential/run.ts --minutes N --seed S`. Exits with 1 when anything differs.
 */
const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    seed: { type: 'string', default: '1' },
    workers: { type: 'string', default: '4' },
    keep: { type: 'string', default: join(homedir(), '.cache', 'strata', 'differential') },
  },
});
const end = performance.now() + Number(values.minutes) * 60_000;
const seed = Number(values.seed);
const oracle = await openOracle();
await mkdir(values.keep, { recursive: true });
let next = 0;
let asked = 0;
let refused = 0;
let differ = 0;

await Promise.all(Array.from({ length: Number(values.workers) }, work));
console.log(`${asked} files, ${refused} refused by BuildKit, ${differ} read differently here`);
process.exitCode = differ > 0 ? 1 : 0;

async function work(): Promise<void> {
  while (performance.now() < end) {
    const index = next++;
    const bytes = generate(index);
    // Both say the same of an empty file, in other words; and a directive would fetch another frontend.
    if (bytes.length === 0 || /syntax\s*=/i.test(Buffer.from(bytes).toString('latin1'))) continue;
    const { error } = await oracle({ dockerfile: bytes });
    asked++;
    if (error !== undefined) refused++;
    const found = compare(bytes, error);
    if (!found) continue;
    differ++;
    const path = join(values.keep, `${seed}-${index}.Dockerfile`);
    await writeFile(path, bytes);
    console.log(`${path}: ${found.kind}\n  ours   ${JSON.stringify(found.ours)}\n  theirs ${found.theirs}`);
  }
}

/** Nothing can be fetched here, so that every image is the empty one. */
function generate(index: number): Uint8Array {
  const random = randomOf(seed * 1_000_003 + index);
  const mood = index % 4 === 0 ? 'wild' : index % 4 === 3 ? 'soup' : 'valid';
  const text = Buffer.from(generateDockerfile(random, mood)).toString('latin1');
  return Buffer.from(text.replace(/busybox|node:24/g, 'scratch'), 'latin1');
}
