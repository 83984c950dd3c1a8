import assert from 'node:assert/strict';
import { useEditor } from './kit/editor.ts';
import { hover, problems } from './kit/text.ts';

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
});
