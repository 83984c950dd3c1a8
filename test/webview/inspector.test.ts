import assert from 'node:assert/strict';
import { failure, success } from '../../protocol/result.ts';
import { inspectedImage, inspectorHost } from '../kit/inspectedImage.ts';
import { visibleText as text } from '../kit/useInspector.ts';
import { useSampleInspector } from './openSample.ts';
import { sample, sampleDocuments, sampleLayers } from './sample.ts';

describe('the inspector in a browser', function () {
  this.timeout(60_000);
  const open = useSampleInspector();

  describe('an image', () => {
    it('shows what it is and what each layer weighs', async () => {
      const { page, layer, rows, inspector } = await open();
      await page.locator('.row', { hasText: 'usr' }).waitFor();
      assert.equal(await text(page.locator('h1')), 'shop/api:1.4.2');
      const facts = await text(page.locator('.header .facts'));
      for (const fact of ['linux/amd64', '4f5e6d7c8b9a', '63 MB', '1.9 MB'])
        assert.ok(facts.includes(fact), `${fact} in ${facts}`);
      assert.equal(await page.locator('.layer').count(), sampleLayers.length + 1);
      assert.match(await text(layer('apk add')), /59\.4 MB/);
      assert.match(await text(layer('rm -rf')), /1 removed/);
      assert.match(await text(layer('WORKDIR')), /no files/);
      const widths = await page
        .locator('.layer .bar .value')
        .evaluateAll(bars => bars.map(bar => Math.round(bar.getBoundingClientRect().width)));
      assert.equal(Math.max(...widths), widths[1], 'the largest layer has the longest bar');
      assert.ok((widths[0] ?? 0) > 0 && (widths[0] ?? 0) < (widths[1] ?? 0) / 10, String(widths));
      assert.deepEqual(await rows(), ['app', 'bin', 'etc', 'lib', 'tmp', 'usr', 'var']);
      await inspector.screenshot('dark');
    });

    it('shows the files of the chosen layer with what it did to them', async () => {
      const { page, layer, row, inspector } = await open();
      await layer('rm -rf').click();
      await row('var').click();
      await row('cache').click();
      await row('apk').click();
      const removed = row('APKINDEX.tar.gz');
      await removed.waitFor();
      assert.equal(
        await removed.locator('.name').evaluate(name => getComputedStyle(name).textDecorationLine),
        'line-through',
      );
      assert.equal(await text(removed.locator('.change')), 'D');
      await row('app').click();
      assert.equal(await text(row('package.json').locator('.change')), 'M');
      assert.equal(await text(row('package.json').locator('.owner')), '1000:1000');
      const strip = await text(page.locator('.detail-strip'));
      assert.match(strip, /rm -rf \/var\/cache/);
      assert.match(strip, /Stored\s+312/);
      await inspector.screenshot('removed');
    });

    it('tells modes, owners and link targets', async () => {
      const { layer, row, page, inspector } = await open();
      await layer('alpine-minirootfs').click();
      await row('bin').click();
      assert.match(await text(row('ash')), /→ \/bin\/busybox/);
      assert.equal(await text(row('ash').locator('.mode')), 'lrwxrwxrwx');
      assert.equal(await text(row('tmp').locator('.mode')), 'drwxrwxrwt');
      await row('usr').click();
      // There is a /bin too: only the folder one level down is meant, once it is there.
      await row('bin').and(page.locator('[aria-level="2"]')).click();
      await row('su').waitFor();
      assert.equal(await text(row('su').locator('.mode')), '-rwsr-xr-x');
      await row('su').click();
      assert.match(await text(page.locator('.tree-status')), /\/usr\/bin\/su/);
      await inspector.screenshot('modes');
    });

    it('keeps folders open from one layer to the next', async () => {
      const { layer, row } = await open();
      await layer('alpine-minirootfs').click();
      await row('etc').click();
      await row('shadow').waitFor();
      await layer('apk add').click();
      await row('world').waitFor({ state: 'detached' });
      await row('passwd').waitFor();
      assert.equal(await text(row('passwd').locator('.change')), 'M');
    });

    it('flags a broken layer beside the good ones', async () => {
      const broken = sampleLayers.map((layer, index) =>
        index === 1 ? { ...layer, made: [], error: 'gzip: unexpected end of data after 1204 bytes' } : layer,
      );
      const { page, layer, row, inspector } = await open(inspectorHost(inspectedImage(broken)));
      assert.match(await text(layer('apk add')), /Could not be read/);
      await layer('apk add').click();
      await page.getByText('unexpected end of data').waitFor();
      await inspector.screenshot('broken-layer');
      await layer('rm -rf').click();
      await row('var').waitFor();
    });

    it('tells what was odd in a layer that could be read', async () => {
      const notes = Array.from({ length: 7 }, (_, index) => `a name climbs out of the root: ../${index}`);
      const odd = sampleLayers.map((layer, index) => (index === 2 ? { ...layer, notes } : layer));
      const { page, layer, row } = await open(inspectorHost(inspectedImage(odd)));
      await layer('whole project').click();
      await row('app').waitFor();
      assert.equal(await page.locator('.notes li').count(), 6);
      assert.match(await text(page.locator('.notes')), /\.\.\/4[\s\S]*2 more/);
    });

    it('says when a layer, or an image, holds nothing', async () => {
      const { page, layer, inspector } = await open();
      await layer('WORKDIR').click();
      await page.getByText('This layer changes no files.').waitFor();
      await inspector.screenshot('empty-layer');
      await inspector.close();
      const none = await open(inspectorHost(inspectedImage([])));
      await none.page.getByText('This image has no layers').waitFor();
      await none.inspector.screenshot('no-layers');
    });

    it('shows the layer that the extension asks for', async () => {
      const { inspector, page, row } = await open();
      await page.locator('.row', { hasText: 'usr' }).waitFor();
      assert.deepEqual(await inspector.calls.showLayer({ layer: 2 }), { ok: true, value: null });
      await row('package.json').waitFor();
      assert.match(await text(page.locator('.layer.chosen')), /COPY/);
    });
  });

  describe('its keyboard', () => {
    it('walks the layers', async () => {
      const { page, layer } = await open();
      await layer('All layers').click();
      await page.locator('.layers').focus();
      await page.keyboard.press('ArrowDown');
      assert.match(await text(page.locator('.layer.chosen')), /alpine/);
      await page.keyboard.press('End');
      assert.match(await text(page.locator('.layer.chosen')), /WORKDIR/);
      assert.equal(await page.locator('.layers').getAttribute('aria-activedescendant'), 'layer-4');
      await page.keyboard.press('Home');
      assert.match(await text(page.locator('.layer.chosen')), /All layers/);
    });

    it('walks the tree: arrows, Home, End, Enter', async () => {
      const { page, active, rows, row } = await open();
      await page.locator('.row', { hasText: 'usr' }).waitFor();
      await page.locator('.tree').focus();
      assert.equal(await active(), 'app');
      await page.keyboard.press('End');
      assert.equal(await active(), 'var');
      await page.keyboard.press('Home');
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('ArrowDown');
      assert.equal(await active(), 'etc');
      await page.keyboard.press('ArrowRight');
      await row('passwd').waitFor();
      assert.equal(await page.locator('.row.active').getAttribute('aria-expanded'), 'true');
      await page.keyboard.press('ArrowRight');
      assert.equal(await active(), 'apk');
      await page.keyboard.press('ArrowDown');
      assert.equal(await active(), 'group');
      await page.keyboard.press('ArrowLeft');
      assert.equal(await active(), 'etc');
      await page.keyboard.press('ArrowLeft');
      assert.deepEqual(await rows(), ['app', 'bin', 'etc', 'lib', 'tmp', 'usr', 'var']);
      await page.keyboard.press('Enter');
      await row('passwd').waitFor();
      const id = await page.locator('.row.active').getAttribute('id');
      assert.equal(await page.locator('.tree').getAttribute('aria-activedescendant'), id);
    });

    it('reaches everything by Tab, and moves between the tabs by arrows', async () => {
      const { page } = await open();
      await page.locator('.row', { hasText: 'usr' }).waitFor();
      const reached: string[] = [];
      for (let presses = 0; presses < 20; presses++) {
        await page.keyboard.press('Tab');
        const name = await page.evaluate(
          () =>
            document.activeElement?.getAttribute('aria-label') ??
            document.activeElement?.textContent?.trim() ??
            '',
        );
        if (name) reached.push(name);
      }
      for (const wanted of ['Read Again', 'Copy ID', 'Layers', 'Files', 'Copy Path'])
        assert.ok(reached.includes(wanted), `${wanted} in ${reached}`);
      await page.getByRole('tab', { name: 'Layers' }).focus();
      await page.keyboard.press('ArrowRight');
      await page.locator('#find-text input').waitFor();
      assert.equal(await text(page.locator('[role=tab][aria-selected=true]')), 'Search');
      await page.keyboard.press('End');
      await page.locator('.message[role=alert]').waitFor();
      assert.equal(await text(page.locator('[role=tab][aria-selected=true]')), 'History');
    });

    it('tells a screen reader where each row stands', async () => {
      const { page, row } = await open();
      await row('etc').click();
      await row('passwd').waitFor();
      const said = await row('passwd').evaluate(element =>
        ['aria-level', 'aria-posinset', 'aria-setsize', 'aria-label'].map(name => element.getAttribute(name)),
      );
      assert.deepEqual(said, ['2', '3', '4', 'passwd, file, 1.2 kB']);
      assert.equal(await page.locator('[role=tree]').getAttribute('aria-label'), 'Files');
    });
  });

  describe('its documents', () => {
    it('are readable, can be copied and opened', async () => {
      const { page, host, inspector } = await open();
      await page.getByRole('tab', { name: 'Manifest' }).click();
      assert.equal(await page.locator('.json').textContent(), sampleDocuments.manifest);
      assert.ok((await page.locator('.json-key').count()) > 5);
      await inspector.screenshot('manifest');
      await page.getByText('Copy', { exact: true }).click();
      await page.getByText('Copied').waitFor();
      await page.getByText('Open in Editor').click();
      await page.getByRole('tab', { name: 'Config' }).click();
      await page.getByText('PATH=/usr/bin:/bin').waitFor();
      await page.getByRole('tab', { name: 'Manifest' }).click();
      const asked = host.asked.filter(({ method }) => method !== 'children' && method !== 'wasteSummary');
      assert.deepEqual(asked, [
        { method: 'load', params: { again: false } },
        { method: 'document', params: { kind: 'manifest' } },
        { method: 'copy', params: { text: sampleDocuments.manifest } },
        { method: 'openDocument', params: { kind: 'manifest' } },
        { method: 'document', params: { kind: 'config' } },
      ]);
    });

    it('that cannot be had say why, and are asked for again', async () => {
      let answers = 0;
      const host = inspectorHost(
        sample(),
        {},
        {
          document: async () => (answers++ === 0 ? failure('engine-gone') : success('{}')),
        },
      );
      const { page } = await open(host);
      await page.getByRole('tab', { name: 'Config' }).click();
      await page.getByText('Failed: engine-gone').waitFor();
      await page.getByText('Try Again').click();
      await page.locator('.json').waitFor();
    });
  });
});
