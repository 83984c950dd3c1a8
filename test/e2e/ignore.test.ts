import assert from 'node:assert/strict';
import { useEditor } from './kit/editor.ts';
import { complete, cursorAfterLine, hover, problems } from './kit/text.ts';

describe('writing a .dockerignore', function () {
  this.timeout(60_000);
  this.bail(true);
  const editor = useEditor('ignore');

  it('tells of a pattern that Docker cannot read, and of one that takes nothing out', async () => {
    await editor().openFile('mistakes/.dockerignore');
    const rows = await problems(editor());
    assert.ok(
      rows.some(row => row.includes('[Ln 2, Col')),
      rows.join('\n'),
    );
    assert.ok(
      rows.some(row => row.includes('[Ln 3, Col')),
      rows.join('\n'),
    );
  });

  it('explains a pattern on hover', async () => {
    await editor().openFile('hello/.dockerignore');
    const text = await hover(editor(), 'public/**/*.draft.html');
    assert.match(text, /about\.draft\.html|1 file/);
  });

  it('lists from there what the pattern decides on', async () => {
    await editor().page.locator('.monaco-hover:visible').getByText('Show what this decides on').click();
    const row = editor().page.locator('.quick-input-widget:visible .monaco-list-row');
    await row.filter({ hasText: 'public/about.draft.html' }).click();
    await editor().page.locator('.tab.active[data-resource-name="about.draft.html"]').waitFor();
  });

  it('completes what is there, with its size', async () => {
    await editor().openFile('hello/.dockerignore');
    await cursorAfterLine(editor(), '!greeting.html');
    await editor().page.keyboard.press('Enter');
    const labels = await complete(editor());
    assert.ok(labels.includes('public/') && labels.includes('Dockerfile'), labels.join('\n'));
    const row = editor().page.locator('.suggest-widget.visible .monaco-list-row', { hasText: 'public/' });
    assert.match((await row.textContent()) ?? '', /\d\s?k?B/);
    await editor().page.keyboard.press('Escape');
    await editor().page.keyboard.press('Control+Z');
  });

  it('tells what git would read otherwise, and mends it', async () => {
    await editor().page.keyboard.press('Control+End');
    await editor().page.keyboard.press('Enter');
    await editor().page.keyboard.type('*.{js,ts}');
    await editor().page.locator('.editor-instance .squiggly-warning').first().waitFor();
    await editor().page.keyboard.press('Control+.');
    await editor().page.locator('.action-widget').getByText('Write one line for each').click();
    await editor().page.locator('.editor-instance .view-line').filter({ hasText: '*.ts' }).waitFor();
  });
});
