import {
  CodeLens,
  type CodeLensProvider,
  type Disposable,
  EventEmitter,
  l10n,
  languages,
  Range,
  type TextDocument,
  workspace,
} from 'vscode';
import { internalCommands, languages as languageIds, settings } from '../contributions.ts';
import type { LanguageServer } from '../language/languageServer.ts';
import { showsBuildLenses } from '../settings.ts';

/** "Build to here" above each stage; above the last one, or the only one, the build of the whole. */
export class BuildLenses implements CodeLensProvider, Disposable {
  readonly #server: LanguageServer;
  readonly #changed = new EventEmitter<void>();
  readonly #subscriptions: Disposable[];

  readonly onDidChangeCodeLenses = this.#changed.event;

  constructor(server: LanguageServer) {
    this.#server = server;
    this.#subscriptions = [
      this.#changed,
      workspace.onDidChangeConfiguration(event => {
        if (event.affectsConfiguration(settings.buildCodeLens)) this.#changed.fire();
      }),
      languages.registerCodeLensProvider({ language: languageIds.dockerfile, scheme: 'file' }, this),
    ];
  }

  async provideCodeLenses(document: TextDocument): Promise<CodeLens[]> {
    if (!showsBuildLenses(document.uri)) return [];
    const inputs = await this.#server.buildInputs(document.uri);
    const stages = inputs?.stages ?? [];
    return stages.map((stage, position) => {
      const last = position === stages.length - 1;
      // BuildKit takes a stage's number where it has no name.
      const target = last ? undefined : (stage.name ?? String(stage.index));
      return new CodeLens(new Range(stage.firstLine, 0, stage.firstLine, 0), {
        title: last ? l10n.t('Build image') : l10n.t('Build to here'),
        tooltip: last
          ? l10n.t('Build the image with the options it was last built with')
          : l10n.t('Build this stage, and those that it needs'),
        command: internalCommands.buildStage,
        arguments: [document.uri, target],
      });
    });
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
  }
}
