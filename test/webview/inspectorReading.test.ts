import assert from 'node:assert/strict';
import { failure, success } from '../../protocol/result.ts';
import { drivenLoad, inspectedImage, inspectorHost } from '../kit/inspectedImage.ts';
import { visibleText as text } from '../kit/useInspector.ts';
import { useSampleInspector } from './openSample.ts';
import { sample } from './sample.ts';

describe('the inspector while it reads, and after', function () {
  this.timeout(60_000);
  const open = useSampleInspector();

  describe('reading', () => {
    it('shows how far it is, and stops when told to', async () => {
      const driven = drivenLoad();
      const { page, inspector } = await open(inspectorHost(sample(), {}, { load: driven.load }));
      await page.getByText('Reading shop/api:1.4.2').waitFor();
      driven.report({ phase: 'export', bytes: 123_456_789, total: 400_000_000, entries: 0 });
      await page.getByText('123 MB of 400 MB').waitFor();
      driven.report({ phase: 'read', bytes: 200_000_000, total: undefined, entries: 12_345 });
      await page.getByText('12,345 files').waitFor();
      await inspector.screenshot('progress');
      await page.getByText('Cancel', { exact: true }).click();
      await page.getByText('Failed: cancelled').waitFor();
      await inspector.screenshot('cancelled');
      await page.getByText('Read the Image').click();
      await page.getByText('Reading shop/api:1.4.2').waitFor();
      driven.end(success({ image: sample().image, show: undefined }));
      await page.locator('.layer').first().waitFor();
    });

    it('tells why it failed and tries again', async () => {
      let answers = 0;
      const host = inspectorHost(
        sample(),
        {},
        {
          load: async () =>
            answers++ === 0
              ? failure('engine-unreachable', { address: 'unix:///var/run/docker.sock' }, 'connect ENOENT')
              : success({ image: sample().image, show: 3 }),
        },
      );
      const { page, inspector } = await open(host);
      await page.getByText('Failed: engine-unreachable').waitFor();
      await page.getByText('connect ENOENT').waitFor();
      await inspector.screenshot('failed');
      await page.getByText('Try Again').click();
      await page.locator('.layer.chosen', { hasText: 'rm -rf' }).waitFor();
    });

    it('of one folder that failed is tried again by Enter', async () => {
      let answers = 0;
      const made = sample();
      const good = inspectorHost(made);
      const host = inspectorHost(
        made,
        {},
        {
          children: params =>
            params.path === 'etc' && answers++ === 0
              ? Promise.resolve(failure('internal', undefined, 'lost'))
              : good.children(params),
        },
      );
      const { page, row } = await open(host);
      await row('etc').click();
      await page.getByText('Could not be read.').first().waitFor();
      await page.locator('.tree').focus();
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Enter');
      await row('passwd').waitFor();
    });
  });

  it('draws and fetches only what is seen of 100,000 files', async () => {
    const made = inspectedImage([
      {
        made: Array.from({ length: 100_000 }, (_, index) => ({
          path: `data/file-${String(index).padStart(6, '0')}`,
          size: index,
        })),
      },
    ]);
    const host = inspectorHost(made);
    const { page, row, active, inspector } = await open(host);
    await row('file-000000').waitFor();
    await page.locator('.tree').focus();
    await page.keyboard.press('End');
    await row('file-099999').waitFor();
    assert.equal(await active(), 'file-099999');
    await page.locator('.tree').evaluate(tree => {
      tree.scrollTop = tree.scrollHeight / 2;
    });
    await page.locator('.row', { hasText: 'file-05' }).first().waitFor();
    await inspector.screenshot('many-files');
    assert.ok((await page.locator('.row').count()) < 120);
    const children = host.asked.filter(({ method }) => method === 'children');
    assert.ok(children.length < 10, `${children.length} requests`);
    assert.ok(children.every(({ params }) => (params as { limit: number }).limit <= 200));
  });

  it('comes back as it was left', async () => {
    const first = await open();
    await first.layer('alpine-minirootfs').click();
    await first.row('etc').click();
    await first.row('shadow').click();
    await first.page.locator('.tree-status', { hasText: '/etc/shadow' }).waitFor();
    const saved = await first.inspector.savedState();
    await first.inspector.close();

    const again = await open(undefined, { saved });
    await again.row('shadow').waitFor();
    assert.match(await text(again.page.locator('.layer.chosen')), /alpine/);
    assert.equal(await again.active(), 'shadow');
    await again.inspector.close();

    const other = await open(undefined, {
      saved,
      init: { location: { kind: 'path', path: '/other.tar' }, title: 'other.tar' },
    });
    await other.row('usr').waitFor();
    assert.match(await text(other.page.locator('.layer.chosen')), /All layers/);
  });

  it('speaks the language of the editor', async () => {
    const { page } = await open(undefined, {
      init: { language: 'fr', l10n: { 'All layers': 'Toutes les couches', Files: { message: 'Fichiers' } } },
    });
    await page.getByText('Toutes les couches').waitFor();
    assert.match(await text(page.locator('.header .facts')), /Fichiers\s+63\sMo/);
  });

  for (const theme of ['light', 'high-contrast'] as const) {
    it(`is readable in a ${theme} theme`, async () => {
      const { page, layer, row, inspector } = await open(undefined, { theme });
      await layer('apk add').click();
      await row('usr').click();
      await row('etc').click();
      await row('passwd').waitFor();
      await page.locator('.tree').focus();
      await inspector.screenshot(theme);
      const [text, ground] = await page.evaluate(() => {
        const style = getComputedStyle(document.body);
        return [style.color, style.backgroundColor];
      });
      assert.notEqual(text, ground);
    });
  }

  it('fits a narrow editor', async () => {
    const { page, layer, row, inspector } = await open(undefined, { width: 420, height: 760 });
    await layer('apk add').click();
    await row('usr').waitFor();
    const [layers, files] = await Promise.all(
      ['.layers', '.tree'].map(part => page.locator(part).boundingBox()),
    );
    assert.ok(layers && files && files.y >= layers.y + layers.height, 'files stand below the layers');
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth > innerWidth), false);
    assert.equal(await row('usr').locator('.owner').isVisible(), false);
    await inspector.screenshot('narrow');
  });
});
