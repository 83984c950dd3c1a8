import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { type DiveScore, diveScore } from '../../../client/image/diveScore.ts';
import { naiveDive } from '../../kit/imageDive.ts';
import { stackOf } from '../../kit/imageIndex.ts';
import { below, pick, type Random, seeded } from '../../kit/imageRandom.ts';
import type { TarSpec } from '../../kit/tarBuilder.ts';

const file = (name: string, size: number): TarSpec => ({ name, body: 'x'.repeat(size) });
const folder = (name: string): TarSpec => ({ name: `${name}/`, type: 'directory' });

function score(...layers: readonly TarSpec[][]): DiveScore {
  const { table, layers: indexes } = stackOf(layers);
  return diveScore(table, indexes);
}

describe('dive score', () => {
  const cases: readonly [string, readonly TarSpec[][], { efficiency: number; wastedBytes: number }][] = [
    ['no bytes', [[]], { efficiency: 1, wastedBytes: 0 }],
    ['nothing twice', [[file('a', 10)], [file('b', 5)]], { efficiency: 1, wastedBytes: 0 }],
    [
      'all copies of a file are waste',
      [[file('a', 10)], [file('a', 10)]],
      { efficiency: 0.5, wastedBytes: 20 },
    ],
    [
      'a deleted file',
      [[file('a', 10), file('b', 10)], [file('.wh.a', 0)]],
      { efficiency: 0.5, wastedBytes: 10 },
    ],
    [
      'a deleted folder is never waste, and raises the score',
      [[folder('d'), file('d/a', 100), file('d/b', 50), file('c', 10)], [file('.wh.d', 0)]],
      { efficiency: 1, wastedBytes: 0 },
    ],
    [
      'a deleted folder without a header counts nothing',
      [[file('d/a', 100), file('c', 10)], [file('.wh.d', 0)]],
      { efficiency: 1, wastedBytes: 0 },
    ],
    [
      'a dangling whiteout ends the layer and takes one off the sum',
      [[file('a', 100)], [file('.wh.none', 0), file('a', 100), file('.z', 0)]],
      { efficiency: 99 / 100, wastedBytes: 0 },
    ],
    [
      'opaque marks are unknown',
      [[file('d/a', 10)], [file('d/.wh..wh..opq', 0)]],
      { efficiency: 1, wastedBytes: 0 },
    ],
    [
      'a file over a folder keeps what was in it',
      [[folder('p'), file('p/c', 10)], [file('p', 33)], [folder('p')], [file('.wh.p', 0)]],
      { efficiency: 10 / 53, wastedBytes: 43 },
    ],
  ];
  for (const [name, layers, expected] of cases) {
    it(name, () => {
      const { efficiency, wastedBytes } = score(...layers);
      assert.deepEqual({ efficiency, wastedBytes }, naiveDive(layers));
      assert.deepEqual({ efficiency, wastedBytes }, expected);
    });
  }

  it('counts the bytes of layers with all they hold', () => {
    const { sizeBytes, userSizeBytes } = score(
      [file('a', 10), file('a', 5)],
      [file('b', 7), file('d/.wh..wh..opq', 3)],
    );
    assert.deepEqual({ sizeBytes, userSizeBytes }, { sizeBytes: 25, userSizeBytes: 10 });
  });

  const worlds: readonly [string, readonly [string, ...string[]]][] = [
    [
      'whiteouts of all kinds',
      ['a', 'b', '-c', '.wh.a', '.wh.b', '.wh.-c', '.wh..wh.a', '.wh..wh..opq', '+'],
    ],
    ['names that climb out', ['a', 'b', '..', '.', 'c']],
  ];
  for (const [world, names] of worlds)
    it(`equals the definition on random layers: ${world}`, () => {
      for (let seed = 1; seed <= 150; seed++) {
        const layers = anyLayers(seeded(seed), names);
        const { efficiency, wastedBytes } = score(...layers);
        assert.deepEqual(
          { efficiency, wastedBytes },
          naiveDive(layers),
          `seed ${seed}: ${JSON.stringify(layers)}`,
        );
      }
    });
});

/** Names, whiteouts and sizes without any sense. */
function anyLayers(random: Random, names: readonly [string, ...string[]]): TarSpec[][] {
  return Array.from({ length: 1 + below(random, 5) }, () =>
    Array.from({ length: below(random, 9) }, () => {
      const name = Array.from({ length: 1 + below(random, 3) }, () => pick(random, names)).join('/');
      const rooted = random() < 0.2 ? `/${name}` : name;
      if (random() < 0.4) return { ...folder(rooted), mode: 0o755 };
      if (random() < 0.1) return { name: rooted, type: 'hardlink', link: 'a', size: below(random, 50) };
      return { ...file(rooted, below(random, 50)), mode: random() < 0.1 ? 0o040755 : 0o644 };
    }),
  );
}
