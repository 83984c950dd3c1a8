import { commands, type Disposable, RelativePattern, workspace } from 'vscode';
import { contextKeys } from '../contributions.ts';

const PATTERN = '**/oci-layout';
/** Layouts looked for in a workspace. */
const MOST = 200;

/** Tells menus which folders of the workspace are OCI layouts, so that only those are offered to be inspected. */
export class LayoutFolders implements Disposable {
  readonly #watcher = workspace.createFileSystemWatcher(PATTERN, false, true, false);
  readonly #subscriptions: readonly Disposable[];

  constructor() {
    const look = (): void => void this.#look();
    this.#subscriptions = [
      this.#watcher,
      this.#watcher.onDidCreate(look),
      this.#watcher.onDidDelete(look),
      workspace.onDidChangeWorkspaceFolders(look),
    ];
    look();
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  async #look(): Promise<void> {
    const found = await Promise.all(
      (workspace.workspaceFolders ?? [])
        .filter(({ uri }) => uri.scheme === 'file')
        .map(folder => workspace.findFiles(new RelativePattern(folder, PATTERN), undefined, MOST)),
    );
    const folders = found.flat().map(uri => [uri.fsPath.replace(/[/\\]oci-layout$/, ''), true] as const);
    await commands.executeCommand('setContext', contextKeys.layoutFolders, Object.fromEntries(folders));
  }
}
