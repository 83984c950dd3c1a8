import { MessageChannel, Worker } from 'node:worker_threads';
import type { EngineApi } from '../../protocol/engine.ts';
import type { ImageApi } from '../../protocol/image.ts';
import type { ImageTreeApi } from '../../protocol/imageTree.ts';
import type { LayersApi } from '../../protocol/layers.ts';
import type { Failure } from '../../protocol/result.ts';
import { type Connection, connect } from '../../protocol/rpc.ts';
import type { LogLine, WorkerApi, WorkerData } from './api.ts';
import { serveNetwork } from './network.ts';

export type { LogLine } from './api.ts';

export interface EngineWorker {
  readonly engine: EngineApi;
  readonly image: ImageApi;
  readonly layers: LayersApi;
  readonly trees: ImageTreeApi;
  /** Ends the worker, and every open call with `cancelled`. */
  dispose(): void;
}

/**
 * The engine worker, started by the first call and again by the first one after it died: open calls then end
 * with `internal`, opened images are gone, the chosen endpoint stays. `workerPath` is the bundled entry.
 */
export function startWorker(
  workerPath: string,
  onLog: (line: LogLine) => void = () => {},
  workerData: WorkerData = {},
): EngineWorker {
  let running: { readonly worker: Worker; readonly connection: Connection<WorkerApi> } | undefined;
  let configured: Parameters<EngineApi['configure']>[0] | undefined;
  let disposed = false;

  function start(): Connection<WorkerApi> {
    const { port1, port2 } = new MessageChannel();
    const worker = new Worker(workerPath, {
      workerData: { ...workerData, network: port2 } satisfies WorkerData,
      transferList: [port2],
    });
    // Looked up at each call: VS Code puts a fetch in this place that knows its proxies and certificates.
    const endNetwork = serveNetwork(port1, (input, init) => globalThis.fetch(input, init));
    const connection = connect<WorkerApi>({
      post: message => worker.postMessage(message),
      onMessage: listener => void worker.on('message', listener),
    });
    const end = (reason: Failure): void => {
      if (running?.worker === worker) running = undefined;
      connection.dispose(reason);
    };
    worker.on('error', error => {
      onLog({ level: 'error', text: `the engine worker broke: ${error.stack ?? error.message}` });
      end({ code: 'internal', detail: error.message });
    });
    worker.on('exit', code => {
      endNetwork();
      end({ code: 'internal', detail: `the engine worker ended with ${code}` });
    });
    running = { worker, connection };
    void connection.api.log({}, { onProgress: onLog });
    if (configured) void connection.api.configure(configured);
    return connection;
  }

  const api = new Proxy({} as WorkerApi, {
    get: (_, name) => {
      if (typeof name !== 'string' || name === 'then') return undefined;
      return async (params: never, options?: never): Promise<unknown> => {
        if (disposed) return { ok: false, failure: { code: 'cancelled' } satisfies Failure };
        if (name === 'configure') configured = params;
        const { api } = running?.connection ?? start();
        return api[name as keyof WorkerApi](params, options);
      };
    },
  });

  return {
    engine: api,
    image: api,
    layers: api,
    trees: api,
    dispose: () => {
      disposed = true;
      const ending = running;
      running = undefined;
      ending?.connection.dispose({ code: 'cancelled' });
      void ending?.worker.terminate();
    },
  };
}
