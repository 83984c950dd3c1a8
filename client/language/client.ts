/** The language client proper. Heavy, and so a bundle of its own: `languageServer.ts` loads it when it is needed. */
import { type LogOutputChannel, Uri } from 'vscode';
import { LanguageClient, RevealOutputChannelOn, TransportKind } from 'vscode-languageclient/node';
import {
  IMAGE_REQUEST,
  IMAGES_CHANGED_NOTIFICATION,
  IMAGES_REQUEST,
  type ImageParams,
  type LanguageInitialization,
} from '../../protocol/language.ts';
import { explicitSettings, isDockerSection } from './dockerSettings.ts';
import type { ImagesForServer } from './images.ts';
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

/** Starts the server at `module` in a process of its own and hands it the selected documents. */
export async function startServer(options: {
  readonly module: string;
  readonly documents: readonly DocumentMatch[];
  readonly log: LogOutputChannel;
  readonly initialization: LanguageInitialization;
  readonly images: ImagesForServer;
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
      initializationOptions: { ...options.initialization, images: true } satisfies LanguageInitialization,
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
    },
  );
  client.onRequest(IMAGES_REQUEST, () => options.images.images());
  client.onRequest(IMAGE_REQUEST, ({ reference }: ImageParams) => options.images.image(reference));
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
    forgetImages: () => void client.sendNotification(IMAGES_CHANGED_NOTIFICATION).catch(() => {}),
    restart: () => client.restart(),
    stop: () => client.dispose(),
  };
}
