import assert from 'node:assert/strict';
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before } from 'mocha';
import { packageExtension } from '../../scripts/package.ts';
import { openBrowser } from '../../scripts/parts/chromium.ts';
import { inProject } from '../../scripts/parts/project.ts';
import { installExtension, startVscodeServer } from '../../scripts/parts/vscodeServer.ts';
import { Editor } from './kit/editor.ts';
import { complete, cursorAfterLine, hover, problems, squiggles } from './kit/text.ts';
import { notification } from './kit/views.ts';

/** The packaged extension in the web worker of VS Code, as in hosts that are a browser and nothing else. */
describe('the extension in a browser alone', function () {
  this.timeout(60_000);
  this.bail(true);
  const endings: (() => Promise<unknown>)[] = [];
  let editor: Editor;

  before('VS Code opens', async function () {
    this.timeout(900_000);
    const folder = await mkdtemp(join(tmpdir(), 'strata-browser-host-'));
    endings.unshift(() => rm(folder, { recursive: true, force: true }));
    const workspace = join(folder, 'sample');
    await cp(inProject('docs', 'sample'), workspace, { recursive: true });
    const dataFolder = join(folder, 'data');
    const { path } = await packageExtension();
    await installExtension(dataFolder, path);
    const [installed] = (await readdir(join(dataFolder, 'extensions'))).filter(name =>
      name.startsWith('strata.'),
    );
    assert.ok(installed);
    // Without its entry for Node, what is left of the extension can run in the web worker alone.
    const manifest = join(dataFolder, 'extensions', installed, 'package.json');
    const { main, ...rest } = JSON.parse(await readFile(manifest, 'utf8'));
    assert.ok(main);
    await writeFile(manifest, JSON.stringify(rest));
    const server = await startVscodeServer({ dataFolder, sealed: true });
    endings.unshift(() => server.stop());
    const browser = await openBrowser();
    const page = await browser.context.newPage();
    page.setDefaultTimeout(30_000);
    await page.goto(`http://127.0.0.1:${server.port}/?${new URLSearchParams({ folder: workspace })}`);
    await page.locator('.explorer-folders-view .monaco-list-row').first().waitFor({ timeout: 60_000 });
    editor = new Editor(browser, page, workspace, 'browser host');
    endings.unshift(() => editor.dispose());
  });
  afterEach('a picture', function () {
    return editor?.screenshot(this.currentTest?.title ?? 'step');
  });
  after('everything ends', async () => {
    for (const end of endings) await end();
  });

  it('says what it cannot do there: it is the browser part that runs', async () => {
    await editor.openFile('mistakes/Dockerfile');
    await editor.runCommand('Strata: Inspect Image Archive');
    await notification(editor, 'a browser alone has neither').waitFor();
  });

  it('shows errors, explains and completes', async () => {
    await editor.openFile('mistakes/Dockerfile');
    await squiggles(editor, 'error').first().waitFor();
    assert.ok((await problems(editor)).some(row => row.includes('CPOY')));
    assert.match(await hover(editor, 'WORKDIR'), /folder in which the following instructions/);
    await editor.openFile('hello/Dockerfile');
    await cursorAfterLine(editor, 'EXPOSE');
    await editor.page.keyboard.press('Enter');
    await editor.page.keyboard.type('HEAL');
    assert.ok((await complete(editor)).some(label => label.startsWith('HEALTHCHECK')));
    await editor.page.keyboard.press('Escape');
  });

  it('starts its server anew', async () => {
    await editor.runCommand('Strata: Restart Language Server');
    await editor.openFile('node/Dockerfile');
    let text = '';
    // The old server is gone at once, the new one is there in a moment.
    for (let look = 0; look < 5 && !text.includes('build stage'); look++) {
      text = await hover(editor, 'FROM').catch(() => '');
      await editor.page.mouse.move(5, 5);
    }
    assert.match(text, /Starts a build stage/);
  });
});
