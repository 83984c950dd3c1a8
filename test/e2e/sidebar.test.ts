import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Engine } from '../../client/engine/engine.ts';
import { askEngine } from '../../scripts/parts/engineHttp.ts';
import { useEngineApi } from '../kit/engineApi.ts';
import { BASE_IMAGE, ENGINE_NAMES, useEngine } from '../kit/hosts/engines.ts';
import { useEditor } from './kit/editor.ts';
import { openSidebar, pane, rows, toggle } from './kit/views.ts';

/** Milliseconds that an engine may count for what its images and its cache take: busy ones take minutes. */
const COUNTING = 150_000;

const DOCKERFILE = [
  `FROM ${BASE_IMAGE}`,
  'RUN mkdir -p /app/old /app/many && echo one > /app/one && echo two > /app/two && echo x > /app/old/x',
  'RUN cd /app/many && i=0; while [ $i -lt 700 ]; do : > f$i; i=$((i+1)); done',
  'RUN echo changed > /app/one && rm -r /app/two /app/old && ln -s one /app/link && chmod 4755 /app/one',
  'CMD ["sh"]',
].join('\n');

for (const name of ENGINE_NAMES) {
  describe(`the sidebar on the ${name} engine`, function () {
    this.timeout(90_000);
    this.bail(true);
    const host = useEngine(name);
    const engineAt = useEngineApi();
    const repository = `strata-side/${name}-${process.pid}`;
    const tag = `${repository}:1`;
    const held = `strata-side-${name}-${process.pid}`;
    let engine: Engine;

    before('an image to look at', async () => {
      engine = await engineAt(`unix://${host().socket}`);
      const context = await mkdtemp(join(tmpdir(), 'strata-side-'));
      await writeFile(join(context, 'Dockerfile'), DOCKERFILE);
      const built = await engine.api.build({
        buildId: held,
        contextPath: context,
        dockerfilePath: join(context, 'Dockerfile'),
        tags: [tag, `${repository}:2`, `${repository}:spare`],
        network: 'none',
      });
      await rm(context, { recursive: true });
      assert.ok(built.ok, JSON.stringify(built));
    });
    after('everything is as before', async () => {
      const list = await engine.api.listContainers({});
      for (const container of list.ok ? list.value : [])
        if (container.name.startsWith(held))
          await askEngine(host().socket, 'DELETE', `/containers/${container.id}?force=1`);
      for (const version of ['1', '2', 'spare', 'new'])
        await engine.api.removeImage({ reference: `${repository}:${version}`, force: true });
    });

    const editor = useEditor(`sidebar ${name}`, {
      settings: () => ({ 'strata.engine.host': `unix://${host().socket}` }),
    });
    const images = (text?: string | RegExp) => rows(editor(), 'Images', text);
    const quickPick = () => editor().page.locator('.quick-input-widget:visible .monaco-list-row');
    const modal = () => editor().page.locator('.monaco-dialog-box');

    it('groups the images by their repository', async () => {
      await openSidebar(editor(), 'Strata');
      await images(tag).waitFor();
      // Room for the rows: what is out of sight is not drawn.
      for (const other of ['Builds', 'What Will Be Sent'])
        await pane(editor(), other).locator('.pane-header').click();
      await editor().runCommand('Strata: Group Images…');
      await quickPick().filter({ hasText: 'Repository' }).click();
      const group = images(new RegExp(`${repository}.*3 images`, 's'));
      await group.waitFor();
      await toggle(group);
      await images(/^spare/).waitFor();
    });

    it('filters while one types, says so, and shows everything again on Escape', async () => {
      await editor().runCommand('Strata: Filter Images…');
      const box = editor().page.locator('.quick-input-widget:visible input[type="text"]');
      await box.fill(`${repository} SPARE`);
      await pane(editor(), 'Images').getByText('1 of').waitFor();
      assert.equal(await images().count(), 2);
      await editor().screenshot('filtered');
      await box.press('Enter');
      await images(/^spare/).click();
      await editor().page.keyboard.press('Escape');
      await images(/^2/).waitFor();
      await pane(editor(), 'Images').getByText('match “').waitFor({ state: 'detached' });
    });

    it('marks an image that a container runs from', async () => {
      await editor().runCommand('Strata: Group Images…');
      await quickPick().filter({ hasText: 'None' }).click();
      await images(tag).first().waitFor();
      const run = engine.api.runContainer({
        runId: held,
        reference: tag,
        name: held,
        ports: [],
        volumes: [],
        environment: [],
        command: ['sleep', '600'],
        network: 'none',
        interactive: false,
        remove: true,
      });
      const row = pane(editor(), 'Images').locator(`.monaco-list-row[aria-label*="running: ${held}"]`);
      await row.first().waitFor();
      await editor().screenshot('in use');
      await askEngine(host().socket, 'POST', `/containers/${held}/kill`);
      await run;
      await row.first().waitFor({ state: 'detached' });
    });

    it('shows what each layer added, changed and removed', async () => {
      await editor().runCommand('Strata: Filter Images…');
      await editor().answer(tag);
      await toggle(images(tag));
      await toggle(images('RUN echo changed'));
      await toggle(images(/^app/));
      const look = async (text: string): Promise<string> =>
        (await images(new RegExp(`^${text}`))
          .last()
          .getAttribute('aria-label')) ?? '';
      await images(/^link/).waitFor();
      assert.match(await look('one'), /Changed by this layer/);
      assert.match(await look('two'), /Removed by this layer/);
      assert.match(await look('old'), /Removed by this layer/);
      assert.match(await look('link'), /symbolic link.*Added by this layer/);
    });

    it('opens a file of a layer in the editor', async () => {
      await images(/^one/).last().click();
      await editor().page.locator('.editor-instance .view-line', { hasText: 'changed' }).waitFor();
      // What the layer took away can still be read.
      await images(/^two/).last().click();
      await editor().page.locator('.editor-instance .view-line', { hasText: 'two' }).waitFor();
    });

    it('lists a large folder piece by piece', async () => {
      await toggle(images('RUN echo changed'));
      await toggle(images('RUN cd /app/many'));
      await toggle(images(/^app/));
      await toggle(images(/^many/));
      await images('f0').first().waitFor();
      await editor().page.keyboard.press('End');
      const more = images('200 more…');
      await more.click();
      await more.waitFor({ state: 'detached' });
      await editor().page.keyboard.press('End');
      await images('CMD').waitFor();
    });

    it('gives an image another name', async () => {
      await editor().page.keyboard.press('Home');
      await editor().page.keyboard.press('ArrowLeft');
      await images('RUN cd').waitFor({ state: 'detached' });
      await editor().contextMenu(images(tag), 'Tag Image');
      assert.equal(await editor().inputValue(), `${repository}:`);
      await editor().answer(`${repository}:new`);
      await editor().page.locator('.statusbar').getByText(`Tagged ${repository}:new`).waitFor();
      await editor().runCommand('Strata: Clear Filter of Images');
      await images(`${repository}:new`).waitFor();
    });

    it('removes the selected names after saying that the image stays', async () => {
      await images(`${repository}:new`).click();
      await images(`${repository}:spare`).click({ modifiers: ['Control'] });
      // The inspector that the first click opened may be looked at first.
      for (let press = 0; press < 10 && (await modal().count()) === 0; press++) {
        await editor().page.waitForTimeout(500);
        await editor().page.keyboard.press('Delete');
      }
      await modal().getByText('Remove 2 images').waitFor();
      await modal().getByText('the image stays as').first().waitFor();
      await editor().screenshot('remove two');
      await modal().getByRole('button', { name: 'Remove 2' }).click();
      await images(`${repository}:new`).waitFor({ state: 'detached' });
      await images(`${repository}:spare`).waitFor({ state: 'detached' });
      await images(`${repository}:2`).waitFor();
    });

    it('runs an image in a terminal, as it is told to', async () => {
      await editor().contextMenu(images(tag), 'Run Image');
      await quickPick().filter({ hasText: 'Network' }).click();
      await editor().answer('none');
      await quickPick().filter({ hasText: 'Name' }).click();
      await editor().answer(`${held}-run`);
      await quickPick()
        .filter({ hasText: /^Command/ })
        .waitFor();
      await editor().screenshot('run options');
      await quickPick()
        .filter({ hasText: `Run ${tag}` })
        .click();
      const row = pane(editor(), 'Images').locator(`.monaco-list-row[aria-label*="running: ${held}-run"]`);
      await row.first().waitFor({ timeout: 30_000 });
      await editor().page.locator('.terminal-wrapper.active .xterm-helper-textarea').first().focus();
      await editor().page.keyboard.type('echo $((6*7))\n');
      await editor().page.waitForTimeout(500);
      await editor().screenshot('terminal');
      await editor().page.keyboard.type('exit 3\n');
      await row.first().waitFor({ state: 'detached' });
    });

    it('offers what can be cleaned up, with its size', async function () {
      this.timeout(COUNTING * 2);
      await editor().runCommand('Strata: Clean Up Images and Build Cache…');
      await quickPick()
        .filter({ hasText: /Build cache.*\d+ records/s })
        .waitFor({ timeout: COUNTING });
      await quickPick()
        .filter({ hasText: /All images that no container uses.*at least \d/s })
        .waitFor();
      await editor().screenshot('clean up');
      await editor().page.keyboard.press('Escape');
    });

    it('shows what each image has of its own', async function () {
      this.timeout(COUNTING * 2);
      await editor().runCommand('Strata: Show What Each Image Has of Its Own');
      await images(/its own/)
        .first()
        .waitFor({ timeout: COUNTING });
    });

    it('remembers how the list was shown', async function () {
      this.timeout(COUNTING * 2);
      await editor().runCommand('Strata: Sort Images…');
      await quickPick().filter({ hasText: 'Name' }).click();
      await editor().page.reload();
      await openSidebar(editor(), 'Strata');
      await images(/its own/)
        .first()
        .waitFor({ timeout: COUNTING });
      // Rows need not stand in the page as they stand on the screen.
      const drawn = await images().evaluateAll(all =>
        all
          .toSorted((a, b) => Number(a.getAttribute('data-index')) - Number(b.getAttribute('data-index')))
          .map(row => row.querySelector('.label-name')?.textContent ?? ''),
      );
      const named = drawn.filter(label => !label.startsWith('<none>'));
      assert.deepEqual(named, drawn.slice(0, named.length), 'what has no name comes last');
      const byName = new Intl.Collator('en', { numeric: true }).compare;
      assert.deepEqual(named, named.toSorted(byName));
    });
  });
}
