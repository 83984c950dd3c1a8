import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { mutate, probe, seedArchives } from '../../kit/imageFuzz.ts';
import { below, seeded } from '../../kit/imageRandom.ts';

describe('broken archives', () => {
  it('are opened or refused, and never break the reader', async () => {
    const archives = seedArchives();
    let opened = 0;
    for (let seed = 1; seed <= 60; seed++) {
      const random = seeded(seed);
      const archive = archives[below(random, archives.length)];
      assert.ok(archive);
      if ((await probe(mutate(archive, random))) === 'opened') opened++;
    }
    // Else the test looks at nothing but refusals.
    assert.ok(opened > 10 && opened < 60, `${opened} opened`);
  });
});
