import {
  env,
  FileType,
  l10n,
  type QuickPickItem,
  Range,
  Uri,
  WorkspaceEdit,
  window,
  workspace,
} from 'vscode';
import { CONTEXT_REQUEST, type ContextAnswer, type NewFiles } from '../../protocol/language.ts';
import { formatBytes } from '../format.ts';
import type { LanguageServer } from '../language/languageServer.ts';
import { readProject } from './readProject.ts';

type Proposal = NewFiles['proposals'][number];

/** What these commands work with. */
export interface NewFilesServices {
  readonly languageServer: Pick<LanguageServer, 'newFiles' | 'ask'>;
}

/** Writes a Dockerfile for the project, and the .dockerignore that goes with it when there is none. */
export async function newDockerfile(services: NewFilesServices, target: unknown): Promise<void> {
  const folder = await chooseFolder(target);
  if (!folder) return;
  const dockerfile = Uri.joinPath(folder, 'Dockerfile');
  const ignore = Uri.joinPath(folder, '.dockerignore');
  if (!(await mayWrite(dockerfile))) return;
  const proposal = await chooseProposal(services, folder);
  if (!proposal) return;
  const hasIgnore = await exists(ignore);
  const files = [
    { file: dockerfile, text: proposal.dockerfile },
    ...(hasIgnore ? [] : [{ file: ignore, text: proposal.dockerignore }]),
  ];
  await write(files, l10n.t('New Dockerfile'));
}

/** Writes a .dockerignore for the project. */
export async function newDockerignore(services: NewFilesServices, target: unknown): Promise<void> {
  const folder = await chooseFolder(target);
  if (!folder) return;
  const ignore = Uri.joinPath(folder, '.dockerignore');
  if (!(await mayWrite(ignore))) return;
  const proposal = await chooseIgnoreFile(services, folder);
  if (proposal) await write([{ file: ignore, text: proposal.dockerignore }], l10n.t('New .dockerignore'));
}

/** The folder that was clicked on, the one of a file that was, else a workspace folder. */
async function chooseFolder(target: unknown): Promise<Uri | undefined> {
  if (target instanceof Uri) {
    const isFolder = await workspace.fs.stat(target).then(
      ({ type }) => (type & FileType.Directory) !== 0,
      () => false,
    );
    return isFolder ? target : Uri.joinPath(target, '..');
  }
  const folders = workspace.workspaceFolders ?? [];
  const [first] = folders;
  if (!first) {
    void window.showInformationMessage(l10n.t('Open a folder first: the files are written into it.'));
    return undefined;
  }
  if (folders.length === 1) return first.uri;
  return (await window.showWorkspaceFolderPick({ placeHolder: l10n.t('Folder to write into') }))?.uri;
}

/** False when the user wants to keep what is there; it is shown then. */
async function mayWrite(file: Uri): Promise<boolean> {
  if (!(await exists(file))) return true;
  const name = file.path.slice(file.path.lastIndexOf('/') + 1);
  const replace = l10n.t('Replace');
  const open = l10n.t('Open');
  const chosen = await window.showWarningMessage(
    l10n.t('There is a {name} already.', { name }),
    { modal: true, detail: l10n.t('Undo brings back what is there now.') },
    replace,
    open,
  );
  if (chosen === open) await window.showTextDocument(file);
  return chosen === replace;
}

/** The one that fits; asked for when several do, or none. */
async function chooseProposal(services: NewFilesServices, folder: Uri): Promise<Proposal | undefined> {
  const proposals = await readProposals(services, folder);
  if (!proposals) return undefined;
  const fitting = proposals.filter(({ recognised }) => recognised);
  return fitting.length === 1 ? fitting[0] : pick(proposals.map(asItem), fitting.length > 0);
}

/** The same with what each would save: here that is all there is to know. Always asked for. */
async function chooseIgnoreFile(services: NewFilesServices, folder: Uri): Promise<Proposal | undefined> {
  const proposals = await readProposals(services, folder);
  if (!proposals) return undefined;
  const uri = Uri.joinPath(folder, '.dockerignore').toString();
  const sent = async (text: string): Promise<string | undefined> => {
    const found = await services.languageServer.ask<ContextAnswer>(CONTEXT_REQUEST, { uri, text });
    return found ? formatBytes(found.sent.bytes, env.language) : undefined;
  };
  const fitting = proposals.filter(({ recognised }) => recognised);
  const before = await sent('');
  const items = await Promise.all(
    proposals.map(async proposal => {
      const after = before === undefined ? undefined : await sent(proposal.dockerignore);
      if (before === undefined || after === undefined) return asItem(proposal);
      const detail = l10n.t('A build would be sent {after} instead of {before}.', { after, before });
      return { ...asItem(proposal), detail };
    }),
  );
  return pick(items, fitting.length > 0);
}

interface ProposalItem extends QuickPickItem {
  readonly proposal: Proposal;
}

const asItem = (proposal: Proposal): ProposalItem => ({
  label: proposal.name,
  ...(proposal.recognised && { description: l10n.t('found in this folder') }),
  proposal,
});

async function readProposals(
  { languageServer }: NewFilesServices,
  folder: Uri,
): Promise<readonly Proposal[] | undefined> {
  const answer = await languageServer.newFiles(await readProject(folder));
  if (answer) return answer.proposals;
  void window.showErrorMessage(
    l10n.t('The language server of Strata does not answer; the log of Strata says why.'),
  );
  return undefined;
}

async function pick(items: readonly ProposalItem[], isKnown: boolean): Promise<Proposal | undefined> {
  const placeHolder = isKnown
    ? l10n.t('What is the image for?')
    : l10n.t('What kind of project is this? Nothing in the folder tells.');
  return (await window.showQuickPick(items, { placeHolder }))?.proposal;
}

/** One edit, which undo takes back: new files are made, the text of one that is there is replaced and not saved. */
async function write(
  files: readonly { readonly file: Uri; readonly text: string }[],
  label: string,
): Promise<void> {
  const edit = new WorkspaceEdit();
  for (const { file, text } of files) {
    if (await exists(file)) {
      const document = await workspace.openTextDocument(file);
      const everything = new Range(document.positionAt(0), document.positionAt(document.getText().length));
      edit.replace(file, everything, text, { label, needsConfirmation: false });
    } else {
      const contents = new TextEncoder().encode(text);
      edit.createFile(file, { contents }, { label, needsConfirmation: false });
    }
  }
  const [first] = files;
  if (!first || !(await workspace.applyEdit(edit))) {
    void window.showErrorMessage(l10n.t('The files could not be written.'));
    return;
  }
  await window.showTextDocument(first.file);
}

async function exists(file: Uri): Promise<boolean> {
  return workspace.fs.stat(file).then(
    () => true,
    () => false,
  );
}
