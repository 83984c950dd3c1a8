import { parentPort } from 'node:worker_threads';
import { success } from '../../protocol/result.ts';
import { serve } from '../../protocol/rpc.ts';

// Stands for the engine worker where a test needs one that breaks. Run by startWorker.
const port = parentPort;
let host = 'none';

if (port) {
  serve(
    {
      post: message => port.postMessage(message),
      onMessage: listener => void port.on('message', listener),
    },
    {
      log: (_: object, options: { onProgress?: (line: object) => void }) => {
        options.onProgress?.({ level: 'info', text: 'started' });
        return new Promise(() => {});
      },
      configure: async (params: { host: string }) => {
        host = params.host;
        return success(null);
      },
      info: async () => success(host),
      watch: () => new Promise(() => {}),
      listImages: () => process.exit(3),
      build: () => {
        setImmediate(() => {
          throw new Error('a bug of the worker');
        });
        return new Promise(() => {});
      },
    },
    () => {},
  );
}
