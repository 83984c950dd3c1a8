import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { useEditor } from './kit/editor.ts';
import { explorerRow } from './kit/views.ts';

const MANIFEST = '{ "scripts": { "start": "node server.js" }, "dependencies": { "express": "5" } }\n';

describe('a Dockerfile for a project that has none', function () {
  this.timeout(60_000);
  this.bail(true);
  const editor = useEditor('new files', {
    // In a browser VS Code saves by itself unless told otherwise.
    settings: () => ({ 'files.autoSave': 'off' }),
    files: { 'package.json': MANIFEST, 'package-lock.json': '{}\n', 'web/index.html': '<p>hello</p>\n' },
  });
  const inWorkspace = (path: string): string => join(editor().workspace, path);
  const lines = () => editor().page.locator('.editor-instance .view-line');
  const dialog = () => editor().page.locator('.monaco-dialog-box');

  it('writes both files by what the project says', async () => {
    await editor().runCommand('Strata: New Dockerfile');
    await editor().page.locator('.tab.active[data-resource-name="Dockerfile"]').waitFor();
    await lines().filter({ hasText: 'npm' }).first().waitFor();
    assert.match(
      readFileSync(inWorkspace('Dockerfile'), 'utf8'),
      /FROM node:24-[\s\S]*CMD \["node", "server\.js"\]/,
    );
    assert.match(readFileSync(inWorkspace('.dockerignore'), 'utf8'), /^\*\*\/node_modules$/m);
  });

  it('finds nothing to complain of in what it wrote', async () => {
    // Diagnostics come within a moment.
    await editor().page.waitForTimeout(1500);
    assert.equal(await editor().page.locator('.editor-instance [class*="squiggly-"]').count(), 0);
  });

  it('asks before it replaces anything, and keeps what is there', async () => {
    const before = readFileSync(inWorkspace('Dockerfile'), 'utf8');
    await editor().runCommand('Strata: New Dockerfile');
    await dialog().getByText('There is a Dockerfile already.').waitFor();
    await dialog().getByText('Cancel').click();
    await dialog().waitFor({ state: 'detached' });
    assert.equal(readFileSync(inWorkspace('Dockerfile'), 'utf8'), before);
  });

  it('replaces only when told so, and leaves the saving to the user', async () => {
    await editor().page.keyboard.press('Control+Home');
    await lines().first().click();
    await editor().page.keyboard.type('# mine');
    await editor().page.keyboard.press('Control+S');
    await editor().runCommand('Strata: New Dockerfile');
    await dialog().getByText('Replace', { exact: true }).click();
    await editor().page.locator('.tab.active.dirty[data-resource-name="Dockerfile"]').waitFor();
    assert.match(readFileSync(inWorkspace('Dockerfile'), 'utf8'), /# mine/);
    await editor().page.keyboard.press('Control+Z');
    await lines().filter({ hasText: 'mine' }).waitFor();
  });

  it('says what a .dockerignore saves before it is written', async () => {
    await editor().runCommand('Strata: New .dockerignore');
    await dialog().getByText('Replace', { exact: true }).click();
    const row = editor().page.locator('.quick-input-widget:visible .monaco-list-row', { hasText: 'Node.js' });
    await row.getByText(/A build would be sent .* instead of .*B\./).waitFor();
    await row.click();
    await editor().page.locator('.tab.active[data-resource-name=".dockerignore"]').waitFor();
  });

  it('writes into the folder that is asked for', async () => {
    await editor().runCommand('View: Show Explorer');
    await editor().contextMenu(explorerRow(editor(), 'web'), 'New Dockerfile');
    await lines().filter({ hasText: 'nginx' }).first().waitFor();
    assert.ok(existsSync(inWorkspace('web/Dockerfile')));
    assert.ok(existsSync(inWorkspace('web/.dockerignore')));
  });
});
