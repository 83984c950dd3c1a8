import { type Disposable, l10n, type TextDocument, Uri, window, workspace } from 'vscode';
import { schemes } from '../contributions.ts';

/** Documents of images as read-only editors; each text is kept for as long as its editor is open. */
export class DocumentStore implements Disposable {
  readonly #texts = new Map<string, string>();
  readonly #subscriptions: readonly Disposable[];
  #next = 1;

  constructor() {
    this.#subscriptions = [
      workspace.registerTextDocumentContentProvider(schemes.document, {
        provideTextDocumentContent: uri =>
          this.#texts.get(uri.toString()) ??
          l10n.t('Open this document again from the inspector of its image.'),
      }),
      workspace.onDidCloseTextDocument(document => this.#texts.delete(document.uri.toString())),
    ];
  }

  /** Opens `text` under a name that tells which image it is about. */
  async open(title: string, kind: string, text: string): Promise<void> {
    await this.openText(`${title}.${kind}.json`, text);
  }

  /** Opens `text` as a file of this name. */
  async openText(name: string, text: string): Promise<TextDocument> {
    const uri = Uri.from({
      scheme: schemes.document,
      path: `/${name.replace(/[/\\]/g, '-')}`,
      query: String(this.#next++),
    });
    this.#texts.set(uri.toString(), text);
    const document = await workspace.openTextDocument(uri);
    await window.showTextDocument(document, { preview: true });
    return document;
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
  }
}
