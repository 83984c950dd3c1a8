import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import { success } from '../../protocol/result.ts';
import { serve } from '../../protocol/rpc.ts';
import { createEngine } from '../engine/engine.ts';
import type { LogLine, WorkerApi, WorkerData } from './api.ts';
import { buildPorts } from './buildPorts.ts';
import { createImageCache } from './imageCache.ts';
import { createImageService } from './imageService.ts';
import { createImageTrees } from './imageTrees.ts';
import { createLayersService } from './layersService.ts';
import { fetchOver } from './network.ts';

// Everything that waits for an engine or reads an image runs here, away from the extension host's one thread.

const listeners = new Set<(line: LogLine) => void>();
const early: LogLine[] = [];

function log(level: LogLine['level'], text: string): void {
  if (listeners.size === 0) early.push({ level, text });
  for (const listener of listeners) listener({ level, text });
}

const report = (where: string, error: unknown): void =>
  log('error', `${where}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);

// A bug in one call must not end the others.
process.on('uncaughtException', error => report('uncaught in the engine worker', error));
process.on('unhandledRejection', error => report('unhandled in the engine worker', error));

const { env, platform } = process;
const engine = createEngine({ env, platform, home: homedir(), exists: existsSync }, buildPorts);
const { cacheFolder, cacheSize, network }: Partial<WorkerData> = workerData ?? {};
const cache = cacheFolder ? createImageCache(cacheFolder, cacheSize) : undefined;
const images = createImageService(engine, cache, network && fetchOver(network));

const api: WorkerApi = {
  ...engine.api,
  ...images.api,
  ...createLayersService(engine, cache),
  ...createImageTrees(engine, cache),
  log: (_, { onProgress, signal } = {}) =>
    new Promise(resolve => {
      if (!onProgress) return resolve(success(null));
      listeners.add(onProgress);
      for (const line of early.splice(0)) onProgress(line);
      signal?.addEventListener('abort', () => {
        listeners.delete(onProgress);
        resolve(success(null));
      });
    }),
};

const port = parentPort;
if (port) {
  serve(
    { post: message => port.postMessage(message), onMessage: listener => void port.on('message', listener) },
    api,
    report,
  );
}
