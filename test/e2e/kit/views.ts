import type { FrameLocator, Locator } from 'playwright-core';
import type { Editor } from './editor.ts';

/** Opens a view container of the activity bar. */
export async function openSidebar(editor: Editor, title: string): Promise<void> {
  const icon = editor.page.locator(`.activitybar .action-item a[aria-label^="${title}"]`);
  if ((await editor.page.locator(`.sidebar .composite.title h2:has-text("${title}")`).count()) === 0) {
    await icon.click();
  }
}

/** A pane of the sidebar by its title. */
export const pane = (editor: Editor, title: string): Locator =>
  editor.page.locator('.sidebar .split-view-view').filter({
    has: editor.page.locator('.pane-header .title').getByText(title, { exact: true }),
  });

/** Rows of a pane's tree, or those that hold a text. */
export function rows(editor: Editor, title: string, text?: string | RegExp): Locator {
  const all = pane(editor, title).locator('.monaco-list-row');
  return text === undefined ? all : all.filter({ hasText: text });
}

/** Opens or closes a row by its twistie, without the row's own command. */
export async function toggle(row: Locator): Promise<void> {
  await row.hover();
  await row.locator('.monaco-tl-twistie').click();
}

/** A row of the file explorer by its name. */
export const explorerRow = (editor: Editor, name: string): Locator =>
  editor.page.locator('.explorer-folders-view .monaco-list-row').filter({
    has: editor.page.locator('.label-name').getByText(name, { exact: true }),
  });

/** The document inside the webview editor that is open. */
export const webview = (editor: Editor): FrameLocator =>
  editor.page.frameLocator('iframe.webview.ready').frameLocator('#active-frame');

/** The notification that holds a text. */
export const notification = (editor: Editor, text: string | RegExp): Locator =>
  editor.page
    .locator('.notification-toast:visible, .notifications-center:visible .notification-list-item')
    .filter({ hasText: text });
