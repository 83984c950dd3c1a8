import { type Disposable, l10n, Uri, window, workspace } from 'vscode';
import { schemes } from '../contributions.ts';

/** JSON documents of images as read-only editors; each text is kept for as long as its editor is open. */
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
    const uri = Uri.from({
      scheme: schemes.document,
      path: `/${title.replace(/[/\\]/g, '-')}.${kind}.json`,
      query: String(this.#next++),
    });
    this.#texts.set(uri.toString(), text);
    await window.showTextDocument(await workspace.openTextDocument(uri), { preview: true });
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
  }
}
