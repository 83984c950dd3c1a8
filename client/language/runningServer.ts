import { type LogOutputChannel, Uri, workspace } from 'vscode';
import type { BaseLanguageClient, LanguageClientOptions, RevealOutputChannelOn } from 'vscode-languageclient';
import { type LanguageInitialization, TRUSTED_NOTIFICATION } from '../../protocol/language.ts';
import { explicitSettings, isDockerSection } from './dockerSettings.ts';
import type { DocumentMatch } from './selector.ts';

/** A running server. */
export interface RunningServer {
  /** Answers undefined when the server is gone or does not know the request. */
  request<Result>(method: string, params: object): Promise<Result | undefined>;
  /** What the server knows of images holds no longer. */
  forgetImages(): void;
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

/** Starts the client; the answer is given when the server is ready. */
export async function startClient(
  client: BaseLanguageClient,
  log: LogOutputChannel,
): Promise<Pick<RunningServer, 'request' | 'stop'>> {
  await client.start();
  const trust = workspace.onDidGrantWorkspaceTrust(() => {
    void client.sendNotification(TRUSTED_NOTIFICATION).catch(() => {});
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
    stop: () => {
      trust.dispose();
      return client.dispose();
    },
  };
}
