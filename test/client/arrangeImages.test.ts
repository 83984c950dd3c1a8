import assert from 'node:assert/strict';
import { arrangeImages } from '../../client/views/arrangeImages.ts';
import { modeText } from '../../client/views/fileMode.ts';
import { imageUses } from '../../client/views/imageUse.ts';
import { defaultOptions, type ListOptions, readOptions } from '../../client/views/listOptions.ts';
import { OwnSizes } from '../../client/views/ownSizes.ts';
import type { DiskUsage } from '../../protocol/containers.ts';
import type { ImageSummary } from '../../protocol/engine.ts';
import { failure, type Outcome, success } from '../../protocol/result.ts';

const DAY = 86_400_000;
const NOW = 1_000 * DAY;

const image = (id: string, tags: readonly string[], over: Partial<ImageSummary> = {}): ImageSummary => ({
  id: `sha256:${id}`,
  tags,
  digests: [],
  created: NOW,
  size: 1_000_000,
  containers: undefined,
  ...over,
});

const IMAGES: readonly ImageSummary[] = [
  image('1', ['app:10', 'app:latest'], { created: NOW - 1_000, size: 50_000_000 }),
  image('2', ['app:9'], { created: NOW - 3 * DAY, size: 200_000_000 }),
  image('3', ['localhost:5000/team/db:9'], { created: NOW - 20 * DAY, size: 2_000_000_000 }),
  image('4', [], { created: NOW - 400 * DAY }),
  image('5', [], { created: NOW - 100 * DAY, digests: ['alpine@sha256:abc'] }),
];

const useOf = imageUses([
  { id: 'c1', name: 'web', imageId: 'sha256:2', image: 'app:9', state: 'running' },
  { id: 'c2', name: 'job', imageId: 'sha256:2', image: 'app:9', state: 'exited' },
]);

const arrange = (options: Partial<ListOptions>) =>
  arrangeImages(IMAGES, { ...defaultOptions, ...options }, useOf, NOW);
const names = (rows: readonly { readonly tag: string | undefined; readonly key: string }[]) =>
  rows.map(({ tag, key }) => tag ?? key);
const groups = (options: Partial<ListOptions>) =>
  arrange(options).groups?.map(({ value, rows }) => [value, names(rows)]);

describe('images in the sidebar', () => {
  it('stand in the order that is wanted, numbers in names by their value', () => {
    assert.deepEqual(names(arrange({ sorting: 'age' }).rows), [
      'app:10',
      'app:latest',
      'app:9',
      'localhost:5000/team/db:9',
      'sha256:5',
      'sha256:4',
    ]);
    assert.deepEqual(names(arrange({ sorting: 'name' }).rows).slice(0, 4), [
      'app:9',
      'app:10',
      'app:latest',
      'localhost:5000/team/db:9',
    ]);
    assert.deepEqual(names(arrange({ sorting: 'size' }).rows).slice(0, 3), [
      'localhost:5000/team/db:9',
      'app:9',
      'app:10',
    ]);
  });

  it('are grouped as one likes, in the order of their groups', () => {
    assert.equal(groups({ grouping: 'none' }), undefined);
    assert.deepEqual(groups({ grouping: 'repository' }), [
      ['app', ['app:10', 'app:latest', 'app:9']],
      ['localhost:5000/team/db', ['localhost:5000/team/db:9']],
      ['alpine', ['sha256:5']],
      [undefined, ['sha256:4']],
    ]);
    assert.deepEqual(groups({ grouping: 'tag', sorting: 'name' }), [
      ['9', ['app:9', 'localhost:5000/team/db:9']],
      ['10', ['app:10']],
      ['latest', ['app:latest']],
      [undefined, ['sha256:5', 'sha256:4']],
    ]);
    assert.deepEqual(
      groups({ grouping: 'age', sorting: 'size' })?.map(([band]) => band),
      ['day', 'week', 'month', 'year', 'older'],
    );
    assert.deepEqual(
      groups({ grouping: 'size' })?.map(([band]) => band),
      ['huge', 'large', 'medium', 'small'],
    );
  });

  it('are filtered by all words, in names, ids, digests and containers', () => {
    const found = (filter: string) => names(arrange({ filter }).rows);
    assert.deepEqual(found('APP 9'), ['app:9']);
    assert.deepEqual(found('web'), ['app:9']);
    assert.deepEqual(found('sha256:3'), ['localhost:5000/team/db:9']);
    assert.deepEqual(found('alpine'), ['sha256:5']);
    assert.deepEqual(found('  '), names(arrange({}).rows));
    const none = arrange({ filter: 'nothing like it' });
    assert.deepEqual([none.rows.length, none.filtered, none.hiddenDangling], [0, 6, 0]);
  });

  it('without a name can be left out; one with a digest has a name', () => {
    const { rows, filtered, hiddenDangling } = arrange({ dangling: false });
    assert.equal(names(rows).includes('sha256:4'), false);
    assert.equal(names(rows).includes('sha256:5'), true);
    assert.deepEqual([filtered, hiddenDangling], [0, 1]);
  });

  it('know their containers', () => {
    assert.deepEqual(useOf('sha256:2'), { running: ['web'], stopped: ['job'] });
    assert.deepEqual(useOf('sha256:1'), { running: [], stopped: [] });
    assert.equal(imageUses(undefined)('sha256:2'), undefined);
  });

  it('are arranged in time that grows with their number', () => {
    const many = (count: number) =>
      Array.from({ length: count }, (_, index) => image(String(index), [`team/app-${index % 97}:${index}`]));
    const cost = (images: readonly ImageSummary[]): number => {
      const begun = process.cpuUsage();
      for (const grouping of ['none', 'repository', 'tag', 'age', 'size'] as const)
        arrangeImages(images, { ...defaultOptions, grouping, filter: 'app' }, useOf, NOW);
      const { user, system } = process.cpuUsage(begun);
      return user + system;
    };
    const [small, large] = [many(100), many(1_000)];
    cost(small);
    const ratios = [1, 2].map(() => cost(large) / Math.max(cost(small), 1));
    assert.ok(Math.min(...ratios) < 30, ratios.join(' '));
  });

  it('options that were kept are read with care', () => {
    assert.deepEqual(readOptions(undefined), defaultOptions);
    assert.deepEqual(
      readOptions({ grouping: 'colour', sorting: 1, filter: 2, dangling: 'x' }),
      defaultOptions,
    );
    const kept: ListOptions = {
      grouping: 'tag',
      sorting: 'size',
      filter: 'a',
      dangling: false,
      ownSizes: true,
    };
    assert.deepEqual(readOptions(JSON.parse(JSON.stringify(kept))), kept);
  });
});

describe('modes of files', () => {
  it('read as ls shows them', () => {
    assert.deepEqual([0o755, 0o4755, 0o2644, 0o1777, 0].map(modeText), [
      'rwxr-xr-x',
      'rwsr-xr-x',
      'rw-r-Sr--',
      'rwxrwxrwt',
      '---------',
    ]);
  });
});

describe('what images have of their own', () => {
  const usage = (size: number): Outcome<DiskUsage> =>
    success({
      layers: 0,
      images: [{ id: 'a', size, shared: 10 }],
      cache: { records: 0, size: 0, reclaimable: 0 },
    });

  it('is asked for once as long as the images are the same', async () => {
    let asked = 0;
    let changes = 0;
    const sizes = new OwnSizes(
      async () => {
        asked++;
        return usage(30 + asked);
      },
      () => changes++,
    );
    await sizes.want(['a', 'b']);
    await sizes.want(['b', 'a']);
    assert.deepEqual([asked, changes, sizes.get('a'), sizes.get('b')], [1, 1, 21, undefined]);
    await sizes.want(['a']);
    assert.deepEqual([asked, sizes.get('a')], [2, 22]);
    sizes.stop({ forget: true });
    assert.equal(sizes.get('a'), undefined);
  });

  it('is not asked for twice at a time, and not told when nobody looks any more', async () => {
    let answer: (usage: Outcome<DiskUsage>) => void = () => {};
    let changes = 0;
    let asked = 0;
    const sizes = new OwnSizes(
      () => {
        asked++;
        return new Promise(resolve => {
          answer = resolve;
        });
      },
      () => changes++,
    );
    const wanting = sizes.want(['a']);
    await sizes.want(['a', 'b']);
    assert.deepEqual([asked, sizes.isAsking], [1, true]);
    sizes.stop();
    answer(usage(30));
    await wanting;
    assert.deepEqual([changes, sizes.get('a'), sizes.isAsking], [0, undefined, false]);
  });

  it('that cannot be counted is said, and not asked for again and again', async () => {
    let asked = 0;
    const told: unknown[] = [];
    const sizes = new OwnSizes(
      async () => {
        asked++;
        return failure('engine-error');
      },
      problem => told.push(problem?.code),
    );
    await sizes.want(['a']);
    await sizes.want(['a']);
    assert.deepEqual([asked, told, sizes.hasFailed], [1, ['engine-error'], true]);
  });
});
