// Opens broken archives: `node test/image/fuzz.ts [--runs N] [--seed N]`. Ends with 1 at the first that throws
// or takes longer than ten seconds.
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { mutate, probe, seedArchives } from '../kit/imageFuzz.ts';
import { below, seeded } from '../kit/imageRandom.ts';

const { values } = parseArgs({
  options: { runs: { type: 'string', default: '100000' }, seed: { type: 'string', default: '1' } },
});
const archives = seedArchives();
const started = performance.now();
// Watches from outside: a loop without an end would not let a timer of this thread run.
const beat = new Int32Array(new SharedArrayBuffer(4));
const watch = `
  const { workerData } = require('node:worker_threads');
  let last = -1;
  setInterval(() => {
    const seed = Atomics.load(workerData, 0);
    if (seed === last) {
      require('node:fs').writeSync(2, 'seed ' + seed + ' hangs\\n');
      process.kill(process.pid);
    }
    last = seed;
  }, 10_000);
`;
new Worker(watch, { eval: true, workerData: beat }).unref();

let slowest = 0;
let opened = 0;
for (let run = 0; run < Number(values.runs); run++) {
  const seed = Number(values.seed) + run;
  const random = seeded(seed);
  const archive = archives[below(random, archives.length)] ?? new Uint8Array(0);
  const begun = performance.now();
  Atomics.store(beat, 0, seed);
  try {
    if ((await probe(mutate(archive, random))) === 'opened') opened++;
  } catch (error) {
    process.stderr.write(`seed ${seed}: ${error instanceof Error ? error.stack : String(error)}\n`);
    process.exit(1);
  }
  slowest = Math.max(slowest, performance.now() - begun);
}
const seconds = ((performance.now() - started) / 1000).toFixed(1);
const memory = Math.round(process.memoryUsage().rss / 1e6);
process.stdout.write(
  `${values.runs} archives in ${seconds} s, ${opened} opened, slowest ${slowest.toFixed(0)} ms, ${memory} MB\n`,
);
