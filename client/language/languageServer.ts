import { createRequire } from 'node:module';
import {
  type Disposable,
  type LogOutputChannel,
  l10n,
  languages,
  type TextDocument,
  Uri,
  window,
  workspace,
} from 'vscode';
import type { BuildInputs, NewFiles, NewFilesParams } from '../../protocol/language.ts';
import { BUILD_INPUTS_REQUEST, NEW_FILES_REQUEST } from '../../protocol/language.ts';
import type { EngineHost } from '../engineHost.ts';
import type { RunningServer, startServer } from './client.ts';
import { imagesOf } from './images.ts';
import { languageDocuments } from './selector.ts';

/** The language server as the extension sees it: started with the first document it is for, and never awaited. */
export class LanguageServer implements Disposable {
  readonly #dist: Uri;
  readonly #log: LogOutputChannel;
  readonly #host: EngineHost;
  readonly #subscriptions: readonly Disposable[];
  #running: Promise<RunningServer | undefined> | undefined;

  constructor(dist: Uri, log: LogOutputChannel, host: EngineHost) {
    this.#dist = dist;
    this.#log = log;
    this.#host = host;
    this.#subscriptions = [
      workspace.onDidOpenTextDocument(document => this.#startFor(document)),
      host.onDidChange(() => void this.#running?.then(server => server?.forgetImages())),
    ];
    for (const document of workspace.textDocuments) this.#startFor(document);
  }

  /** Undefined when the server does not run or does not know the document. */
  async buildInputs(document: Uri): Promise<BuildInputs | undefined> {
    const server = await this.#running;
    return (
      (await server?.request<BuildInputs | null>(BUILD_INPUTS_REQUEST, { uri: document.toString() })) ??
      undefined
    );
  }

  /** What could be written into a folder; starts the server when it does not run. */
  async newFiles(params: NewFilesParams): Promise<NewFiles | undefined> {
    this.#running ??= this.#start();
    const server = await this.#running;
    return (await server?.request<NewFiles | null>(NEW_FILES_REQUEST, params)) ?? undefined;
  }

  async restart(): Promise<void> {
    const server = await this.#running;
    if (server) await server.restart();
    else this.#running = this.#start();
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
    void this.#running?.then(server => server?.stop());
  }

  #startFor(document: TextDocument): void {
    if (!this.#running && languages.match(languageDocuments, document) > 0) this.#running = this.#start();
  }

  async #start(): Promise<RunningServer | undefined> {
    // Reading the client's code takes longer than all the rest of the activation, which ends first.
    await new Promise(setImmediate);
    try {
      const require = createRequire(Uri.joinPath(this.#dist, 'extension.cjs').fsPath);
      const client: { startServer: typeof startServer } = require('./language-client.cjs');
      return await client.startServer({
        module: Uri.joinPath(this.#dist, 'server.cjs').fsPath,
        documents: languageDocuments,
        log: this.#log,
        initialization: {},
        images: imagesOf(this.#host),
      });
    } catch (error) {
      this.#log.error('language server:', error);
      void window.showErrorMessage(
        l10n.t(
          'Strata could not start its language server. Hover, completion and diagnostics are missing; the log of Strata says why.',
        ),
      );
      return undefined;
    }
  }
}
