import {
  type CancellationToken,
  type Disposable,
  EventEmitter,
  FileDecoration,
  type FileDecorationProvider,
  l10n,
  ThemeColor,
  type Uri,
} from 'vscode';
import { contextSettings } from '../settings.ts';
import { type CurrentContext, pathInContext } from './currentContext.ts';

interface Waiting {
  readonly path: string;
  readonly answer: (ignored: boolean) => void;
}

/** Dims what a build of the current Dockerfile is not sent. What is asked for at once is one question to the server. */
export class IgnoredDecorations implements FileDecorationProvider, Disposable {
  readonly #current: CurrentContext;
  readonly #changed = new EventEmitter<undefined>();
  readonly #subscription: Disposable;
  #waiting: Waiting[] = [];

  readonly onDidChangeFileDecorations = this.#changed.event;

  constructor(current: CurrentContext) {
    this.#current = current;
    this.#subscription = current.onDidChange(() => this.#changed.fire(undefined));
  }

  async provideFileDecoration(uri: Uri, token: CancellationToken): Promise<FileDecoration | undefined> {
    const { shown } = this.#current;
    if (uri.scheme !== 'file' || !shown?.summary || shown.summary.ignoreFile === null) return undefined;
    const path = pathInContext(shown.summary, uri);
    if (path === undefined || path === '' || !contextSettings(shown.file).dimIgnored) return undefined;
    const ignored = await new Promise<boolean>(answer => {
      if (this.#waiting.length === 0) setTimeout(() => void this.#ask(), 0);
      this.#waiting.push({ path, answer });
    });
    if (!ignored || token.isCancellationRequested) return undefined;
    const color = new ThemeColor('gitDecoration.ignoredResourceForeground');
    return new FileDecoration(undefined, l10n.t('Not sent to the build'), color);
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#changed.dispose();
    for (const { answer } of this.#waiting) answer(false);
  }

  async #ask(): Promise<void> {
    const waiting = this.#waiting;
    this.#waiting = [];
    const file = this.#current.shown?.file;
    const paths = waiting.map(({ path }) => path);
    const found = file && (await this.#current.api.ignored({ uri: file.toString(), paths }));
    for (const [index, { answer }] of waiting.entries()) answer(found?.ignored[index] === true);
  }
}
