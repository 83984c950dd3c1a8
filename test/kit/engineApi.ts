import { existsSync } from 'node:fs';
import { after } from 'mocha';
import { createEngine, type Engine } from '../../client/engine/engine.ts';
import { buildPorts } from '../../client/worker/buildPorts.ts';

/** Engines as the worker makes them, without the developer's own Docker configuration. */
export function useEngineApi(): (host: string, env?: Readonly<Record<string, string>>) => Promise<Engine> {
  const made: Engine[] = [];
  after(() => {
    for (const engine of made) engine.dispose();
  });
  return async (host, env = {}) => {
    const engine = createEngine(
      { env, home: '/nonexistent', platform: 'linux', exists: existsSync },
      buildPorts,
    );
    made.push(engine);
    const configured = await engine.api.configure({ host });
    if (!configured.ok) throw new Error(JSON.stringify(configured.failure));
    return engine;
  };
}
