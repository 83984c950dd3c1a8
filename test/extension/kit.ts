import { type TextDocument, Uri, window, workspace } from 'vscode';

/** The folder that is open: a copy of the sample workspace. */
export function workspaceFolder(): Uri {
  const folder = workspace.workspaceFolders?.[0];
  if (folder === undefined) throw new Error('no folder is open');
  return folder.uri;
}

/** Opens a file of the workspace in an editor. */
export async function sampleFile(path: string): Promise<TextDocument> {
  const document = await workspace.openTextDocument(Uri.joinPath(workspaceFolder(), path));
  await window.showTextDocument(document);
  return document;
}

/** Writes a file into the workspace and opens it in an editor. */
export async function newFile(path: string, text: string): Promise<TextDocument> {
  await workspace.fs.writeFile(Uri.joinPath(workspaceFolder(), path), new TextEncoder().encode(text));
  return sampleFile(path);
}

/** Asks again and again until there is an answer; fails after 30 seconds. */
export async function eventually<T>(
  what: string,
  ask: () => T | undefined | PromiseLike<T | undefined>,
): Promise<T> {
  const end = Date.now() + 30_000;
  while (Date.now() < end) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    await new Promise(resolve => setTimeout(resolve, 100));
  }
  throw new Error(`waited in vain for ${what}`);
}
