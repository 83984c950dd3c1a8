import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installOnce } from '../../../scripts/parts/cache.ts';

/** No process has this id: Linux stops at 2^22. */
const DEAD = 2 ** 22 + 7;

describe('parts kept between runs', () => {
  const before_ = process.env.XDG_CACHE_HOME;
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'strata-cache-'));
    process.env.XDG_CACHE_HOME = folder;
  });
  afterEach(async () => {
    if (before_ === undefined) delete process.env.XDG_CACHE_HOME;
    else process.env.XDG_CACHE_HOME = before_;
    await rm(folder, { recursive: true, force: true });
  });
  const kept = (): Promise<string[]> => readdir(join(folder, 'strata'));

  it('installs once, also when asked twice at the same time', async () => {
    let installs = 0;
    const install = async (target: string): Promise<void> => {
      installs++;
      await writeFile(join(target, 'file'), 'whole');
    };
    const [first, second] = await Promise.all([
      installOnce('part-1', install),
      installOnce('part-1', install),
    ]);
    assert.equal(first, second);
    assert.equal(await readFile(join(first, 'file'), 'utf8'), 'whole');
    assert.equal(await installOnce('part-1', install), first);
    assert.equal(installs, 1);
    assert.deepEqual(await kept(), ['part-1']);
  });

  it('leaves nothing of an install that failed', async () => {
    const failing = installOnce('part-2', async target => {
      await writeFile(join(target, 'file'), 'half');
      throw new Error('the network is gone');
    });
    await assert.rejects(failing, /the network is gone/);
    assert.deepEqual(await kept(), []);
  });

  it('does an interrupted install again, from empty', async () => {
    await mkdir(join(folder, 'strata', `part-3.partial-${DEAD}-abcdef`), { recursive: true });
    await writeFile(join(folder, 'strata', 'part-3.lock'), String(DEAD));
    const target = await installOnce('part-3', async draft => {
      assert.deepEqual(await readdir(draft), []);
    });
    assert.deepEqual(await readdir(target), []);
    assert.deepEqual(await kept(), ['part-3']);
  });
});
