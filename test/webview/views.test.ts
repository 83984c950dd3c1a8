import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import type { InspectorHost } from '../../protocol/inspector.ts';
import { success } from '../../protocol/result.ts';
import type { OpenOptions } from '../kit/inspectorPage.ts';
import { realInspector } from '../kit/realInspector.ts';
import { visibleText as text, useInspector } from '../kit/useInspector.ts';
import { shop } from './shop.ts';

/** Takes an option of a drop-down list. */
async function choose(page: Page, label: string, option: string): Promise<void> {
  const list = page.locator(`vscode-single-select[label="${label}"]`);
  await list.click();
  await list.locator('li', { hasText: option }).click();
}

describe('what the inspector answers', function () {
  this.timeout(60_000);
  const openPage = useInspector();

  const open = async (over: Partial<InspectorHost> = {}, options: OpenOptions = {}) => {
    const host = await realInspector(shop, over);
    const inspector = await openPage(host, options);
    const { page } = inspector;
    await page.locator('.tabs').waitFor();
    return {
      host,
      page,
      inspector,
      tab: (name: string) => page.getByRole('tab', { name, exact: true }).click(),
      row: (name: string) =>
        page.locator('.row[role=treeitem]', { has: page.getByText(name, { exact: true }) }),
      rows: () => page.locator('.row[role=treeitem] .name').allInnerTexts(),
      listed: () => page.locator('.list-row[role=option]').allInnerTexts(),
      asked: (method: string) => host.asked.filter(one => one.method === method).map(({ params }) => params),
    };
  };
  const oneLine = (rows: readonly string[]): string[] => rows.map(row => row.replace(/\s+/g, ' ').trim());

  it('which layer brought a file, and which removed it', async () => {
    const { page, tab, listed, inspector } = await open();
    await tab('Search');
    await inspector.screenshot('search-empty');
    await page.locator('#find-text input').fill('index');
    await page.locator('.list-row.gone').waitFor();
    assert.deepEqual(oneLine(await listed()), ['/var/lib/apt/lists/index + added 2 400 kB − removed 5']);
    await page.locator('#find-text input').fill('*.js');
    await page.getByText('Paths found: 41').waitFor();
    await inspector.screenshot('search');
    await page.locator('#find-text input').fill('nothing-like-it');
    await page.getByText('Nothing found').waitFor();
  });

  it('goes from a hit to the file in its layer', async () => {
    const { page, tab } = await open();
    await tab('Search');
    await page.locator('#find-text input').fill('/app/package');
    await page.locator('.event', { hasText: '5' }).click();
    await page.locator('.row.active', { hasText: 'package.json' }).waitFor();
    assert.match(await text(page.locator('.layer.chosen')), /rm -rf/);
    assert.match(await text(page.locator('.tree-status')), /\/app\/package\.json/);
  });

  it('where the waste is, why, and what dive would say', async () => {
    const { page, tab, listed, inspector } = await open();
    await tab('Waste');
    await page.locator('#wasted .list-row[role=option]').first().waitFor();
    const rows = oneLine(await listed());
    assert.match(rows[0] ?? '', /^400 kB \/var\/lib\/apt\/lists\/index in layer 2, deleted by layer 5/);
    assert.match(rows[1] ?? '', /^300 kB \/app\/dist\/bundle\.js in layer 3, copied by layer 4/);
    const figures = await text(page.locator('.waste-facts'));
    assert.match(figures, /Reclaimable\s+701 kB/);
    assert.match(figures, /dive's score/);
    await inspector.screenshot('waste');
    await page.getByRole('button', { name: 'Deleted later' }).click();
    await page.getByText('Paths: 1').waitFor();
    await page.locator('#wasted .list-row[role=option]').first().dblclick();
    await page.locator('.row.active', { hasText: 'index' }).waitFor();
    assert.match(await text(page.locator('.layer.chosen')), /apt-get update/);
  });

  it('says of each layer what of it is wasted', async () => {
    const { page, inspector } = await open();
    await page.locator('.layer', { hasText: 'apt-get' }).getByText('400 kB wasted').waitFor();
    assert.equal(await page.locator('.layer .wasted').count(), 3);
    await inspector.screenshot('layers-waste');
  });

  it('filters the tree by name, kind, change and size, and says when nothing is left', async () => {
    const { page, row, rows, inspector } = await open();
    await page.locator('#tree-filter input').fill('bundle');
    await row('bundle.js').waitFor();
    assert.deepEqual(await rows(), ['app', 'dist', 'bundle.js']);
    await page.locator('.layer', { hasText: 'COPY' }).click();
    await page.locator('#tree-filter input').fill('');
    await choose(page, 'Size', '100 kB or more');
    await row('bundle.js').waitFor();
    assert.deepEqual(await rows(), ['app', 'dist', 'bundle.js']);
    await inspector.screenshot('filtered');
    await choose(page, 'Kind', 'Symbolic links');
    await page.getByText('Nothing matches the filter').waitFor();
    await page.getByLabel('Clear the Filter').click();
    await row('src').waitFor();
  });

  it('shows a layer alone, or all up to it with its changes', async () => {
    const { page, row, rows } = await open();
    await page.locator('.layer', { hasText: 'chown' }).click();
    await row('bundle.js').waitFor();
    await page.getByRole('button', { name: 'Up to here' }).click();
    await row('etc').waitFor();
    assert.ok((await rows()).includes('var'));
    assert.equal(await text(row('bundle.js').locator('.change')), 'M');
    assert.equal(await text(row('src').locator('.change')), '');
  });

  it('leads from a layer to its line', async () => {
    const { page, host } = await open();
    await page.locator('.layer', { hasText: 'chown' }).click();
    await page.getByRole('button', { name: 'Go to the Line in the Dockerfile' }).click();
    const asked = host.asked.filter(({ method }) => method === 'showLine').map(({ params }) => params);
    const [{ layer, diffId } = { layer: -1, diffId: '' }] = asked as { layer: number; diffId: string }[];
    assert.equal(layer, 3);
    assert.match(diffId, /^sha256:[0-9a-f]{64}$/);
  });

  it('puts the largest first', async () => {
    const { page, rows } = await open();
    await page.getByRole('button', { name: 'Size' }).click();
    await page.locator('.row[role=treeitem]').first().filter({ hasText: 'app' }).waitFor();
    assert.deepEqual((await rows()).slice(0, 3), ['app', 'usr', 'etc']);
  });

  it('opens, saves and compares files, by keyboard too', async () => {
    const { page, row, asked } = await open();
    await page.locator('.layer', { hasText: 'chown' }).click();
    await row('bundle.js').dblclick();
    const file = { layer: 3, path: 'app/dist/bundle.js' };
    await page.keyboard.press('Enter');
    await page.keyboard.press('Control+s');
    await page.getByLabel('Compare With…').click();
    assert.deepEqual(
      [asked('openFile'), asked('saveFile'), asked('compareFile')],
      [[file, file], [file], [file]],
    );
    const context = await row('bundle.js').getAttribute('data-vscode-context');
    assert.deepEqual(JSON.parse(context ?? ''), {
      webviewSection: 'strataFile',
      preventDefaultContextMenuItems: true,
      panel: 'p1',
      file,
    });
  });

  it('draws what is large, and goes into it by keyboard', async () => {
    const { page, tab, inspector, asked } = await open();
    await tab('Map');
    const map = page.locator('svg.map');
    await map.waitFor();
    await inspector.screenshot('map');
    const areas = await page.locator('.tile').evaluateAll(tiles =>
      tiles.map(tile => {
        const box = tile.querySelector('rect')?.getBoundingClientRect();
        return [tile.getAttribute('aria-label') ?? '', (box?.width ?? 0) * (box?.height ?? 0)] as const;
      }),
    );
    const area = (name: string): number => areas.find(([label]) => label.startsWith(name))?.[1] ?? 0;
    const ratio = area('bundle.js, file') / area('bash, file');
    assert.ok(ratio > 1.8 && ratio < 3.4, `300 kB by 120 kB: ${ratio}`);
    await map.focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Enter');
    await page.locator('.crumbs', { hasText: 'usr' }).waitFor();
    await page.keyboard.press('ArrowDown');
    await page.locator('svg.map').focus();
    await page.keyboard.press('Backspace');
    assert.deepEqual(
      asked('treemap').map(params => (params as { path: string }).path),
      ['', 'usr', ''],
    );
  });

  it('lists packages with the layer that brought them', async () => {
    const { page, tab, listed, inspector } = await open();
    await tab('Packages');
    await page.getByText('Debian GNU/Linux 12 (bookworm)').waitFor();
    await page.locator('#packages .list-row[role=option]').first().waitFor();
    assert.deepEqual(oneLine(await listed()), [
      'curl 7.88.1-10 512 kB 2 curl-src',
      'libc6 2.36-9 12.3 MB 1 libc6-src',
    ]);
    await inspector.screenshot('packages');
    await page.getByLabel('Filter packages').fill('libc');
    await page.getByText('Packages: 1').waitFor();
  });

  it('tells what the image is set to do', async () => {
    const { page, tab, inspector } = await open();
    await tab('About');
    const about = page.locator('.about-view');
    await about.waitFor();
    const told = await text(about);
    for (const part of [
      '["node","dist/bundle.js"]',
      '8080/tcp',
      'NODE_ENV',
      'https://example.org/shop',
      'no attestations',
    ])
      assert.ok(told.includes(part), `${part} in ${told}`);
    await inspector.screenshot('about');
  });

  it('comes back as it was left', async () => {
    const first = await open();
    await first.page.locator('.layer', { hasText: 'chown' }).click();
    await first.page.getByRole('button', { name: 'Up to here' }).click();
    await first.page.locator('#tree-filter input').fill('bundle');
    await first.row('bundle.js').waitFor();
    await first.tab('Search');
    await first.page.locator('#find-text input').fill('passwd');
    await first.page.getByText('Paths found: 1').waitFor();
    const saved = await first.inspector.savedState();
    await first.inspector.close();
    const again = await open({}, { saved });
    await again.page.getByText('Paths found: 1').waitFor();
    await again.tab('Layers');
    await again.row('bundle.js').waitFor();
    // The filter's answer comes a moment after the rows that were open.
    await again.row('etc').waitFor({ state: 'detached' });
    assert.deepEqual(await again.rows(), ['app', 'dist', 'bundle.js']);
  });

  it('looks right in light and in high contrast', async () => {
    for (const theme of ['light', 'high-contrast'] as const) {
      for (const name of ['Search', 'Waste', 'Map'] as const) {
        const { page, tab, inspector } = await open({}, { theme });
        await tab(name);
        if (name === 'Search') {
          await page.locator('#find-text input').fill('a');
          await page.locator('#found .list-row[role=option]').first().waitFor();
        } else
          await page
            .locator(name === 'Waste' ? '#wasted .list-row[role=option]' : '.tile')
            .first()
            .waitFor();
        await inspector.screenshot(`${name.toLowerCase()}-${theme}`);
        await inspector.close();
      }
    }
  });

  it('asks for another platform', async () => {
    const { page, host, inspector } = await open({
      load: async () => {
        const image = (await realInspector(shop)).load({});
        const answer = await image;
        if (!answer.ok) return answer;
        const platforms = ['linux/amd64', 'linux/arm64'].map(platform => ({
          platform,
          digest: `sha256:${platform}`,
          available: true,
        }));
        return success({ image: { ...answer.value.image, platforms }, show: undefined });
      },
    });
    await choose(page, 'Platform', 'linux/arm64');
    await page.waitForTimeout(100);
    const loads = host.asked.filter(({ method }) => method === 'load').map(({ params }) => params);
    assert.deepEqual(loads, [{ again: false }, { again: false, platform: 'linux/arm64' }]);
    assert.ok(inspector);
  });
});
