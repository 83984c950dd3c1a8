import { type LogOutputChannel, Uri, workspace } from 'vscode';
import {
  BrowserMessageReader,
  BrowserMessageWriter,
  LanguageClient,
  RevealOutputChannelOn,
} from 'vscode-languageclient/browser';
import { Rivals } from './rivals.ts';
import { clientOptions, type RunningServer, startClient } from './runningServer.ts';
import { browserDocuments } from './selector.ts';

/** A web worker: the types of this folder know no browser. */
type WebWorker = ConstructorParameters<typeof BrowserMessageReader>[0] & { terminate(): void };
const { Worker, Blob, URL } = globalThis as unknown as {
  readonly Worker: new (url: string) => WebWorker;
  readonly Blob: new (parts: readonly Uint8Array[], options: { readonly type: string }) => object;
  readonly URL: { createObjectURL(blob: object): string };
};

/** Starts the server beside this bundle as a web worker. */
export function startBrowserServer(dist: Uri, log: LogOutputChannel): () => Promise<RunningServer> {
  return async () => {
    const options = { documents: browserDocuments, log, initialization: {} };
    const rivals = new Rivals(browserDocuments);
    let worker: WebWorker | undefined;
    const client = new LanguageClient(
      'strata',
      'Strata',
      // Asked again at each restart: the worker before ends here.
      async () => {
        worker?.terminate();
        worker = new Worker(await workerUrl(Uri.joinPath(dist, 'browser-server.js')));
        return { reader: new BrowserMessageReader(worker), writer: new BrowserMessageWriter(worker) };
      },
      clientOptions(options, RevealOutputChannelOn.Never, rivals),
    );
    const running = await startClient(client, log, rivals);
    return {
      ...running,
      restart: async () => {
        await client.stop();
        await client.start();
      },
      forgetImages: () => {},
      stop: async () => {
        await running.stop();
        worker?.terminate();
      },
    };
  };
}

/** A worker cannot be made from the address of a remote file: its text has to be brought here. */
async function workerUrl(script: Uri): Promise<string> {
  if (script.scheme !== 'vscode-remote') return script.toString(true);
  const text = await workspace.fs.readFile(script);
  return URL.createObjectURL(new Blob([text], { type: 'text/javascript' }));
}
