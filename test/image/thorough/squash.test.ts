import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { entryAt } from '../../../client/image/layerTrees.ts';
import { entryType } from '../../../client/image/rows.ts';
import { ADDED, CHANGED, REMOVED } from '../../../client/image/squash.ts';
import { measureWaste } from '../../../client/image/waste.ts';
import { type Stack, stackOf } from '../../kit/imageIndex.ts';
import type { ModelFile } from '../../kit/imageModel.ts';
import { randomLayers, seeded } from '../../kit/imageRandom.ts';

interface LayerTruth {
  readonly added: readonly string[];
  readonly kept: readonly string[];
  readonly removed: readonly string[];
}

describe('squash, against a file system of full paths', () => {
  it('gives the same tree, bytes and changes on random layers', () => {
    for (let seed = 1; seed <= 150; seed++) {
      const truths: LayerTruth[] = [];
      let files = new Map<string, ModelFile>();
      const layers = randomLayers(seeded(seed), {}, (model, before) => {
        files = new Map(model.files);
        const touched = [...model.touched].filter(path => files.get(path)?.explicit);
        const gone = [...before.keys()].filter(
          path => !files.has(path) && files.get(parentOf(path))?.type === 'directory',
        );
        const dangling = model.whiteouts.filter(path => !files.has(path));
        truths.push({
          added: touched.filter(path => path !== '' && !before.has(path)).sort(),
          kept: touched.filter(path => (path === '' ? layerHasRoot(path, before) : before.has(path))).sort(),
          removed: [...new Set([...gone, ...dangling])].sort(),
        });
      });
      const stack = stackOf(layers);
      const label = `seed ${seed}: ${JSON.stringify(layers)}`;
      assert.deepEqual(describeTree(stack), describeModel(files), label);
      assert.equal(measureWaste(stack.layers, stack.squashed).liveBytes, liveBytes(files), label);
      for (const [index, truth] of truths.entries()) {
        assert.deepEqual(describeChanges(stack, index), truth, `layer ${index} of ${label}`);
      }
    }
  });
});

const parentOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')));

/** The root is always there, but only an entry makes it a thing that can change. */
function layerHasRoot(path: string, before: ReadonlyMap<string, unknown>): boolean {
  return (before.get(path) as ModelFile | undefined)?.explicit === true;
}

function describeModel(files: ReadonlyMap<string, ModelFile>): Record<string, string> {
  const rows: Record<string, string> = {};
  for (const [path, file] of [...files].sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (path === '') continue;
    const { type, mode, uid, gid, size, link, explicit } = file;
    rows[path] = explicit
      ? `${type} ${type === 'symlink' ? '' : mode.toString(8)} ${uid}:${gid} ${size} ${link}`
      : 'directory';
  }
  return rows;
}

function describeTree({ table, layers, squashed }: Stack): Record<string, string> {
  const rows: Record<string, string> = {};
  const paths = [...squashed.live].map(path => [table.text(path), path] as const);
  for (const [text, path] of paths.sort(([a], [b]) => (a < b ? -1 : 1))) {
    const owner = squashed.owner[path] ?? -1;
    const found = entryAt(layers, squashed, owner < 0 ? -1 : (squashed.data[owner] ?? -1));
    if (!found) {
      rows[text] = 'directory';
      continue;
    }
    const { layer, index } = found;
    const type = entryType(layer.kind[index]);
    const mode = type === 'symlink' ? '' : (layer.mode[index] ?? 0).toString(8);
    rows[text] =
      `${type} ${mode} ${layer.uid[index]}:${layer.gid[index]} ${layer.size[index]} ${layer.linkText(index) ?? ''}`;
  }
  return rows;
}

/** Bytes of the files that can still be reached, each once. */
function liveBytes(files: ReadonlyMap<string, ModelFile>): number {
  return [...new Set(files.values())].reduce((sum, file) => sum + file.size, 0);
}

function describeChanges({ table, layers, squashed }: Stack, number: number): LayerTruth {
  const effect = squashed.effects[number];
  const layer = layers[number];
  assert.ok(effect && layer);
  const added = new Set<string>();
  const kept = new Set<string>();
  const removed = new Set<string>([...effect.hiddenPath].map(path => table.text(path)));
  // Changes are by the layer's own names: where links lead elsewhere, the final place is looked up.
  for (let index = 0; index < layer.count; index++) {
    const code = effect.change[index];
    if (code === REMOVED) removed.add(table.text(effect.place[index] ?? 0));
    else if (code === ADDED) added.add(table.text(effect.place[index] ?? 0));
    else if (code === CHANGED) kept.add(table.text(effect.place[index] ?? 0));
  }
  return {
    added: [...added].filter(path => path !== '').sort(),
    kept: [...kept].sort(),
    removed: [...removed].sort(),
  };
}
