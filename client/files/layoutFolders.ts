import { commands, type Disposable, RelativePattern, workspace } from 'vscode';
import { contextKeys } from '../contributions.ts';

const PATTERN = '**/oci-layout';
/** Layouts looked for in a workspace. */
const MOST = 200;
const NOT_IN = '**/{node_modules,.git}/**';
/** Milliseconds after the start: nobody asks for a folder's menu before, and the start is left alone. */
const PATIENCE = 2_000;

/** Tells menus which folders of the workspace are OCI layouts, so that only those are offered to be inspected. */
export class LayoutFolders implements Disposable {
  readonly #watcher = workspace.createFileSystemWatcher(PATTERN, false, true, false);
  readonly #subscriptions: readonly Disposable[];
  readonly #timer: ReturnType<typeof setTimeout>;

  constructor() {
    const look = (): void => void this.#look();
    this.#subscriptions = [
      this.#watcher,
      this.#watcher.onDidCreate(look),
      this.#watcher.onDidDelete(look),
      workspace.onDidChangeWorkspaceFolders(look),
    ];
    this.#timer = setTimeout(look, PATIENCE);
  }

  dispose(): void {
    clearTimeout(this.#timer);
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  async #look(): Promise<void> {
    const found = await Promise.all(
      (workspace.workspaceFolders ?? [])
        .filter(({ uri }) => uri.scheme === 'file')
        .map(folder => workspace.findFiles(new RelativePattern(folder, PATTERN), NOT_IN, MOST)),
    );
    const folders = found.flat().map(uri => [uri.fsPath.replace(/[/\\]oci-layout$/, ''), true] as const);
    await commands.executeCommand('setContext', contextKeys.layoutFolders, Object.fromEntries(folders));
  }
}
