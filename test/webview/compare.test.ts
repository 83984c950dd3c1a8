import assert from 'node:assert/strict';
import { compareOpened } from '../../client/image/compare/comparison.ts';
import { overviewOf } from '../../client/image/overview.ts';
import type { CompareHost } from '../../protocol/compare.ts';
import { failure, success } from '../../protocol/result.ts';
import type { ImageSpec } from '../kit/imageBuilder.ts';
import { openSpec } from '../kit/imageIndex.ts';
import type { ThemeName } from '../kit/themes.ts';
import { visibleText as text, useInspector } from '../kit/useInspector.ts';
import { shop } from './shop.ts';

const later: ImageSpec = {
  ...shop,
  layers: [
    ...shop.layers.slice(0, 2),
    {
      createdBy: 'COPY . /app',
      entries: [
        { name: 'app/dist/bundle.js', body: 'z'.repeat(900_000) },
        { name: 'app/package.json', body: '{}' },
      ],
    },
    ...shop.layers.slice(4),
    { createdBy: 'RUN touch /done', entries: [{ name: 'done', body: 'x' }] },
  ],
};

describe('the comparison in a browser', function () {
  this.timeout(60_000);
  const openPage = useInspector();

  const open = async (
    a: ImageSpec,
    b: ImageSpec,
    over: Partial<CompareHost> = {},
    theme: ThemeName = 'dark',
  ) => {
    const [before, after] = [await openSpec(a), await openSpec(b)];
    const images = await compareOpened(
      { image: before, overview: overviewOf(before) },
      { image: after, overview: overviewOf(after) },
    );
    const asked: unknown[] = [];
    const host: CompareHost = {
      load: async () => success(images.comparison),
      files: async request => success(images.files(request)),
      openFile: async delta => {
        asked.push(['openFile', delta.path, delta.kind]);
        return success(null);
      },
      inspect: async params => {
        asked.push(['inspect', params]);
        return success(null);
      },
      swap: async () => success(null),
      explain: async ({ failure: { code } }) =>
        success({ message: `Failed: ${code}`, advice: '', detail: '' }),
      ...over,
    };
    const side = (title: string) => ({ title, location: { kind: 'engine', reference: title } as const });
    const compare = { before: side('shop:1'), after: side('shop:2') };
    const inspector = await openPage(host, { theme, init: { compare, language: 'en', l10n: undefined } });
    const { page } = inspector;
    return { page, asked, inspector, files: () => page.locator('#deltas .list-row[role=option]') };
  };

  it('gives the verdict first, then layers, then files', async () => {
    const { page, files, asked, inspector } = await open(shop, later);
    await files().first().waitFor();
    assert.match(
      await text(page.locator('.verdict')),
      /^Grew by 279 kB, because of layer 3 \(\+579 kB\): COPY \. \/app$/,
    );
    const layers = (await page.locator('.layer-pairs tr').allInnerTexts()).map(row =>
      row.replace(/\s+/g, ' ').trim(),
    );
    assert.deepEqual(layers, [
      '+579 kB 3 → 3 rebuilt COPY . /app',
      '−300 kB 4 → – gone RUN chown -R 1000 /app/dist',
      '+1 B – → 5 new RUN touch /done',
    ]);
    assert.match(await text(files().first()), /\+600 kB[\s\S]*\/app\/dist\/bundle\.js/);
    await inspector.screenshot('compare');
    await files().first().dblclick();
    assert.deepEqual(asked, [['openFile', 'app/dist/bundle.js', 'changed']]);
    await page.getByRole('button', { name: 'Removed 41' }).click();
    await page.getByText('Paths: 41').waitFor();
    await page.getByRole('button', { name: 'Removed 41' }).click();
    await page.getByRole('button', { name: 'RUN touch /done' }).click();
    await page.getByText('Paths: 1', { exact: true }).waitFor();
    assert.match(await text(files().first()), /\/done/);
  });

  it('says when there is no difference', async () => {
    const { page } = await open(shop, shop);
    await page.getByText('No difference').waitFor();
    assert.equal(await text(page.locator('.verdict')), 'Same size.');
  });

  it('can be cancelled, and says what failed', async () => {
    let cancelled = false;
    const { page, inspector } = await open(shop, later, {
      load: (_params, { signal, onProgress } = {}) =>
        new Promise(resolve => {
          onProgress?.({
            side: 'after',
            progress: { phase: 'read', bytes: 5_000, total: 10_000, entries: 1 },
          });
          signal?.addEventListener('abort', () => {
            cancelled = true;
            resolve(failure('cancelled'));
          });
        }),
    });
    await page.getByText('Reading shop:2').waitFor();
    await inspector.screenshot('compare-progress');
    await page.getByText('Cancel', { exact: true }).click();
    await page.getByText('Failed: cancelled').waitFor();
    assert.ok(cancelled);
  });

  it('looks right in light and in high contrast', async () => {
    for (const theme of ['light', 'high-contrast'] as const) {
      const { files, inspector } = await open(shop, later, {}, theme);
      await files().first().waitFor();
      await inspector.screenshot(`compare-${theme}`);
      await inspector.close();
    }
  });
});
