import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { startEngineToBreak } from '../../scripts/engines.ts';
import { stopEngine } from '../../scripts/parts/classicEngine.ts';
import { askEngine } from '../../scripts/parts/engineHttp.ts';
import { BASE_IMAGE, ENGINE_NAMES } from '../kit/hosts/engines.ts';
import { buildTar } from '../kit/tarBuilder.ts';
import { useEditor } from './kit/editor.ts';
import { openSidebar, pane, rows, toggle } from './kit/views.ts';

const IMAGES = 50;
const TAGS = 20;

// A developer's own engine is not to be filled, and another one cannot be had without root.
if (!ENGINE_NAMES.includes('own')) {
  describe('a thousand images', function () {
    this.timeout(120_000);
    this.bail(true);
    let engine: Awaited<ReturnType<typeof startEngineToBreak>>;
    before('an engine of its own, with nothing in it', async function () {
      this.timeout(900_000);
      engine = await startEngineToBreak();
      await askEngine(engine.socket, 'DELETE', `/images/${BASE_IMAGE}?force=1`);
    });
    after('the engine ends', async () => {
      await stopEngine(engine.started);
      await rm(dirname(engine.socket), { recursive: true, force: true });
    });
    const editor = useEditor('a thousand images', {
      settings: () => ({
        'strata.engine.host': `unix://${engine.socket}`,
        'workbench.colorTheme': 'Default Dark Modern',
      }),
    });
    const images = (text?: string | RegExp) => rows(editor(), 'Images', text);

    it('are none at first, and the view says what to do', async () => {
      await openSidebar(editor(), 'Strata');
      await pane(editor(), 'Images').getByText('has no images yet').waitFor();
      await pane(editor(), 'Images').getByRole('button', { name: 'Pull Image' }).waitFor();
    });

    it('appear while they come', async () => {
      for (const other of ['Builds', 'What Will Be Sent'])
        await pane(editor(), other).locator('.pane-header').click();
      for (let index = 0; index < IMAGES; index++) {
        const tar = Buffer.from(buildTar([{ name: `file-${index}`, body: 'x'.repeat(1000 * (index + 1)) }]));
        const query = `fromSrc=-&repo=team/app-${index}&tag=0`;
        const made = await askEngine(engine.socket, 'POST', `/images/create?${query}`, tar);
        assert.equal(made.status, 200, made.body.toString('utf8'));
        const tags = Array.from({ length: TAGS - 1 }, (_, tag) =>
          askEngine(
            engine.socket,
            'POST',
            `/images/team/app-${index}:0/tag?repo=team/app-${index}&tag=${tag + 1}`,
          ),
        );
        for (const answer of await Promise.all(tags)) assert.equal(answer.status, 201);
      }
      // Which of those of the last second stands first is by name.
      await images('team/app-').first().waitFor();
      await pane(editor(), 'Images').locator('.monaco-list-row[aria-setsize="1000"]').first().waitFor();
    });

    it('are searched as one types', async () => {
      await editor().runCommand('Strata: Filter Images…');
      const box = editor().page.locator('.quick-input-widget:visible input[type="text"]');
      for (const typed of ['app', 'app-33', 'app-33:7']) await box.fill(typed);
      await pane(editor(), 'Images').getByText('1 of 1,000 match “app-33:7”').waitFor();
      await images('team/app-33:7').waitFor();
      assert.equal(await images().count(), 1);
      await box.fill('nothing like this');
      await pane(editor(), 'Images').getByText('Nothing among 1,000').waitFor();
      await editor().screenshot('nothing found');
      await box.press('Escape');
      await pane(editor(), 'Images').locator('.monaco-list-row[aria-setsize="1000"]').first().waitFor();
    });

    it('are a short list by repository', async () => {
      await editor().runCommand('Strata: Group Images…');
      await editor()
        .page.locator('.quick-input-widget:visible .monaco-list-row')
        .filter({ hasText: 'Repository' })
        .click();
      const group = images(/app-49.*20 images/s);
      await group.waitFor();
      await toggle(group);
      await images(/^19/).waitFor();
    });
  });
}
