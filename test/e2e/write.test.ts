import assert from 'node:assert/strict';
import { useEditor } from './kit/editor.ts';
import { complete, cursorAfterLine, hover, problems, squiggles } from './kit/text.ts';

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
  });
});
