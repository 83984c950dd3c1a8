import { createRequire } from 'node:module';
import { type LogOutputChannel, Uri } from 'vscode';
import type { EngineHost } from '../engineHost.ts';
import type { RegistryHost } from '../registries.ts';
import type { startServer } from './client.ts';
import { imagesOf } from './images.ts';
import { registriesOf } from './registries.ts';
import type { RunningServer } from './runningServer.ts';
import { languageDocuments } from './selector.ts';

/** Starts the server beside this bundle as a process. */
export function startNodeServer(
  dist: Uri,
  log: LogOutputChannel,
  host: EngineHost,
  registries: RegistryHost,
): () => Promise<RunningServer> {
  return () => {
    const require = createRequire(Uri.joinPath(dist, 'extension.cjs').fsPath);
    const client: { startServer: typeof startServer } = require('./language-client.cjs');
    return client.startServer({
      module: Uri.joinPath(dist, 'server.cjs').fsPath,
      documents: languageDocuments,
      log,
      initialization: {},
      images: imagesOf(host),
      registries: registriesOf(registries),
    });
  };
}
