import type { DocumentLink, WorkspaceEdit } from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { SHOW_IGNORE_MATCHES_COMMAND } from '../../protocol/language.ts';
import type { CompletionItem } from '../features/completion/item.ts';
import { contextFolder as ownFolder } from './buildContexts.ts';
import { readIgnoreText } from './contextFiles.ts';
import { toRange, toTextEdit } from './convert.ts';
import { type Features, featureRequest } from './featureRequest.ts';
import type { ServerPorts } from './ports.ts';
import type { OpenIgnoreFile, Session } from './session.ts';

interface Cancellation {
  readonly isCancellationRequested: boolean;
}

/** What can be written in a line of an ignore file; the line itself decides on nothing yet. */
export async function ignoreItems(
  session: Session,
  ports: ServerPorts,
  open: OpenIgnoreFile,
  offset: number,
  features: Features,
  token: Cancellation,
): Promise<readonly CompletionItem[]> {
  const { context } = await session.settings.of(open.text.uri);
  const text = open.text.getText();
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  const feed = text.indexOf('\n', offset);
  const others = text.slice(0, start) + (feed < 0 ? '' : text.slice(feed));
  const { folder } = await session.locateContext(open.text.uri);
  const tree = context.scan
    ? await session.contexts.evaluate(folder, readIgnoreText(others, ports), token)
    : undefined;
  const known = tree && { root: tree.scan.root, evaluator: tree.evaluator };
  return features.ignoreItemsAt(open.read(), offset, known, features.texts);
}

/** Links to the one file that a pattern names; in VS Code to all that it decides on. */
export async function ignoreLinksOf(
  session: Session,
  ports: ServerPorts,
  open: OpenIgnoreFile,
  { ignoreLinks, texts }: Features,
): Promise<DocumentLink[]> {
  const { folder } = await session.locateContext(open.text.uri);
  const listings = new Map<string, ReturnType<ServerPorts['listFolder']>>();
  const isFile = async (path: string): Promise<boolean> => {
    const slash = path.lastIndexOf('/');
    const parent = folder + encodePath(path.slice(0, slash + 1));
    const listing = listings.get(parent) ?? ports.listFolder(parent);
    listings.set(parent, listing);
    const found = (await listing)?.find(({ name }) => name === path.slice(slash + 1));
    return found?.isFolder === false;
  };
  const links = ignoreLinks(open.read()).slice(0, MOST_LINKS);
  const found = await Promise.all(
    links.map(async ({ span, path, line }): Promise<DocumentLink | undefined> => {
      const range = toRange(open.text, span);
      if (path !== undefined && (await isFile(path))) return { range, target: folder + encodePath(path) };
      if (!session.client().retriggers) return undefined;
      const args = encodeURIComponent(JSON.stringify([open.text.uri, line]));
      const target = `command:${SHOW_IGNORE_MATCHES_COMMAND}?${args}`;
      return { range, target, tooltip: texts.ignore.showMatches };
    }),
  );
  return found.filter(link => link !== undefined);
}

const MOST_LINKS = 500;

/** Renaming files and folders offers to rename them in the ignore files above them, too. */
export function registerIgnoreRenames(session: Session, ports: ServerPorts): void {
  const { connection } = session;
  connection.workspace.onWillRenameFiles(
    featureRequest(session, 'willRenameFiles', null as WorkspaceEdit | null, async ({ files }, features) => {
      const folders =
        (await connection.workspace.getWorkspaceFolders())?.map(({ uri }) => withSlash(uri)) ?? [];
      const changes: NonNullable<WorkspaceEdit['changes']> = {};
      for (const { oldUri, newUri } of files) {
        const top = folders.find(folder => oldUri.startsWith(folder));
        if (top === undefined) continue;
        for (const uri of ignoreFilesAbove(session, oldUri, top)) {
          const { folder, text } = await session.locateContext(uri);
          const document = session.documents.synced.get(uri);
          if (text === undefined || !oldUri.startsWith(folder) || !newUri.startsWith(folder)) continue;
          const [from, to] = [decode(oldUri.slice(folder.length)), decode(newUri.slice(folder.length))];
          const file = readIgnoreText(text, ports);
          const place = document ?? TextDocument.create(uri, 'ignore', 0, text);
          const edits = features.renameInPatterns(file, from, to).map(edit => toTextEdit(place, edit));
          if (edits.length > 0) changes[uri] = [...(changes[uri] ?? []), ...edits];
        }
      }
      return (Object.keys(changes).length > 0 ? { changes } : null) as WorkspaceEdit | null;
    }),
  );
}

/** The `.dockerignore` of each folder from the file up to the workspace folder, and those that are open. */
function ignoreFilesAbove({ documents }: Session, uri: string, top: string): readonly string[] {
  const found = new Set<string>();
  for (let folder = ownFolder(uri, '', []); folder.startsWith(top); folder = parentOf(folder)) {
    found.add(`${folder}.dockerignore`);
    found.add(`${folder}Dockerfile.dockerignore`);
  }
  for (const open of documents.all()) if (open.kind === 'ignore') found.add(open.text.uri);
  return [...found];
}

const parentOf = (folder: string): string => folder.slice(0, folder.lastIndexOf('/', folder.length - 2) + 1);
const withSlash = (uri: string): string => (uri.endsWith('/') ? uri : `${uri}/`);
const encodePath = (path: string): string => path.split('/').map(encodeURIComponent).join('/');

function decode(path: string): string {
  try {
    return decodeURIComponent(path).replace(/\/$/, '');
  } catch {
    return path;
  }
}
