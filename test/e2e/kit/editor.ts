import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before } from 'mocha';
import type { Page } from 'playwright-core';
import { type Browser, openBrowser } from '../../../scripts/parts/chromium.ts';
import { inProject, inProjectCache } from '../../../scripts/parts/project.ts';
import { packagedServer } from './server.ts';

export interface EditorOptions {
  /** Settings of the workspace. */
  readonly settings?: () => Readonly<Record<string, unknown>>;
  /** Files beside those of the sample workspace, by relative path. */
  readonly files?: Readonly<Record<string, string | Uint8Array>>;
}

/** VS Code in a browser, with the packaged extension, on a copy of the sample workspace. */
export class Editor {
  readonly page: Page;
  /** Absolute path of the open folder. */
  readonly workspace: string;
  readonly #browser: Browser;
  readonly #series: string;
  #pictures = 0;

  constructor(browser: Browser, page: Page, workspace: string, series: string) {
    this.#browser = browser;
    this.page = page;
    this.workspace = workspace;
    this.#series = series;
  }

  /** Leaves a picture of the whole window in .cache/screenshots. */
  async screenshot(name: string): Promise<void> {
    const number = String(++this.#pictures).padStart(2, '0');
    const folder = inProjectCache('screenshots', slug(this.#series));
    await mkdir(folder, { recursive: true });
    await this.page.screenshot({ path: join(folder, `${number}-${slug(name)}.png`) });
  }

  /** Runs a command of the palette by its title, `Strata: Build Image…`. */
  async runCommand(title: string): Promise<void> {
    for (let look = 1; ; look++) {
      await this.page.keyboard.press('F1');
      try {
        return await this.choose(`>${title}`, title, 5000);
      } catch (error) {
        // The palette lists what was known when it opened: just after the start that lacks extensions' commands.
        if (look === 5) throw error;
        await this.page.keyboard.press('Escape');
      }
    }
  }

  /** Opens a file of the workspace by its relative path and waits until its text is shown. */
  async openFile(path: string): Promise<void> {
    const parts = path.split('/');
    const name = parts.pop() ?? path;
    await this.page.keyboard.press('Control+P');
    // The row says the name and then the folder; rows of an earlier list still stand there for a moment.
    await this.choose(path, new RegExp(`${name}.*${parts.join('.')}`));
    await this.page.locator(`.tab.active[data-resource-name="${name}"]`).waitFor();
    for (const part of parts) {
      await this.page.locator('.breadcrumbs-control').getByText(part, { exact: true }).first().waitFor();
    }
    await this.page.locator('.editor-instance .view-line').first().waitFor();
  }

  /** Types into the open quick input and takes the first row that holds the text. */
  async choose(typed: string, row: string | RegExp, timeout = 30_000): Promise<void> {
    const box = this.page.locator('.quick-input-widget:visible input[type="text"]');
    await box.fill(typed);
    await this.page
      .locator('.quick-input-widget:visible .monaco-list-row')
      .filter({ hasText: row })
      .first()
      .click({ timeout });
  }

  /** What stands in the input box, once it is open. */
  async inputValue(): Promise<string> {
    const box = this.page.locator('.quick-input-widget:visible input[type="text"]');
    await box.waitFor();
    // The palette that ran the command gives way to the question a moment later.
    for (let look = 0; look < 50 && (await box.inputValue()).startsWith('>'); look++) {
      await this.page.waitForTimeout(100);
    }
    return box.inputValue();
  }

  /** Answers the input box, once it is open: with its default when no text is given. */
  async answer(text?: string): Promise<void> {
    // Secrets are typed into a box of their own kind.
    const box = this.page
      .locator('.quick-input-widget:visible input:is([type="text"], [type="password"])')
      .first();
    await box.waitFor();
    if (text !== undefined) await box.fill(text);
    await box.press('Enter');
  }

  /** Chooses an entry of the context menu of what the locator names. */
  async contextMenu(target: ReturnType<Page['locator']>, entry: string): Promise<void> {
    const item = this.page.locator('.monaco-menu .action-label').filter({ hasText: entry }).first();
    for (let look = 1; ; look++) {
      await target.click({ button: 'right' });
      try {
        await item.waitFor({ timeout: 6000 });
        break;
      } catch (error) {
        // Just after the start a menu lacks the entries of extensions.
        if (look === 5) throw error;
        await this.page.keyboard.press('Escape');
      }
    }
    // A menu takes no click in its first moments, lest the one that opened it chooses something.
    await this.page.waitForTimeout(400);
    await item.click();
    await item.waitFor({ state: 'detached' });
  }

  async dispose(): Promise<void> {
    await this.#browser.close();
    await rm(join(this.workspace, '..'), { recursive: true, force: true });
  }
}

/**
 * VS Code for the steps of the enclosing `describe`, which is one scenario: a picture is taken after each step,
 * also after a failed one.
 */
export function useEditor(series: string, options: EditorOptions = {}): () => Editor {
  let editor: Editor | undefined;
  before('VS Code opens', async function () {
    this.timeout(900_000);
    editor = await openEditor(series, options);
  });
  afterEach('a picture', async function () {
    await editor?.screenshot(this.currentTest?.title ?? 'step');
  });
  after('VS Code closes', () => editor?.dispose());
  return () => {
    if (editor === undefined) throw new Error('VS Code was not opened');
    return editor;
  };
}

async function openEditor(series: string, options: EditorOptions): Promise<Editor> {
  const server = await packagedServer();
  const folder = await mkdtemp(join(tmpdir(), 'strata-workspace-'));
  const workspace = join(folder, 'sample');
  await cp(inProject('docs', 'sample'), workspace, { recursive: true });
  const settings = JSON.stringify(options.settings?.() ?? {}, null, 2);
  for (const [path, text] of Object.entries({ ...options.files, '.vscode/settings.json': settings })) {
    await mkdir(join(workspace, path, '..'), { recursive: true });
    await writeFile(join(workspace, path), text);
  }
  const browser = await openBrowser();
  const page = await browser.context.newPage();
  page.setDefaultTimeout(30_000);
  await page.goto(`http://127.0.0.1:${server.port}/?${new URLSearchParams({ folder: workspace })}`);
  await page.locator('.explorer-folders-view .monaco-list-row').first().waitFor({ timeout: 60_000 });
  const editor = new Editor(browser, page, workspace, series);
  await editor.screenshot('open');
  return editor;
}

const slug = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
