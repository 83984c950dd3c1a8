import {
  type Disposable,
  EventEmitter,
  type LogOutputChannel,
  l10n,
  languages,
  type TextDocument,
  type Uri,
  window,
  workspace,
} from 'vscode';
import type {
  BuildInputs,
  NewFiles,
  NewFilesParams,
  RulePage,
  RuleSummary,
} from '../../protocol/language.ts';
import {
  BUILD_INPUTS_REQUEST,
  NEW_FILES_REQUEST,
  RULE_PAGE_REQUEST,
  RULES_REQUEST,
} from '../../protocol/language.ts';
import { LINE_LAYERS_REQUEST, type LineLayers, type LineLayersParams } from '../../protocol/layers.ts';
import type { RunningServer } from './runningServer.ts';
import type { DocumentMatch } from './selector.ts';

/** The language server as the extension sees it: started with the first document it is for, and never awaited. */
export class LanguageServer implements Disposable {
  readonly #startServer: () => Promise<RunningServer>;
  readonly #log: LogOutputChannel;
  readonly #documents: readonly DocumentMatch[];
  readonly #opened: Disposable;
  readonly #contexts = new EventEmitter<void>();
  #running: Promise<RunningServer | undefined> | undefined;

  /** What was said of build contexts may hold no longer. */
  readonly onDidChangeContexts = this.#contexts.event;

  constructor(
    log: LogOutputChannel,
    documents: readonly DocumentMatch[],
    startServer: () => Promise<RunningServer>,
  ) {
    this.#log = log;
    this.#documents = documents;
    this.#startServer = startServer;
    this.#opened = workspace.onDidOpenTextDocument(document => this.#startFor(document));
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

  /** What each line of an open Dockerfile did in an image. */
  async lineLayers(params: LineLayersParams): Promise<LineLayers | undefined> {
    const server = await this.#running;
    return (await server?.request<LineLayers | null>(LINE_LAYERS_REQUEST, params)) ?? undefined;
  }

  /** What could be written into a folder; starts the server when it does not run. */
  async newFiles(params: NewFilesParams): Promise<NewFiles | undefined> {
    this.#running ??= this.#start();
    const server = await this.#running;
    return (await server?.request<NewFiles | null>(NEW_FILES_REQUEST, params)) ?? undefined;
  }

  /** The page of a rule by any of its names; starts the server when it does not run. */
  async rulePage(name: string): Promise<RulePage | undefined> {
    this.#running ??= this.#start();
    const server = await this.#running;
    return (await server?.request<RulePage | null>(RULE_PAGE_REQUEST, { name })) ?? undefined;
  }

  /** All rules; starts the server when it does not run. */
  async rules(): Promise<readonly RuleSummary[]> {
    this.#running ??= this.#start();
    const server = await this.#running;
    return (await server?.request<readonly RuleSummary[]>(RULES_REQUEST, {})) ?? [];
  }

  /** One of the server's own requests; starts the server when it does not run. Undefined when it cannot answer. */
  async ask<Answer>(method: string, params: object): Promise<Answer | undefined> {
    this.#running ??= this.#start();
    const server = await this.#running;
    return server?.request<Answer>(method, params);
  }

  /** The engine is another one now, or has become reachable. */
  forgetImages(): void {
    void this.#running?.then(server => server?.forgetImages());
  }

  async restart(): Promise<void> {
    const server = await this.#running;
    if (server) await server.restart();
    else this.#running = this.#start();
  }

  dispose(): void {
    this.#opened.dispose();
    this.#contexts.dispose();
    void this.#running?.then(server => server?.stop());
  }

  #startFor(document: TextDocument): void {
    if (!this.#running && languages.match(this.#documents, document) > 0) this.#running = this.#start();
  }

  async #start(): Promise<RunningServer | undefined> {
    // Reading the client's code takes longer than all the rest of the activation, which ends first.
    await new Promise(resolve => setTimeout(resolve, 0));
    try {
      const server = await this.#startServer();
      server.onContextsChanged(() => this.#contexts.fire());
      return server;
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
