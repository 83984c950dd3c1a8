import { randomBytes, randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startWorker } from '../../client/worker/start.ts';
import { startEngines } from '../engines.ts';
import { dockerProgram } from '../parts/dockerProgram.ts';
import { askEngine } from '../parts/engineHttp.ts';
import { must, PartMissing, say } from '../parts/process.ts';
import { inProject } from '../parts/project.ts';
import { pruneBuilds } from '../parts/pruneBuilds.ts';
import { type Figure, milliseconds } from './figure.ts';

const FILES = 20_000;
const FOLDERS = 200;
const BYTES = 2_000;
/** Each is one build of new files and one with a file changed, by both: even, so that each goes first as often. */
const ROUNDS = 4;
const BASE = 'strata-test/busybox:1';

interface Builder {
  readonly name: string;
  build(context: string, tag: string): Promise<void>;
}

/** Milliseconds by the clock, and of the processor in the building client; the latter where the system tells. */
interface Time {
  readonly wall: number;
  readonly client: number | undefined;
}

interface Round {
  readonly first: Time;
  readonly again: Time;
}

/**
 * The same builds of 20,000 files through Strata and through the docker command line, in turn on the same engine:
 * of a context it has never seen, and again with one file changed. Nothing is left on the engine that could slow the next
 * one, and the least of some rounds counts: whatever else the machine and the engine do only adds.
 */
export async function build(): Promise<readonly Figure[]> {
  const engines = await startEngines(['modern']);
  const engine = engines.modern ?? engines.own;
  if (engine === undefined) throw new PartMissing('No engine is running.');
  const docker = await dockerProgram(engine);
  const worker = startWorker(inProject('dist', 'engine-worker.cjs'));
  await worker.engine.configure({ host: `unix://${engine.socket}` });
  const strata: Builder = {
    name: 'Strata',
    async build(context, tag) {
      const outcome = await worker.engine.build({
        buildId: randomUUID(),
        contextPath: context,
        dockerfilePath: join(context, 'Dockerfile'),
        tags: [tag],
      });
      if (!outcome.ok) throw new Error(JSON.stringify(outcome.failure));
    },
  };
  const commandLine: Builder = {
    name: 'docker',
    async build(context, tag) {
      const options = ['--progress=plain', '--provenance=false', '-t', tag];
      await must('docker buildx', join(docker.folder, 'docker'), ['buildx', 'build', ...options, context], {
        env: { ...process.env, ...docker.env },
      });
    },
  };
  const rounds: { readonly ours: Round; readonly theirs: Round }[] = [];
  try {
    for (let round = 0; round < ROUNDS; round++) {
      if (round % 2 === 0) {
        const ours = await measure(strata, engine.socket);
        rounds.push({ ours, theirs: await measure(commandLine, engine.socket) });
      } else {
        const theirs = await measure(commandLine, engine.socket);
        rounds.push({ ours: await measure(strata, engine.socket), theirs });
      }
    }
  } finally {
    worker.dispose();
    await docker.dispose();
  }
  const times = (kind: keyof Round): readonly Pair[] =>
    rounds.map(({ ours, theirs }) => ({ ours: ours[kind], theirs: theirs[kind] }));
  return [
    ...figures(`build of ${FILES} new files`, times('first')),
    ...figures('the same, one file changed', times('again')),
  ];
}

/** On a context and with an image of its own, so that nobody finds in the engine what another has brought there. */
async function measure(builder: Builder, socket: string): Promise<Round> {
  const name = `strata-bench-${randomBytes(4).toString('hex')}`;
  const context = await mkdtemp(join(memoryFolder(), 'strata-bench-build-'));
  try {
    writeContext(context, name);
    const first = await timed(() => builder.build(context, name));
    writeFileSync(join(context, 'd7', 'f42'), randomBytes(BYTES));
    const again = await timed(() => builder.build(context, name));
    const shown = [first, again].map(
      ({ wall, client }) =>
        `${milliseconds(wall)} (${client === undefined ? '?' : milliseconds(client)} own)`,
    );
    say(`${builder.name}: ${shown.join(', then ')}`);
    return { first, again };
  } finally {
    await rm(context, { recursive: true, force: true });
    await askEngine(socket, 'DELETE', `/images/${name}?force=1`);
    await pruneBuilds(socket, ({ Description, Type, Size }) =>
      Type === 'source.local' ? Size >= FILES * BYTES : Description.includes(name),
    );
  }
}

/** Where files cost no disk, whose writing would go on during the build. */
const memoryFolder = (): string => (existsSync('/dev/shm') ? '/dev/shm' : tmpdir());

function writeContext(root: string, name: string): void {
  writeFileSync(join(root, 'Dockerfile'), `FROM ${BASE}\nCOPY . /${name}\n`);
  for (let folder = 0; folder < FOLDERS; folder++) {
    mkdirSync(join(root, `d${folder}`));
    for (let file = 0; file < FILES / FOLDERS; file++)
      writeFileSync(join(root, `d${folder}`, `f${file}`), randomBytes(BYTES));
  }
}

async function timed(work: () => Promise<void>): Promise<Time> {
  const before = processorTime();
  const from = performance.now();
  await work();
  const wall = performance.now() - from;
  const after = processorTime();
  return { wall, client: before === undefined || after === undefined ? undefined : after - before };
}

/** Milliseconds that this process and those it has started and seen end have used; undefined where that is not told. */
function processorTime(): number | undefined {
  try {
    const fields = readFileSync('/proc/self/stat', 'latin1').split(') ').at(-1)?.split(' ') ?? [];
    // utime, stime, cutime and cstime, in hundredths of a second.
    return fields.slice(11, 15).reduce((sum, field) => sum + Number(field) * 10, 0);
  } catch {
    return undefined;
  }
}

interface Pair {
  readonly ours: Time;
  readonly theirs: Time;
}

function figures(name: string, pairs: readonly Pair[]): readonly Figure[] {
  const wall = figure(name, pairs, ({ wall }) => wall);
  const client = pairs.flatMap(({ ours, theirs }) =>
    ours.client === undefined || theirs.client === undefined
      ? []
      : [{ ours: ours.client, theirs: theirs.client }],
  );
  if (client.length < pairs.length) return [wall];
  return [wall, figure(`${name}: processor time of the client`, client, time => time)];
}

function figure<T>(
  name: string,
  pairs: readonly { readonly ours: T; readonly theirs: T }[],
  time: (time: T) => number,
): Figure {
  const [mine, other] = [
    Math.min(...pairs.map(({ ours }) => time(ours))),
    Math.min(...pairs.map(({ theirs }) => time(theirs))),
  ];
  return {
    name,
    value: milliseconds(mine),
    yardstick: `docker buildx ${milliseconds(other)}`,
    ratio: mine / other,
    limit: { kind: 'at most', ratio: 1.05 },
  };
}

if (import.meta.main) console.table(await build());
