import assert from 'node:assert/strict';
import { useEditor } from './kit/editor.ts';
import { complete, cursorAfterLine, hover, problems, squiggles } from './kit/text.ts';
import { pane } from './kit/views.ts';

describe('writing a Dockerfile', function () {
  this.timeout(60_000);
  this.bail(true);
  const editor = useEditor('writing');

  it('opens a Dockerfile', async () => {
    await editor().openFile('mistakes/Dockerfile');
  });

  it('shows an error where BuildKit would stop', async () => {
    await squiggles(editor(), 'error').first().waitFor();
    const rows = await problems(editor());
    assert.ok(
      rows.some(row => row.includes('CPOY')),
      rows.join('\n'),
    );
  });

  it('explains an instruction on hover', async () => {
    const text = await hover(editor(), 'WORKDIR');
    assert.match(text, /WORKDIR/);
    assert.match(text, /folder in which the following instructions/);
  });

  it('outlines the stages', async () => {
    await editor().openFile('node/Dockerfile');
    await editor().runCommand('Explorer: Focus on Outline View');
    const outline = pane(editor(), 'Outline').locator('.monaco-list-row');
    await outline.first().waitFor();
    await pane(editor(), 'Outline').locator('.codicon-tree-collapse-all, .codicon-collapse-all').click();
    await outline.filter({ hasText: 'final' }).waitFor();
    const rows = (await outline.allTextContents()).join('\n');
    for (const stage of ['base', 'dependencies', 'final']) assert.match(rows, new RegExp(stage));
  });

  it('completes an instruction', async () => {
    await editor().openFile('hello/Dockerfile');
    await cursorAfterLine(editor(), 'EXPOSE');
    await editor().page.keyboard.press('Enter');
    await editor().page.keyboard.type('HEAL');
    const labels = await complete(editor());
    assert.ok(
      labels.some(label => label.startsWith('HEALTHCHECK')),
      labels.join(', '),
    );
    await editor().page.keyboard.press('Escape');
  });

  it('completes the stages of COPY --from', async () => {
    await editor().openFile('node/Dockerfile');
    await cursorAfterLine(editor(), 'USER node');
    await editor().page.keyboard.press('Enter');
    await editor().page.keyboard.type('COPY --from=', { delay: 20 });
    const labels = await complete(editor());
    for (const stage of ['base', 'dependencies']) assert.ok(labels.includes(stage), labels.join(', '));
  });
});
