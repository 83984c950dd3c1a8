import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { finalTree, layerTree } from '../../../client/image/layerTrees.ts';
import { createPathTable } from '../../../client/image/pathTable.ts';
import { restoreLayer, takeSnapshot } from '../../../client/image/snapshot/layerSnapshot.ts';
import { squash } from '../../../client/image/squash.ts';
import { measureWaste } from '../../../client/image/waste.ts';
import { type Stack, stackOf } from '../../kit/imageIndex.ts';
import { randomLayers, seeded } from '../../kit/imageRandom.ts';

function written({ table, layers, squashed }: Stack): unknown {
  const trees = [
    ...layers.map((_, number) => layerTree(table, layers, squashed, number)),
    finalTree(table, layers, squashed),
  ];
  return [
    trees.map(({ tree, row }) =>
      Array.from({ length: tree.count }, (_, node) => row(node)).sort((a, b) => (a.path < b.path ? -1 : 1)),
    ),
    measureWaste(layers, squashed),
  ];
}

describe('a layer that is kept', () => {
  it('is the same layer again, in whatever table it is put', () => {
    for (let seed = 1; seed <= 80; seed++) {
      const stack = stackOf(randomLayers(seeded(seed)), seed % 2 === 0);
      const kept = stack.layers.map(layer => structuredClone(takeSnapshot(stack.table, layer)));
      const table = createPathTable();
      // Numbers are others than before.
      for (const name of ['zz', 'd1', 'a']) table.child(0, new TextEncoder().encode(name), 0, name.length);
      const layers = kept.map(snapshot => restoreLayer(table, snapshot));
      const whole = layers.flatMap(layer => layer ?? []);
      assert.equal(whole.length, layers.length);
      const again = { table, layers: whole, squashed: squash(table, whole) };
      assert.deepEqual(written(again), written(stack), `seed ${seed}`);
    }
  });

  it('is not taken when it is of another version or does not fit itself', () => {
    const { table, layers } = stackOf([[{ name: 'a', body: 'x' }]]);
    const [layer] = layers;
    assert.ok(layer);
    const snapshot = takeSnapshot(table, layer);
    const restore = (change: object) => restoreLayer(createPathTable(), { ...snapshot, ...change });
    assert.ok(restore({}));
    assert.equal(restore({ version: -1 }), undefined);
    assert.equal(restore({ size: new Float64Array(0) }), undefined);
    assert.equal(restore({ parents: Int32Array.of(0, 7) }), undefined);
    assert.equal(restore({ lengths: Uint16Array.of(0, 9) }), undefined);
  });
});
