import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { useEditor } from './kit/editor.ts';
import { explorerRow, openSidebar, pane, rows, toggle } from './kit/views.ts';

const PANE = 'What Will Be Sent';

describe('what will be sent', function () {
  this.timeout(90_000);
  this.bail(true);
  const editor = useEditor('context', {
    settings: () => ({ 'strata.context.warnAbove': 3 }),
    files: {
      'shop/Dockerfile': 'FROM node:24\nCOPY . /app\n',
      'shop/.dockerignore': '*.log\n',
      'shop/src/index.ts': 'export {};\n'.repeat(40),
      'shop/media/film.bin': 'f'.repeat(1_500_000),
      'shop/node_modules/a/index.js': 'a'.repeat(2_000_000),
      'shop/debug.log': 'd'.repeat(400),
    },
  });
  const status = () =>
    editor().page.locator('.statusbar [id="strata.strata.context"], .statusbar-item[id*="strata.context"]');

  it('shows the total beside a Dockerfile, as a warning above the limit', async () => {
    await editor().openFile('shop/Dockerfile');
    await status().getByText('3.5 MB').waitFor();
    assert.match((await status().first().getAttribute('class')) ?? '', /warning/);
  });

  it('lists the context, the largest first', async () => {
    await status().first().click();
    for (const other of ['Images', 'Builds'])
      await pane(editor(), other).locator('.pane-header .title').click();
    await rows(editor(), PANE, 'node_modules').waitFor();
    const texts = await rows(editor(), PANE).allInnerTexts();
    assert.match(texts[0] ?? '', /node_modules/);
    assert.match(texts[1] ?? '', /media/);
    assert.equal(
      texts.some(text => text.includes('debug.log')),
      false,
    );
    await toggle(rows(editor(), PANE, 'media'));
    await rows(editor(), PANE, 'film.bin').waitFor();
  });

  it('leaves something out on a click, and the total follows', async () => {
    const row = rows(editor(), PANE, 'node_modules');
    await row.hover();
    await row.locator('.action-label[aria-label^="Leave Out"]').click();
    await rows(editor(), PANE, 'node_modules').waitFor({ state: 'detached' });
    await status().getByText('1.5 MB').waitFor();
    assert.equal(
      await readFile(join(editor().workspace, 'shop/.dockerignore'), 'utf8'),
      '*.log\nnode_modules\n',
    );
  });

  it('shows what is left out when asked, and sends it again', async () => {
    await pane(editor(), PANE).hover();
    await pane(editor(), PANE).locator('.action-label[aria-label^="Show What Is Left Out"]').click();
    const row = rows(editor(), PANE, 'debug.log');
    await row.waitFor();
    assert.match((await row.textContent()) ?? '', /not sent/);
    await row.hover();
    await row.locator('.action-label[aria-label^="Send to the Build"]').click();
    await rows(editor(), PANE, 'debug.log').filter({ hasNotText: 'not sent' }).waitFor();
    assert.match(await readFile(join(editor().workspace, 'shop/.dockerignore'), 'utf8'), /!debug\.log/);
  });

  it('follows new files', async () => {
    await mkdir(join(editor().workspace, 'shop/assets'));
    await writeFile(join(editor().workspace, 'shop/assets/new.bin'), 'n'.repeat(9_000_000));
    await rows(editor(), PANE, /assets.*9 MB/s).waitFor();
  });

  it('dims what is left out in the Explorer', async () => {
    await openSidebar(editor(), 'Explorer');
    await explorerRow(editor(), 'shop').click();
    const label = explorerRow(editor(), 'node_modules').locator('.monaco-icon-label');
    await label.waitFor();
    await editor().page.waitForTimeout(1500);
    const colour = await label.locator('.label-name').evaluate(node => getComputedStyle(node).color);
    const other = await explorerRow(editor(), 'media')
      .locator('.label-name')
      .evaluate(node => getComputedStyle(node).color);
    assert.notEqual(colour, other);
  });
});
