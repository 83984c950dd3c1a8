import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { createEngine } from '../../client/engine/engine.ts';
import { inspectImage } from '../../client/engine/images.ts';
import { buildPorts } from '../../client/worker/buildPorts.ts';
import { openEngineImage } from '../../client/worker/openEngineImage.ts';
import type { OpenEngineImage } from './openImageInput.ts';

/** Opens an image of the engine that the docker CLI would talk to. */
export const openFromEngine: OpenEngineImage = async (reference, { env }, { platform, onProgress }) => {
  const surroundings = { env, platform: process.platform, home: homedir(), exists: existsSync };
  const engine = createEngine(surroundings, buildPorts);
  try {
    return await engine.use(undefined, async connection => {
      const inspected = await inspectImage(connection, reference, undefined);
      if (!inspected.ok) return inspected;
      return openEngineImage(connection, reference, inspected.value, {
        platform,
        signal: undefined,
        onProgress,
      });
    });
  } finally {
    engine.dispose();
  }
};
