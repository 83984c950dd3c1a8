/** The language client proper. Heavy, and so a bundle of its own: `languageServer.ts` loads it when it is needed. */
import type { LogOutputChannel } from 'vscode';
import { LanguageClient, RevealOutputChannelOn, TransportKind } from 'vscode-languageclient/node';
import type { LanguageInitialization } from '../../protocol/language.ts';
import type { DocumentMatch } from './selector.ts';

/** A running server. */
export interface RunningServer {
  /** Answers undefined when the server is gone or does not know the request. */
  request<Result>(method: string, params: object): Promise<Result | undefined>;
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts the server at `module` in a process of its own and hands it the selected documents. */
export async function startServer(options: {
  readonly module: string;
  readonly documents: readonly DocumentMatch[];
  readonly log: LogOutputChannel;
  readonly initialization: LanguageInitialization;
}): Promise<RunningServer> {
  const client = new LanguageClient(
    'strata',
    'Strata',
    {
      run: { module: options.module, transport: TransportKind.ipc },
      debug: {
        module: options.module,
        transport: TransportKind.ipc,
        options: { execArgv: ['--nolazy', '--inspect=6009'] },
      },
    },
    {
      documentSelector: [...options.documents],
      outputChannel: options.log,
      traceOutputChannel: options.log,
      revealOutputChannelOn: RevealOutputChannelOn.Never,
      initializationOptions: options.initialization,
    },
  );
  await client.start();
  return {
    request: async <Result>(method: string, params: object) => {
      try {
        return await client.sendRequest<Result>(method, params);
      } catch (error) {
        options.log.warn(`${method}:`, error);
        return undefined;
      }
    },
    restart: () => client.restart(),
    stop: () => client.dispose(),
  };
}
