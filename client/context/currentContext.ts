import {
  type Disposable,
  EventEmitter,
  commands as editorCommands,
  type TextDocument,
  Uri,
  window,
  workspace,
} from 'vscode';
import type { ContextSummary } from '../../protocol/language.ts';
import { DOCKERFILES } from '../commands/findDockerfile.ts';
import { contextKeys, languages } from '../contributions.ts';
import type { LanguageServer } from '../language/languageServer.ts';
import { contextSettings } from '../settings.ts';
import { type ContextApi, contextApi } from './contextApi.ts';

/** The Dockerfile or ignore file that is looked at, and what a build of it would be sent. */
export interface ShownContext {
  readonly file: Uri;
  /** Undefined until it is counted, and when nothing can be. */
  readonly summary: ContextSummary | undefined;
  readonly isCounting: boolean;
}

/** Milliseconds: who goes through editors, or types, does not count each time. */
const PAUSE = 150;

/** Follows the active editor from Dockerfile to Dockerfile, and keeps to the last one in between. */
export class CurrentContext implements Disposable {
  readonly api: ContextApi;
  readonly #changed = new EventEmitter<ShownContext | undefined>();
  readonly #subscriptions: Disposable[];
  #shown: ShownContext | undefined;
  #timer: NodeJS.Timeout | undefined;
  /** Answers that come after a newer question mean nothing. */
  #asked = 0;

  readonly onDidChange = this.#changed.event;

  constructor(server: LanguageServer) {
    this.api = contextApi(server);
    this.#subscriptions = [
      this.#changed,
      window.onDidChangeActiveTextEditor(editor => this.#follow(editor?.document)),
      server.onDidChangeContexts(() => this.refresh()),
      workspace.onDidChangeConfiguration(event => {
        if (event.affectsConfiguration('strata')) this.refresh();
      }),
    ];
    this.#follow(window.activeTextEditor?.document);
  }

  get shown(): ShownContext | undefined {
    return this.#shown;
  }

  /** The context of this file from now on. */
  show(file: Uri): void {
    if (this.#shown?.file.toString() === file.toString()) return;
    this.#set({ file, summary: undefined, isCounting: true });
    this.refresh();
  }

  /** When nothing was looked at yet, but somebody wants to see something: a Dockerfile of the workspace. */
  async findOne(): Promise<void> {
    if (this.#shown) return;
    const found = await workspace.findFiles(DOCKERFILES, '**/{node_modules,.git}/**', 50);
    const files = found.filter(({ path }) => !path.endsWith('ignore'));
    const [first] = files.sort((a, b) => depth(a) - depth(b) || (a.path < b.path ? -1 : 1));
    if (first && !this.#shown) this.show(first);
  }

  /** `anew`: the whole folder is read again, as if nothing were known of it. */
  refresh(anew = false): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#read(anew), PAUSE);
  }

  /** What a build of the Dockerfile would be sent now; counted when it is not known. */
  async summaryOf(file: Uri): Promise<ContextSummary | undefined> {
    if (this.#shown?.summary && this.#shown.file.toString() === file.toString()) return this.#shown.summary;
    return this.api.summary({ uri: file.toString() });
  }

  dispose(): void {
    clearTimeout(this.#timer);
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  #follow(document: TextDocument | undefined): void {
    if (document && isContextFile(document)) this.show(document.uri);
  }

  async #read(anew: boolean): Promise<void> {
    const file = this.#shown?.file;
    if (!file) return;
    const asked = ++this.#asked;
    const summary = contextSettings(file).scan
      ? await this.api.summary({ uri: file.toString(), ...(anew && { anew }) })
      : undefined;
    if (asked === this.#asked) this.#set({ file, summary, isCounting: false });
  }

  #set(shown: ShownContext): void {
    this.#shown = shown;
    void editorCommands.executeCommand('setContext', contextKeys.hasContext, shown.summary !== undefined);
    this.#changed.fire(shown);
  }
}

/** A Dockerfile on disk, or an ignore file for builds. */
export function isContextFile(document: Pick<TextDocument, 'uri' | 'languageId'>): boolean {
  return (
    document.uri.scheme === 'file' &&
    (document.languageId === languages.dockerfile || /\.(?:docker|container)ignore$/.test(document.uri.path))
  );
}

/** Path of a file relative to the context, undefined when it lies elsewhere. `''` is the context itself. */
export function pathInContext(summary: ContextSummary, file: Uri): string | undefined {
  const folder = Uri.parse(summary.folder).path;
  if (`${file.path}/` === folder) return '';
  return file.path.startsWith(folder) ? file.path.slice(folder.length) : undefined;
}

const depth = (uri: Uri): number => uri.path.split('/').length;
