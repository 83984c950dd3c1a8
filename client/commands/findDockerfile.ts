import { l10n, type QuickPickItem, type Uri, window, workspace } from 'vscode';
import { failure } from '../../protocol/result.ts';
import { languages } from '../contributions.ts';
import { showFailure } from './failures.ts';

/** Glob of the files that are Dockerfiles by their name, besides ignore files. */
export const DOCKERFILES =
  '**/{[Dd]ockerfile,[Dd]ockerfile.*,*.[Dd]ockerfile,[Cc]ontainerfile,[Cc]ontainerfile.*,*.[Cc]ontainerfile}';
/** More than this nobody reads through; the list can be filtered by typing. */
const LISTED = 500;

/** The given file, else the Dockerfile in the active editor, else one of the workspace that is asked for. */
export async function findDockerfile(given: Uri | undefined): Promise<Uri | undefined> {
  const active = window.activeTextEditor?.document;
  const file = given ?? (active?.languageId === languages.dockerfile ? active.uri : await pickDockerfile());
  if (!file) return undefined;
  if (file.scheme === 'file') return file;
  // An engine is given a folder: there is none for an unsaved or a virtual file.
  if (file.scheme === 'untitled') {
    void window.showInformationMessage(l10n.t('Save the Dockerfile first: a build needs its folder.'));
    return undefined;
  }
  await showFailure(failure('file-unreadable', { path: file.toString(true) }).failure);
  return undefined;
}

/** The only Dockerfile of the workspace, else the one that is chosen. */
export async function pickDockerfile(placeHolder = l10n.t('Dockerfile to build')): Promise<Uri | undefined> {
  const found = await workspace.findFiles(DOCKERFILES, '**/{node_modules,.git}/**', LISTED);
  const files = found.filter(uri => !uri.path.endsWith('ignore'));
  const [only] = files;
  if (!only) {
    void window.showInformationMessage(l10n.t('There is no Dockerfile in this workspace.'));
    return undefined;
  }
  if (files.length === 1) return only;
  const items = files
    .map((uri): QuickPickItem & { uri: Uri } => ({ uri, label: workspace.asRelativePath(uri) }))
    .sort((a, b) => a.label.localeCompare(b.label));
  return (await window.showQuickPick(items, { placeHolder }))?.uri;
}
