import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Registry, startRegistry } from '../../scripts/parts/registry.ts';
import { dockerSaveModern, type ImageSpec, ociLayout } from '../kit/imageBuilder.ts';
import { pushLayout } from '../kit/registryImages.ts';
import { shop } from '../webview/shop.ts';
import { useEditor } from './kit/editor.ts';
import { explorerRow, notification, webview } from './kit/views.ts';

/** The same shop a build later: one file more, one less, one changed. */
const next: ImageSpec = {
  ...shop,
  tags: ['shop:2'],
  layers: shop.layers.map((layer, index) =>
    index === 2
      ? {
          ...layer,
          entries: [
            ...(layer.entries ?? []).slice(1),
            { name: 'app/dist/vendor.js', body: 'y'.repeat(500_000) },
            { name: 'app/README.md', body: '# Shop\n\nsecond build\n' },
          ],
        }
      : layer,
  ),
};

const first: ImageSpec = {
  ...shop,
  layers: shop.layers.map((layer, index) =>
    index === 2
      ? {
          ...layer,
          entries: [...(layer.entries ?? []), { name: 'app/README.md', body: '# Shop\n\nfirst build\n' }],
        }
      : layer,
  ),
};

describe('an image without an engine', function () {
  this.timeout(90_000);
  this.bail(true);
  let registry: Registry;
  before('a registry', async () => {
    registry = await startRegistry();
    await pushLayout(ociLayout([next]), `${registry.host}/team/shop:2`);
  });
  after('the registry ends', () => registry?.stop());
  const editor = useEditor('inspector', {
    files: {
      'shop-1.tar': dockerSaveModern([first]),
      'shop-2.tar': dockerSaveModern([next]),
      'no-image.tar': 'this is no archive',
      ...Object.fromEntries(
        [...ociLayout([next], { attestations: true })].map(([path, bytes]) => [`layout/${path}`, bytes]),
      ),
    },
    settings: () => ({
      'workbench.colorTheme': 'Default Dark Modern',
      'strata.registry.insecure': [registry.host],
    }),
  });
  const page = () => webview(editor());

  it('opens an archive from the explorer', async () => {
    await explorerRow(editor(), 'shop-1.tar').waitFor();
    await editor().contextMenu(explorerRow(editor(), 'shop-1.tar'), 'Inspect Image Archive');
    await page().locator('.layer', { hasText: 'apt-get update' }).waitFor();
    assert.match((await page().locator('.header').textContent()) ?? '', /Reclaimable/);
  });

  it('tells which layer brought a file and which removed it', async () => {
    await page().getByRole('tab', { name: 'Search' }).click();
    await page().locator('#find-text input').fill('readme');
    await page().locator('#found .list-row', { hasText: '/app/README.md' }).waitFor();
  });

  it('opens a file in its language', async () => {
    await page().locator('#found .list-row', { hasText: '/app/README.md' }).dblclick();
    await page().locator('.row.active', { hasText: 'README.md' }).waitFor();
    await editor().page.keyboard.press('Enter');
    await editor().page.locator('.tab.active[data-resource-name="README.md"]').waitFor();
    await editor().page.locator('.view-line', { hasText: 'first build' }).waitFor();
    await editor().page.locator('.statusbar-item', { hasText: 'Markdown' }).waitFor();
  });

  it('goes back to the inspector as it was', async () => {
    await editor().page.locator('.tab', { hasText: 'shop-1.tar' }).click();
    await page().locator('.row.active', { hasText: 'README.md' }).waitFor();
  });

  it('offers what can be done with a file in the menu of the editor', async () => {
    await page().locator('.row', { hasText: 'package.json' }).click({ button: 'right' });
    const menu = editor().page.locator('.monaco-menu');
    await menu.getByText('Compare With…').waitFor();
    await menu.getByText('Save As…').waitFor();
  });

  it('compares a file of two layers', async () => {
    await editor().page.waitForTimeout(500);
    await editor().page.locator('.monaco-menu').getByText('Compare With…').click();
    await editor().page.locator('.quick-input-list .monaco-list-row', { hasText: 'Layer 5' }).click();
    await editor().page.locator('.tab.active', { hasText: 'layer 3 ↔ layer 5' }).waitFor();
    await editor().page.locator('.monaco-diff-editor').first().waitFor();
  });

  it('shows the waste', async () => {
    await editor().page.locator('.tab', { hasText: 'shop-1.tar' }).click();
    await page().getByRole('tab', { name: 'Waste' }).click();
    await page().locator('#wasted .list-row', { hasText: '/var/lib/apt/lists/index' }).waitFor();
  });

  it('compares two images', async () => {
    await page().getByRole('button', { name: 'Compare With Another Image…' }).click();
    await editor().choose('', 'Image archive or OCI layout');
    await editor()
      .page.locator('.quick-input-widget:visible .monaco-list-row', { hasText: 'shop-2.tar' })
      .click();
    const verdict = page().locator('.verdict');
    await verdict.waitFor();
    assert.match(
      (await verdict.textContent()) ?? '',
      /Grew by 500 kB, because of layer 3 \(\+500 kB\): COPY \. \/app/,
    );
    await page().locator('#deltas .list-row', { hasText: '/app/dist/vendor.js' }).waitFor();
  });

  it('shows what changed in a file of both', async () => {
    await page().locator('#deltas .list-row', { hasText: '/app/README.md' }).dblclick();
    await editor()
      .page.locator('.monaco-diff-editor .view-line', { hasText: 'second build' })
      .first()
      .waitFor();
  });

  it('opens a layout from its folder, with what its builder attests', async () => {
    await editor().contextMenu(explorerRow(editor(), 'layout'), 'Inspect Image Archive');
    await page().locator('h1', { hasText: 'layout' }).waitFor();
    await page().getByRole('tab', { name: 'About' }).click();
    await page().locator('.about-view', { hasText: 'slsa.dev/provenance' }).waitFor();
  });

  it('is offered as an editor for archives, and says what is wrong with one', async () => {
    await explorerRow(editor(), 'no-image.tar').click();
    await editor().runCommand('View: Reopen Editor With...');
    await editor().page.locator('.quick-input-list .monaco-list-row', { hasText: 'Image Inspector' }).click();
    await page().locator('.message[role=alert]').waitFor();
  });

  it('comes back with the window, as it was left', async () => {
    await editor().page.locator('.tab', { hasText: 'shop-1.tar ↔' }).click();
    await page().locator('.verdict').waitFor();
    await editor()
      .page.locator('.tab', { hasText: /^shop-1\.tar$/ })
      .click();
    await page().getByRole('tab', { name: 'Search' }).click();
    await page().locator('#found .list-row', { hasText: '/app/README.md' }).waitFor();
    // The editor writes down what is open when it closes; the browser's own reload would not let it.
    await editor().runCommand('Developer: Reload Window');
    await editor().page.locator('.explorer-folders-view').waitFor({ state: 'detached' });
    await editor()
      .page.locator('.tab', { hasText: /^shop-1\.tar$/ })
      .click({ timeout: 60_000 });
    await page().locator('#found .list-row', { hasText: '/app/README.md' }).waitFor({ timeout: 60_000 });
    assert.equal(await page().locator('#find-text input').inputValue(), 'readme');
  });

  it('looks into an image where it lies in a registry', async () => {
    await editor().runCommand('Strata: Inspect Image in Registry…');
    await editor().answer(`${registry.host}/team/shop:2`);
    await page().locator('h1', { hasText: '/team/shop:2' }).waitFor();
    await page().locator('.layer', { hasText: 'apt-get update' }).waitFor();
    await page().getByRole('tab', { name: 'Map' }).click();
    await page().locator('.tile', { hasText: 'vendor.js' }).waitFor();
  });

  it('saves a file out', async () => {
    await explorerRow(editor(), 'shop-2.tar').click();
    await editor().contextMenu(explorerRow(editor(), 'shop-2.tar'), 'Inspect Image Archive');
    await page().locator('h1', { hasText: 'shop-2.tar' }).waitFor();
    await page().locator('#tree-filter input').fill('vendor');
    await page().locator('.row', { hasText: 'vendor.js' }).click();
    await page().getByRole('button', { name: 'Save As… (Ctrl+S)' }).click();
    const target = join(editor().workspace, 'saved.js');
    const box = editor().page.locator('.quick-input-widget:visible input[type="text"]');
    // The dialog fills in its own proposal once it has listed the folder.
    await editor()
      .page.locator('.quick-input-widget:visible .monaco-list-row', { hasText: 'hello' })
      .waitFor();
    await box.fill(target);
    await box.press('Enter');
    await explorerRow(editor(), 'saved.js').waitFor();
    assert.equal((await readFile(target)).length, 500_000);
    assert.equal(await notification(editor(), 'could not').count(), 0);
  });
});
