import {
  commands as editorCommands,
  env,
  l10n,
  type QuickPickItem,
  Range,
  Uri,
  WorkspaceEdit,
  window,
  workspace,
} from 'vscode';
import { pickDockerfile } from '../commands/findDockerfile.ts';
import { formatBytes } from '../format.ts';
import { asEntryNode } from './contextItems.ts';
import type { ContextView } from './contextView.ts';
import { type CurrentContext, pathInContext } from './currentContext.ts';

/** What these commands work with. */
export interface ContextServices {
  readonly currentContext: CurrentContext;
  readonly contextView: ContextView;
}

/** Shows the context of the given Dockerfile, else of the one that is looked at. */
export async function showContext(services: ContextServices, target: unknown): Promise<void> {
  if (target instanceof Uri) services.currentContext.show(target);
  await services.contextView.focus();
}

/** Asks for the Dockerfile whose context is to be shown. */
export async function selectContextFile({ currentContext }: ContextServices): Promise<void> {
  const file = await pickDockerfile(l10n.t('Dockerfile whose build context is shown'));
  if (file) currentContext.show(file);
}

/** Writes a line into the ignore file so that a path is left out, or removes or adds one so that it is sent. */
export async function changeIgnored(
  { currentContext }: ContextServices,
  target: unknown,
  action: 'ignore' | 'restore',
): Promise<void> {
  await currentContext.findOne();
  const { shown } = currentContext;
  const summary = shown && (await currentContext.summaryOf(shown.file));
  if (!shown || !summary) {
    void window.showInformationMessage(
      l10n.t('Open a Dockerfile first: patterns belong to its build context.'),
    );
    return;
  }
  const path =
    target instanceof Uri ? pathInContext(summary, target) : (asEntryNode(target)?.path ?? undefined);
  if (path === undefined || path === '') {
    void window.showInformationMessage(
      l10n.t('This does not lie in the build context of {file}.', {
        file: workspace.asRelativePath(shown.file),
      }),
    );
    return;
  }
  const edited = await currentContext.api.edit({ uri: shown.file.toString(), path, action });
  if (!edited) {
    void window.showWarningMessage(l10n.t('No pattern can be written for {path}.', { path }));
    return;
  }
  const file = Uri.parse(edited.uri);
  if (await write(file, edited.text)) {
    currentContext.refresh();
    const name = workspace.asRelativePath(file);
    window.setStatusBarMessage(
      action === 'ignore'
        ? l10n.t('{path} is left out now, by {file}.', { path, file: name })
        : l10n.t('{path} is sent now, by {file}.', { path, file: name }),
      5_000,
    );
  }
}

/** One edit that undo takes back, saved unless the user was in the middle of one of their own. */
async function write(file: Uri, text: string): Promise<boolean> {
  const edit = new WorkspaceEdit();
  const exists = await workspace.fs.stat(file).then(
    () => true,
    () => false,
  );
  if (!exists) {
    edit.createFile(file, { contents: new TextEncoder().encode(text) });
    return workspace.applyEdit(edit);
  }
  const document = await workspace.openTextDocument(file);
  const wasDirty = document.isDirty;
  const end = document.positionAt(document.getText().length);
  edit.replace(file, new Range(document.positionAt(0), end), text);
  const isApplied = await workspace.applyEdit(edit);
  return isApplied && (wasDirty || (await document.save()));
}

export async function revealContextEntry(target: unknown): Promise<void> {
  const node = asEntryNode(target);
  if (node) await editorCommands.executeCommand('revealInExplorer', node.uri);
}

/** Lists what the pattern in a line of an ignore file decides on, and goes to what is chosen. */
export async function showMatches(
  { currentContext }: ContextServices,
  uri: unknown,
  line: unknown,
): Promise<void> {
  if (typeof uri !== 'string' || typeof line !== 'number') return;
  const [found, summary] = await Promise.all([
    currentContext.api.matches({ uri, line }),
    currentContext.api.summary({ uri }),
  ]);
  if (!found || !summary) return;
  const { pattern, matches, cut } = found;
  if (matches.length === 0) {
    void window.showInformationMessage(
      l10n.t('{pattern} decides on nothing in this build context.', { pattern }),
    );
    return;
  }
  const items = matches.map(({ path, bytes, isFolder }): QuickPickItem & { uri: Uri; isFolder: boolean } => ({
    label: `$(${isFolder ? 'folder' : 'file'}) ${path}`,
    description: formatBytes(bytes, env.language),
    uri: Uri.joinPath(Uri.parse(summary.folder), path),
    isFolder,
  }));
  const chosen = await window.showQuickPick(items, {
    title: pattern,
    placeHolder: cut
      ? l10n.t('The largest {count}; there are more', { count: matches.length })
      : l10n.t('Files and folders on which this pattern decides'),
  });
  if (!chosen) return;
  await (chosen.isFolder
    ? editorCommands.executeCommand('revealInExplorer', chosen.uri)
    : editorCommands.executeCommand('vscode.open', chosen.uri));
}
