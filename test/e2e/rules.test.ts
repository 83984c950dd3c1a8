import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { useShellcheck } from '../kit/hosts/shellcheck.ts';
import { type Editor, useEditor } from './kit/editor.ts';
import { placeOf, problems, squiggles } from './kit/text.ts';
import { webview } from './kit/views.ts';

const DOCKERFILE = `from debian:12 as Build
WORKDIR app
EXPOSE 22
RUN apt-get update && apt-get install -y curl \\
    && echo $missing
CMD echo first
CMD ["echo", "second"]
`;

for (const theme of ['Default Dark Modern', 'Default Light Modern']) {
  describe(`what is wrong with a Dockerfile (${theme})`, function () {
    this.timeout(90_000);
    this.bail(true);
    const shellcheck = useShellcheck();
    const editor = useEditor(`rules ${theme}`, {
      settings: () => ({
        'workbench.colorTheme': theme,
        'strata.shellcheck.path': shellcheck(),
        'editor.codeActionsOnSave': { 'source.fixAll.strata': 'explicit' },
      }),
      files: { 'rules/Dockerfile': DOCKERFILE },
    });
    const file = (): Promise<string> => readFile(join(editor().workspace, 'rules/Dockerfile'), 'utf8');

    it('lists findings with their names, ShellCheck’s among them', async () => {
      await editor().openFile('rules/Dockerfile');
      await squiggles(editor(), 'warning').first().waitFor();
      const rows = async (): Promise<string> => (await problems(editor())).join('\n');
      for (let look = 0; look < 50 && !(await rows()).includes('SC2154'); look++)
        await editor().page.waitForTimeout(200);
      const all = await rows();
      for (const name of ['mixed-case-instructions', 'relative-workdir', 'SC2154', 'The CMD on line 7'])
        assert.ok(all.includes(name), `${name} is not in\n${all}`);
    });

    it('offers fixes and ways to silence', async () => {
      const titles = await lightbulb(editor(), 'WORKDIR app', 8);
      const texts = await titles.allInnerTexts();
      for (const wanted of [
        'Ignore WorkdirRelativePath for this instruction',
        'Ignore WorkdirRelativePath in this file',
        'Switch WorkdirRelativePath off or set its severity…',
        'Explain WorkdirRelativePath',
      ])
        assert.ok(texts.includes(wanted), texts.join('\n'));
    });

    it('explains a rule in the editor', async () => {
      await editor().page.keyboard.press('Escape');
      const titles = await lightbulb(editor(), 'WORKDIR app', 8);
      await titles.getByText('Explain WorkdirRelativePath').click();
      const page = webview(editor());
      await page.getByRole('heading', { name: 'relative-workdir' }).waitFor();
      assert.match((await page.locator('body').allInnerTexts()).join(), /WORKDIR should be an absolute path/);
    });

    it('opens the page of a rule of its own from the list of problems', async () => {
      await editor().page.keyboard.press('Control+F4');
      await editor().openFile('rules/Dockerfile');
      await problems(editor());
      const row = editor().page.locator('.markers-panel .monaco-list-row').filter({ hasText: 'ssh-port' });
      await row
        .locator('a')
        .filter({ hasText: 'ssh-port' })
        .click({ modifiers: ['Control'] });
      await webview(editor()).getByRole('heading', { name: 'ssh-port' }).waitFor();
    });

    it('asks how grave a rule is and writes it to the settings', async () => {
      await editor().page.keyboard.press('Control+F4');
      await editor().openFile('rules/Dockerfile');
      const titles = await lightbulb(editor(), 'CMD echo first', 4);
      await titles.getByText(/^Switch JSONArgsRecommended off/).click();
      await editor().page.locator('.quick-input-widget:visible .monaco-list-row').first().waitFor();
      await editor().screenshot('how grave');
      await editor().choose('Off', /Off/);
      const settings = (): Promise<string> =>
        readFile(join(editor().workspace, '.vscode/settings.json'), 'utf8');
      for (let look = 0; look < 50 && !(await settings()).includes('JSONArgsRecommended'); look++)
        await editor().page.waitForTimeout(100);
      assert.match(await settings(), /"JSONArgsRecommended": "off"/);
    });

    it('completes names of rules in the settings', async () => {
      const { page } = editor();
      await editor().openFile('.vscode/settings.json');
      const { x, y } = await placeOf(editor(), '"JSONArgsRecommended"');
      await page.mouse.click(x, y);
      await page.keyboard.press('Home');
      // Completion is there once the language features of JSON are.
      const row = page.locator('.suggest-widget .monaco-list-row').filter({ hasText: 'DL3008' });
      for (let look = 1; ; look++) {
        await page.keyboard.type('"DL3008');
        await page.keyboard.press('Control+Space');
        try {
          await row.first().waitFor({ timeout: 5000 });
          break;
        } catch (error) {
          if (look === 5) throw error;
          await page.keyboard.press('Escape');
          for (let letter = 0; letter < '"DL3008'.length; letter++) await page.keyboard.press('Backspace');
        }
      }
      await editor().screenshot('names of rules');
      await page.keyboard.press('Escape');
      await editor().runCommand('File: Revert File');
    });

    it('finds a rule by any of its names', async () => {
      await editor().runCommand('Strata: Show Rule');
      const box = editor().page.locator('.quick-input-widget:visible input[type="text"]');
      await box.fill('DL3008');
      await editor()
        .page.locator('.quick-input-widget:visible .monaco-list-row')
        .filter({ hasText: 'unpinned-apt-package' })
        .waitFor();
      await editor().screenshot('rules by name');
      await editor().page.keyboard.press('Escape');
    });

    it('fixes what is safe on save', async () => {
      await editor().openFile('rules/Dockerfile');
      const { x, y } = await placeOf(editor(), 'WORKDIR app');
      await editor().page.mouse.click(x, y);
      await editor().page.keyboard.press('End');
      await editor().page.keyboard.type('s');
      await editor().page.keyboard.press('Control+S');
      for (let look = 0; look < 50 && !(await file()).includes('FROM debian:12 AS build'); look++)
        await editor().page.waitForTimeout(100);
      assert.match(await file(), /^FROM debian:12 AS build\n/);
    });
  });
}

/** Puts the cursor into a text, some letters from its start, opens the menu of code actions and answers its rows. */
async function lightbulb(editor: Editor, text: string, letters: number): Promise<Locator> {
  const rows = editor.page.locator('.action-widget .monaco-list-row.action .title');
  for (let look = 1; ; look++) {
    const { x, y } = await placeOf(editor, text);
    await editor.page.mouse.click(x, y);
    await editor.page.keyboard.press('Home');
    for (let letter = 0; letter < letters; letter++) await editor.page.keyboard.press('ArrowRight');
    await editor.page.keyboard.press('Control+.');
    try {
      await rows.first().waitFor({ timeout: 5000 });
      return rows;
    } catch (error) {
      // A menu that has just been closed takes the keys with it.
      if (look === 5) throw error;
      await editor.page.keyboard.press('Escape');
    }
  }
}
