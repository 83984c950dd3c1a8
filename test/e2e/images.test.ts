import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { askEngine } from '../../scripts/parts/engineHttp.ts';
import { BASE_IMAGE, ENGINE_NAMES, useEngine } from '../kit/hosts/engines.ts';
import { useEditor } from './kit/editor.ts';
import { squiggles } from './kit/text.ts';
import { explorerRow, notification, openSidebar, rows, toggle, webview } from './kit/views.ts';

/** Long enough that only a cancel ends it, and not a number that anything else on the machine sleeps. */
const SLEEP = `86399.${process.pid}`;

const FILES = {
  'slow/Dockerfile': `FROM ${BASE_IMAGE}\nRUN sleep ${SLEEP}\n`,
  'failing/Dockerfile': `FROM ${BASE_IMAGE}\nRUN echo before\nRUN echo what went wrong && exit 3\n`,
};

for (const name of ENGINE_NAMES) {
  describe(`images of the ${name} engine`, function () {
    this.timeout(90_000);
    this.bail(true);
    const engine = useEngine(name);
    // A developer's own engine may run in a virtual machine.
    const seesProcesses = name !== 'own';
    const tag = `strata-e2e/hello:${name}-${process.pid}`;
    const editor = useEditor(`images ${name}`, {
      settings: () => ({
        'strata.engine.host': `unix://${engine().socket}`,
        'strata.build.network': 'none',
      }),
      files: FILES,
    });

    after('the built image is removed', () => askEngine(engine().socket, 'DELETE', `/images/${tag}?force=1`));

    it('lists the images of the engine', async () => {
      await openSidebar(editor(), 'Strata');
      const row = rows(editor(), 'Images', BASE_IMAGE);
      await row.waitFor();
      assert.match((await row.textContent()) ?? '', /\d\s?[kM]B/);
    });

    it('asks for a name and offers one', async () => {
      await openSidebar(editor(), 'Explorer');
      await explorerRow(editor(), 'hello').click();
      await editor().contextMenu(explorerRow(editor(), 'Dockerfile'), 'Build Image');
      assert.equal(await editor().inputValue(), 'hello:latest');
    });

    it('builds the image and shows it in the sidebar', async () => {
      await editor().answer(tag);
      // Who looks at the builds needs no notification.
      await rows(editor(), 'Builds', new RegExp(`${tag}.*built`, 's')).waitFor({ timeout: 60_000 });
      await editor().page.locator('.statusbar').getByText(`Built ${tag}`).waitFor();
      assert.equal(await notification(editor(), `Built ${tag}`).count(), 0);
      await rows(editor(), 'Images', tag).waitFor();
      const answer = await askEngine(engine().socket, 'GET', `/images/${tag}/json`);
      assert.equal(answer.status, 200);
    });

    it('shows the steps of the build', async () => {
      await rows(editor(), 'Builds', tag).waitFor();
      // Also of a build that was over at once, all of it cached.
      await rows(editor(), 'Builds', 'COPY greeting.html').waitFor();
    });

    it('shows the layers of the image', async () => {
      await toggle(rows(editor(), 'Images', tag));
      const layer = rows(editor(), 'Images', 'COPY greeting.html /srv/index.html');
      await layer.waitFor();
      assert.match((await layer.textContent()) ?? '', /\d\s?k?B/);
      await rows(editor(), 'Images', 'LABEL').first().waitFor();
    });

    it('opens the inspector on the layers and their files', async () => {
      await editor().contextMenu(rows(editor(), 'Images', tag), 'Inspect Image');
      const page = webview(editor());
      await page.locator('h1').getByText(tag).waitFor();
      await page.locator('.layer', { hasText: 'greeting.html' }).click();
      await page.locator('.row[role=treeitem]', { hasText: 'index.html' }).waitFor();
    });

    it('reads the manifest', async () => {
      const page = webview(editor());
      await page.getByRole('tab', { name: 'Manifest' }).click();
      const text = (await page.locator('pre.json').textContent()) ?? '';
      const manifest: unknown = JSON.parse(text);
      assert.ok(typeof manifest === 'object' && manifest !== null);
      assert.match(text, /sha256|layer/);
    });

    it('remembers the name', async () => {
      await editor().openFile('hello/Dockerfile');
      await editor().runCommand('Strata: Build Image…');
      assert.equal(await editor().inputValue(), tag);
      await editor().page.keyboard.press('Escape');
    });

    it('marks the line that a build failed at', async () => {
      await editor().openFile('failing/Dockerfile');
      await editor().runCommand('Strata: Build Image…');
      await editor().answer();
      await rows(editor(), 'Builds', /failing:latest.*failed/s).waitFor();
      await squiggles(editor(), 'error').first().waitFor();
      const place = await squiggles(editor(), 'error').first().boundingBox();
      const line = await editor().page.locator('.view-line', { hasText: 'wrong' }).boundingBox();
      assert.ok(
        place && line && Math.abs(place.y - line.y) < line.height,
        'the squiggle is on the failing RUN',
      );
    });

    it('runs a long build until it is cancelled', async () => {
      await editor().openFile('slow/Dockerfile');
      await editor().runCommand('Strata: Build Image…');
      await editor().answer();
      await rows(editor(), 'Builds', 'slow:latest').waitFor();
      await rows(editor(), 'Builds', 'RUN sleep').waitFor();
      if (seesProcesses) await waitUntil(async () => (await sleepers()) > 0, 'the build sleeps');
    });

    it('cancels the build and leaves no process behind', async () => {
      await editor().runCommand('Strata: Cancel Build');
      if (seesProcesses) await waitUntil(async () => (await sleepers()) === 0, 'the build ends');
      await rows(editor(), 'Builds', /slow:latest.*cancelled/s).waitFor();
    });
  });
}

/** Processes of this machine that sleep as long as the slow build does. */
async function sleepers(): Promise<number> {
  let count = 0;
  for (const entry of await readdir('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    const line = await readFile(`/proc/${entry}/cmdline`, 'utf8').catch(() => '');
    if (line === `sleep\0${SLEEP}\0`) count++;
  }
  return count;
}

async function waitUntil(holds: () => Promise<boolean>, what: string): Promise<void> {
  const end = Date.now() + 30_000;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`waited in vain: ${what}`);
    await new Promise(resolve => setTimeout(resolve, 100));
  }
}
