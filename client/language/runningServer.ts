import { type LogOutputChannel, Uri, workspace } from 'vscode';
import {
  type BaseLanguageClient,
  DocumentDiagnosticRequest,
  type LanguageClientOptions,
  type RevealOutputChannelOn,
} from 'vscode-languageclient';
import {
  CONTEXTS_CHANGED_NOTIFICATION,
  type LanguageInitialization,
  TRUSTED_NOTIFICATION,
} from '../../protocol/language.ts';
import { explicitSettings, isDockerSection } from './dockerSettings.ts';
import type { Rivals } from './rivals.ts';
import type { DocumentMatch } from './selector.ts';

/** A running server. */
export interface RunningServer {
  /** Answers undefined when the server is gone or does not know the request. */
  request<Result>(method: string, params: object): Promise<Result | undefined>;
  /** What the server knows of images holds no longer. */
  forgetImages(): void;
  /** Calls back whenever what was said of build contexts may hold no longer. */
  onContextsChanged(listener: () => void): void;
  restart(): Promise<void>;
  stop(): Promise<void>;
}

export interface ServerOptions {
  readonly documents: readonly DocumentMatch[];
  readonly log: LogOutputChannel;
  readonly initialization: LanguageInitialization;
}

/** What a client says of itself, in whatever host it runs. */
export function clientOptions(
  { documents, log, initialization }: ServerOptions,
  revealOutputChannelOn: RevealOutputChannelOn,
  rivals: Rivals,
): LanguageClientOptions {
  return {
    documentSelector: [...documents],
    outputChannel: log,
    traceOutputChannel: log,
    revealOutputChannelOn,
    // Read at each start: trust may have been given since the last one.
    initializationOptions: (): LanguageInitialization => ({
      ...initialization,
      trusted: workspace.isTrusted,
      ruleCommands: true,
    }),
    middleware: {
      provideDiagnostics: async (document, previousResultId, token, next) => {
        const report = await next(document, previousResultId, token);
        // A report without items says that nothing changed.
        if (!report || !('items' in report)) return report;
        const uri = 'uri' in document ? document.uri : document;
        return { ...report, items: rivals.withoutDoubles(uri, report.items) };
      },
      handleDiagnostics: (uri, diagnostics, next) => next(uri, rivals.withoutDoubles(uri, diagnostics)),
      workspace: {
        async configuration(params, token, next) {
          const answers = await next(params, token);
          if (!Array.isArray(answers)) return answers;
          return params.items.map(({ section, scopeUri }, index) =>
            isDockerSection(section)
              ? explicitSettings(section, scopeUri === undefined ? undefined : Uri.parse(scopeUri))
              : answers[index],
          );
        },
      },
    },
  };
}

/** Starts the client; the answer is given when the server is ready. `rivals` end with it. */
export async function startClient(
  client: BaseLanguageClient,
  log: LogOutputChannel,
  rivals: Rivals,
): Promise<Pick<RunningServer, 'request' | 'stop' | 'onContextsChanged'>> {
  await client.start();
  const trust = workspace.onDidGrantWorkspaceTrust(() => {
    void client.sendNotification(TRUSTED_NOTIFICATION).catch(() => {});
  });
  const doubles = rivals.onDidChange(documents => {
    const feature = client.getFeature(DocumentDiagnosticRequest.method);
    // One emitter stands for all documents of a provider.
    const providers = new Set(documents.map(document => feature?.getProvider(document)));
    for (const provider of providers) provider?.onDidChangeDiagnosticsEmitter.fire();
  });
  return {
    request: async <Result>(method: string, params: object) => {
      try {
        return await client.sendRequest<Result>(method, params);
      } catch (error) {
        log.warn(`${method}:`, error);
        return undefined;
      }
    },
    onContextsChanged: listener => {
      client.onNotification(CONTEXTS_CHANGED_NOTIFICATION, listener);
    },
    stop: () => {
      trust.dispose();
      doubles.dispose();
      rivals.dispose();
      return client.dispose();
    },
  };
}
