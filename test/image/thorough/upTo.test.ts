import assert from 'node:assert/strict';
import { upToTree } from '../../../client/image/browse/upToTree.ts';
import { finalTree } from '../../../client/image/layerTrees.ts';
import { squash } from '../../../client/image/squash.ts';
import { stackOf } from '../../kit/imageIndex.ts';
import { randomLayers, seeded } from '../../kit/imageRandom.ts';

describe('layers squashed up to one', () => {
  it('are what a squash of those layers alone gives', () => {
    for (let seed = 1; seed <= 150; seed++) {
      const layers = randomLayers(seeded(seed));
      const { table, layers: indexes, squashed } = stackOf(layers);
      for (let upTo = 0; upTo < layers.length; upTo++) {
        const part = indexes.slice(0, upTo + 1);
        const alone = list(finalTree(table, part, squash(table, part)));
        const read = list(upToTree(table, indexes, squashed, upTo));
        assert.deepEqual(read, alone, `seed ${seed}, up to ${upTo}`);
      }
    }
  });
});

function list({ tree, row }: ReturnType<typeof finalTree>): readonly string[] {
  return Array.from({ length: tree.count }, (_, node) => row(node))
    .filter((described, node) => node > 0 && described.change !== 'removed' && isEntry(tree, node))
    .map(({ path, type, mode, link = '', size, children }) =>
      type === 'directory'
        ? `${path} ${type} ${mode}`
        : `${path} ${type} ${mode} ${link} ${size} ${children}`,
    )
    .sort();
}

/** Folders without an entry of their own are left out: nothing says whether an empty one is there. */
const isEntry = (tree: ReturnType<typeof finalTree>['tree'], node: number): boolean =>
  (tree.item[node] ?? -1) >= 0;
