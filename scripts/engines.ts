import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { loadBaseImage } from './parts/baseImage.ts';
import { cacheRoot, withLock } from './parts/cache.ts';
import { type StartedEngine, startClassicEngine, stopEngine } from './parts/classicEngine.ts';
import { engineVersion } from './parts/engineHttp.ts';
import { startModernEngine } from './parts/modernEngine.ts';
import { isAlive, PartMissing, say, waitFor } from './parts/process.ts';

export type EngineName = 'classic' | 'modern' | 'own';

/** An engine that tests may use. `own` is the developer's; the others were started by `startEngines`. */
export interface TestEngine {
  readonly name: EngineName;
  readonly socket: string;
  readonly version: string;
  readonly apiVersion: string;
  /** Undefined for the developer's own engine, which is never stopped. */
  readonly started?: StartedEngine;
}

export type TestEngines = Partial<Readonly<Record<EngineName, TestEngine>>>;

const STARTERS = { classic: () => startClassicEngine(), modern: startModernEngine } as const;
const NAMES = ['classic', 'modern'] as const;

/** Where the addresses of the running engines are written, for tests and for people. */
export function enginesFile(): string {
  return join(cacheRoot(), 'engines.json');
}

/** The engines that answer now: the recorded ones and the developer's own. */
export async function runningEngines(): Promise<TestEngines> {
  const recorded = await readRecord();
  const alive: { [name in EngineName]?: TestEngine } = {};
  for (const engine of Object.values(recorded)) {
    const { started } = engine;
    if (started === undefined || !isAlive(started.pid, started.mark)) continue;
    const version = await engineVersion(engine.socket);
    if (version !== undefined) alive[engine.name] = { ...engine, ...version };
  }
  const own = await ownEngine();
  return own === undefined ? alive : { ...alive, own };
}

/**
 * Starts what is not running yet and answers all engines to test with: the developer's own engine alone when
 * one answers (unless STRATA_ENGINES=private), else the two generations.
 */
export async function startEngines(names: readonly ('classic' | 'modern')[] = NAMES): Promise<TestEngines> {
  const own = await ownEngine();
  if (own !== undefined) {
    say(`using your own Docker engine ${own.version} on ${own.socket}`);
    await loadBaseImage(own.socket);
    return { own };
  }
  if (process.platform !== 'linux' || process.getuid?.() !== 0) {
    throw new PartMissing(
      `No Docker engine answers at ${ownSocket() ?? process.env.DOCKER_HOST}; start yours. Starting one for tests takes Linux and root.`,
    );
  }
  return withLock('engines', () => startPrivateEngines(names));
}

async function startPrivateEngines(names: readonly ('classic' | 'modern')[]): Promise<TestEngines> {
  const engines: { [name in EngineName]?: TestEngine } = { ...(await runningEngines()) };
  // Recorded one by one: an engine that cannot be had must not hide the other from `stop`.
  const results = await Promise.allSettled(
    names.map(async name => {
      if (engines[name] === undefined) {
        engines[name] = await startEngine(name);
        await writeRecord(engines);
      }
      await loadBaseImage(engines[name].socket);
    }),
  );
  const failures = results.flatMap(result =>
    result.status === 'rejected' ? [String(result.reason?.message)] : [],
  );
  if (failures.length > 0) throw new PartMissing(failures.join('\n'));
  return engines;
}

/** Ends the engines that `startEngines` started. */
export async function stopEngines(): Promise<void> {
  await Promise.all(
    Object.values(await readRecord()).map(async ({ name, started }) => {
      if (started === undefined) return;
      await stopEngine(started);
      say(`the ${name} engine is stopped`);
    }),
  );
  await rm(enginesFile(), { force: true });
}

async function startEngine(name: 'classic' | 'modern'): Promise<TestEngine> {
  return untilItAnswers(name, await STARTERS[name]());
}

/** One more classic engine, for tests that break it: stopping it is the caller's. */
export async function startEngineToBreak(): Promise<TestEngine & { readonly started: StartedEngine }> {
  const started = await startClassicEngine(`broken-${process.pid}`);
  const engine = { ...(await untilItAnswers('classic', started)), started };
  await loadBaseImage(engine.socket);
  return engine;
}

async function untilItAnswers(name: EngineName, started: StartedEngine): Promise<TestEngine> {
  // Linux takes socket paths of at most 107 bytes.
  if (Buffer.byteLength(started.socket) > 107) {
    throw new PartMissing(
      `${started.socket} is too long for a socket: set XDG_CACHE_HOME to a shorter folder.`,
    );
  }
  const version = await waitFor(
    () => engineVersion(started.socket),
    60_000,
    () => !isAlive(started.pid, ''),
  );
  if (version === undefined) {
    const log = await readFile(started.log, 'utf8').catch(() => '');
    await stopEngine(started);
    throw new PartMissing(
      `The ${name} engine did not start.\n${log.trim().split('\n').slice(-8).join('\n')}`,
    );
  }
  say(`the ${name} engine ${version.version} (API ${version.apiVersion}) answers on ${started.socket}`);
  return { name, socket: started.socket, ...version, started };
}

async function ownEngine(): Promise<TestEngine | undefined> {
  if (process.env.STRATA_ENGINES === 'private') return undefined;
  const socket = ownSocket();
  if (socket === undefined) return undefined;
  const version = await engineVersion(socket);
  return version && { name: 'own', socket, ...version };
}

/** Tests talk to unix sockets only. */
function ownSocket(): string | undefined {
  const host = process.env.DOCKER_HOST;
  if (host === undefined || host === '') return '/var/run/docker.sock';
  return host.startsWith('unix://') ? host.slice('unix://'.length) : undefined;
}

async function readRecord(): Promise<TestEngines> {
  try {
    return JSON.parse(await readFile(enginesFile(), 'utf8'));
  } catch {
    return {};
  }
}

async function writeRecord(engines: TestEngines): Promise<void> {
  const { own: _, ...ours } = engines;
  await mkdir(dirname(enginesFile()), { recursive: true });
  const draft = `${enginesFile()}.${process.pid}`;
  await writeFile(draft, `${JSON.stringify(ours, null, 2)}\n`);
  await rename(draft, enginesFile());
}

async function main(command: string | undefined): Promise<number> {
  if (command === 'stop') await stopEngines();
  else if (command === 'start' || command === 'status') {
    const engines = command === 'start' ? await startEngines() : await runningEngines();
    for (const engine of Object.values(engines)) {
      console.log(`${engine.name}\t${engine.version}\tAPI ${engine.apiVersion}\tunix://${engine.socket}`);
    }
    if (Object.keys(engines).length === 0) console.log('no engine is running');
  } else {
    console.error('usage: node scripts/engines.ts start|stop|status');
    return 2;
  }
  return 0;
}

if (import.meta.main) {
  main(process.argv[2]).then(
    code => process.exit(code),
    error => {
      console.error(error instanceof PartMissing ? error.message : error);
      process.exit(1);
    },
  );
}
