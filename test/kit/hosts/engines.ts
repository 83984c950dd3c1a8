import { before } from 'mocha';
import { runningEngines, startEngines, type TestEngine } from '../../../scripts/engines.ts';

export type { TestEngine } from '../../../scripts/engines.ts';
export { BASE_IMAGE } from '../../../scripts/parts/baseImage.ts';

const own = (await runningEngines()).own !== undefined;

/** Names of the engines to run a suite on: both generations, or the developer's own. */
export const ENGINE_NAMES: readonly TestEngine['name'][] = own ? ['own'] : ['classic', 'modern'];

/**
 * The named engine for the tests of the enclosing `describe`, started when it is not running. Call the answer
 * inside a test or hook. What this process started ends with it.
 */
export function useEngine(name: TestEngine['name']): () => TestEngine {
  let engine: TestEngine | undefined;
  before(`the ${name} engine answers`, async function () {
    // The first start on a machine installs the engine.
    this.timeout(900_000);
    engine = await start(name);
  });
  return () => {
    if (engine === undefined) throw new Error(`the ${name} engine was not started`);
    return engine;
  };
}

async function start(name: TestEngine['name']): Promise<TestEngine> {
  const running = await runningEngines();
  const engines = await startEngines(name === 'own' ? [] : [name]);
  const engine = engines[name];
  if (engine === undefined) throw new Error(`the ${name} engine cannot be had here`);
  const { started } = engine;
  if (started !== undefined && running[name] === undefined) {
    process.once('exit', () => process.kill(started.pid, 'SIGTERM'));
  }
  return engine;
}
