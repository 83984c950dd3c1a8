import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { startEngineToBreak } from '../../scripts/engines.ts';
import { stopEngine } from '../../scripts/parts/classicEngine.ts';
import { BASE_IMAGE, ENGINE_NAMES } from '../kit/hosts/engines.ts';
import { useEditor } from './kit/editor.ts';
import { squiggles } from './kit/text.ts';
import { openSidebar, pane, rows } from './kit/views.ts';

describe('no engine', function () {
  this.timeout(60_000);
  this.bail(true);
  const editor = useEditor('no engine', {
    settings: () => ({ 'strata.engine.host': `unix://${join(tmpdir(), 'strata-no-such-engine.sock')}` }),
  });

  it('says what to do', async () => {
    await openSidebar(editor(), 'Strata');
    await pane(editor(), 'Images').getByText('No Docker engine answers').waitFor();
    await pane(editor(), 'Images').getByRole('button', { name: 'Select Docker Context' }).waitFor();
  });

  it('goes on with everything else', async () => {
    await editor().openFile('mistakes/Dockerfile');
    await squiggles(editor(), 'error').first().waitFor();
  });
});

// A developer's own engine is not to be killed, and another one cannot be had without root.
if (!ENGINE_NAMES.includes('own')) {
  describe('an engine killed while it lists its images', function () {
    this.timeout(60_000);
    this.bail(true);
    let engine: Awaited<ReturnType<typeof startEngineToBreak>>;
    before('an engine of its own', async function () {
      this.timeout(900_000);
      engine = await startEngineToBreak();
    });
    after('the engine ends', async () => {
      await stopEngine(engine.started);
      await rm(dirname(engine.socket), { recursive: true, force: true });
    });
    const editor = useEditor('engine killed', {
      settings: () => ({ 'strata.engine.host': `unix://${engine.socket}` }),
    });

    it('lists its images', async () => {
      await openSidebar(editor(), 'Strata');
      await rows(editor(), 'Images', BASE_IMAGE).waitFor();
    });

    it('shows that it waits while the engine hangs', async () => {
      process.kill(engine.started.pid, 'SIGSTOP');
      await editor().runCommand('Strata: Refresh Images');
      await pane(editor(), 'Images').locator('.monaco-progress-container.active').waitFor();
    });

    it('says so when the engine is gone', async () => {
      await stopEngine(engine.started, 0);
      await pane(editor(), 'Images').getByText('No Docker engine answers').waitFor();
      assert.equal(await rows(editor(), 'Images').count(), 0);
    });

    it('shows the images again when the engine is back', async () => {
      engine = await startEngineToBreak();
      await rows(editor(), 'Images', BASE_IMAGE).waitFor({ timeout: 45_000 });
    });
  });
}
