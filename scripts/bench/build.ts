import { randomBytes, randomUUID } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startWorker } from '../../client/worker/start.ts';
import { startEngines } from '../engines.ts';
import { dockerProgram } from '../parts/dockerProgram.ts';
import { askEngine } from '../parts/engineHttp.ts';
import { must, PartMissing, say } from '../parts/process.ts';
import { inProject } from '../parts/project.ts';
import { type Figure, median, milliseconds } from './figure.ts';

const FILES = 20_000;
const FOLDERS = 200;
const BYTES = 2_000;
const ROUNDS = 2;
const TAG = 'strata-bench/build';
const BASE = 'strata-test/busybox:1';

type Builder = (context: string) => Promise<void>;

/**
 * The same builds of 20,000 files through Strata and through the docker command line, in turn on the same engine:
 * of a context it has never seen, and again with one file changed.
 */
export async function build(): Promise<readonly Figure[]> {
  const engines = await startEngines(['modern']);
  const engine = engines.modern ?? engines.own;
  if (engine === undefined) throw new PartMissing('No engine is running.');
  const docker = await dockerProgram(engine);
  const worker = startWorker(inProject('dist', 'engine-worker.cjs'));
  await worker.engine.configure({ host: `unix://${engine.socket}` });
  const throughStrata: Builder = async context => {
    const outcome = await worker.engine.build({
      buildId: randomUUID(),
      contextPath: context,
      dockerfilePath: join(context, 'Dockerfile'),
      tags: [TAG],
    });
    if (!outcome.ok) throw new Error(JSON.stringify(outcome.failure));
  };
  const throughDocker: Builder = async context => {
    const options = ['--progress=plain', '--provenance=false', '-t', TAG];
    await must('docker buildx', join(docker.folder, 'docker'), ['buildx', 'build', ...options, context], {
      env: { ...process.env, ...docker.env },
    });
  };
  const ours: Times = { first: [], again: [] };
  const theirs: Times = { first: [], again: [] };
  try {
    for (let round = 0; round < ROUNDS; round++) {
      // Each goes first in turn: the engine gets slower with what it has to keep.
      const order = [
        [throughStrata, ours],
        [throughDocker, theirs],
      ] as const;
      for (const [builder, times] of round % 2 === 0 ? order : order.toReversed()) {
        await measure(builder, times);
        const shown = [times.first.at(-1), times.again.at(-1)].map(time => milliseconds(time ?? 0));
        say(`${builder === throughStrata ? 'Strata' : 'docker'}: ${shown.join(', then ')}`);
      }
    }
  } finally {
    worker.dispose();
    await docker.dispose();
    await askEngine(engine.socket, 'DELETE', `/images/${TAG}?force=1`);
  }
  return [
    figure(`build of ${FILES} new files`, ours.first, theirs.first),
    figure(`the same, one file changed`, ours.again, theirs.again),
  ];
}

interface Times {
  readonly first: number[];
  readonly again: number[];
}

/** On a context of its own, so that nobody finds in the engine what the other has brought there. */
async function measure(builder: Builder, times: Times): Promise<void> {
  const context = await mkdtemp(join(tmpdir(), 'strata-bench-build-'));
  try {
    writeContext(context);
    times.first.push(await timed(() => builder(context)));
    writeFileSync(join(context, 'd7', 'f42'), randomBytes(BYTES));
    times.again.push(await timed(() => builder(context)));
  } finally {
    await rm(context, { recursive: true, force: true });
  }
}

function writeContext(root: string): void {
  writeFileSync(join(root, 'Dockerfile'), `FROM ${BASE}\nCOPY . /all\n`);
  for (let folder = 0; folder < FOLDERS; folder++) {
    mkdirSync(join(root, `d${folder}`));
    for (let file = 0; file < FILES / FOLDERS; file++)
      writeFileSync(join(root, `d${folder}`, `f${file}`), randomBytes(BYTES));
  }
}

async function timed(work: () => Promise<void>): Promise<number> {
  const from = performance.now();
  await work();
  return performance.now() - from;
}

function figure(name: string, ours: readonly number[], theirs: readonly number[]): Figure {
  const [mine, other] = [median(ours), median(theirs)];
  return {
    name,
    value: milliseconds(mine),
    yardstick: `docker buildx ${milliseconds(other)}`,
    ratio: mine / other,
    limit: { kind: 'at most', ratio: 1.05 },
  };
}

if (import.meta.main) console.table(await build());
