import type {
  FileFilter,
  FileRequest,
  FileStatus,
  ImageQueries,
  TreeChoice,
  WasteSummary,
} from '../../../protocol/browse.ts';
import { isFiltering, noFilter } from '../../../protocol/browse.ts';
import { failure, type Outcome, success } from '../../../protocol/result.ts';
import type { LayerIndex } from '../layerIndex.ts';
import type { BrowsableTree } from '../layerTrees.ts';
import type { OpenedImage } from '../openImage.ts';
import { packagesOf, type ReadRpmDatabase } from '../packages/packages.ts';
import { problemText } from '../problem.ts';
import { entryType } from '../rows.ts';
import { documentText } from './documentText.ts';
import { type FilePlace, placeOf } from './fileBytes.ts';
import { findPaths, foundPage, type Ways, waysOf } from './find.ts';
import { childrenPage, nodeAt, placesOf } from './folders.ts';
import { followPath } from './followPath.ts';
import { createNameIndex, type NameIndex } from './nameIndex.ts';
import { readStatement } from './statements.ts';
import { treemapOf } from './treemap.ts';
import { createTreeView, type TreeView } from './treeView.ts';
import { upToTree } from './upToTree.ts';
import { summarizeWaste, wastePage } from './wastePages.ts';

/** Everything that can be asked of an opened image, with what was worked out kept for the next question. */
export interface ImageBrowser {
  readonly queries: ImageQueries;
  /** What a path is, links followed. A path that the layer takes away is what it was before. */
  status(request: FileRequest): Outcome<FileStatus & { readonly place: FilePlace | undefined }>;
  /** Works out what is likely to be looked at next, a piece at each call; false when there is nothing left. */
  warm(): boolean;
}

/** Filtered trees and lists of hits kept. */
const KEPT = 6;

export function createImageBrowser(image: OpenedImage, readRpm: ReadRpmDatabase): ImageBrowser {
  const { table } = image;
  let names: NameIndex | undefined;
  let ways: Ways | undefined;
  let summary: WasteSummary | undefined;
  const trees = new Map<string, BrowsableTree>();
  const plainViews = new Map<string, TreeView>();
  const views = keptFew<TreeView>(KEPT);
  const marks = keptFew<Uint8Array>(2);
  const hits = keptFew<Int32Array>(KEPT);

  const matchesOf = (text: string): Uint8Array =>
    marks(text.trim(), wanted => {
      names ??= createNameIndex(table);
      return names.match(wanted);
    });

  function treeOf(layer: TreeChoice): BrowsableTree {
    if (typeof layer !== 'object') return image.tree(layer);
    const key = String(layer.upTo);
    const tree = trees.get(key) ?? upToTree(table, image.indexes, image.squashed, layer.upTo);
    trees.set(key, tree);
    return tree;
  }

  function viewOf(layer: TreeChoice, filter: FileFilter): TreeView {
    const key = JSON.stringify(layer);
    if (!isFiltering(filter)) {
      const view = plainViews.get(key) ?? createTreeView(treeOf(layer), noFilter, undefined);
      plainViews.set(key, view);
      return view;
    }
    return views(`${key} ${JSON.stringify(filter)}`, () =>
      createTreeView(treeOf(layer), filter, filter.text.trim() === '' ? undefined : matchesOf(filter.text)),
    );
  }

  const queries: ImageQueries = {
    children: async ({ layer, filter = noFilter, ...range }) =>
      success(childrenPage(table, viewOf(layer, filter), range)),
    locate: async ({ layer, path, filter = noFilter, order = 'name' }) =>
      success(placesOf(table, viewOf(layer, filter), path, order)),
    find: async ({ filter, offset, limit }) => {
      ways ??= waysOf(image);
      const known = ways;
      const list = hits(JSON.stringify(filter), () =>
        findPaths(image, filter, matchesOf(filter.text), known),
      );
      return success(foundPage(image, list, known, offset, limit));
    },
    waste: async params => success(wastePage(image.wasted(), params)),
    wasteSummary: async () => {
      summary ??= summarizeWaste(image);
      return success(summary);
    },
    treemap: async ({ layer, path, limit }) => {
      const { tree } = treeOf(layer);
      const node = nodeAt(table, tree, path);
      return node < 0
        ? failure('file-unreadable', { path: `/${path}` }, 'no such folder')
        : success(treemapOf(table, tree, node, Math.min(limit, 5_000)));
    },
    packages: (_params, { signal } = {}) => packagesOf(image, readRpm, { signal }),
    statements: async () => {
      const documents = (await image.source.readStatements?.()) ?? [];
      return success(
        documents.map(({ predicateType, subject = '', value, problem }) =>
          problem
            ? { predicateType, subject, text: '', facts: [], problem: problemText(problem) }
            : readStatement(predicateType, subject, value),
        ),
      );
    },
    document: async ({ kind }) => documentText(image, kind),
  };

  function status({ layer, path }: FileRequest): ReturnType<ImageBrowser['status']> {
    const tree = treeOf(typeof layer === 'number' ? { upTo: layer } : layer);
    const node = followPath(table, tree, path);
    if (node < 0) return failure('file-unreadable', { path: `/${path}` }, 'no such file in this layer');
    const real = table.text(tree.tree.path[node] ?? 0);
    const { entry } = tree.source(node);
    if (tree.tree.isFolder[node] === 1 || !entry) {
      const mtime = entry?.layer.mtime[entry.index] ?? 0;
      return success({ type: 'directory', size: 0, mtime, path: real, place: undefined });
    }
    const place = placeOf(image, numberOf(image, entry));
    const type = entryType(entry.layer.kind[entry.index]);
    const mtime = entry.layer.mtime[entry.index] ?? 0;
    return success({ type, size: place?.size ?? 0, mtime, path: real, place });
  }

  // The tree that is seen first, then those of the largest layers, then the names for a search.
  const tasks = [
    () => void viewOf('final', noFilter).children(0, 'name'),
    ...image.indexes
      .map((index, layer) => ({ layer, count: index.count }))
      .filter(({ count }) => count > 20_000)
      .sort((a, b) => b.count - a.count)
      .slice(0, 6)
      .map(
        ({ layer }) =>
          () =>
            warmTree(treeOf(layer)),
      ),
    () => warmTree(treeOf('final')),
    () => {
      names ??= createNameIndex(table);
    },
    () => {
      ways ??= waysOf(image);
    },
  ];
  return {
    queries,
    status,
    warm: () => {
      tasks.shift()?.();
      return tasks.length > 0;
    },
  };
}

/** Folders with so many children take a moment to be put in order. */
const MANY = 20_000;

function warmTree({ tree, codes }: BrowsableTree): void {
  codes();
  for (let node = 0; node < tree.count; node++)
    if ((tree.children[node] ?? 0) > MANY) tree.sortedChildren(node);
}

/** The number of an entry among those of all layers. */
function numberOf(
  { indexes, squashed }: OpenedImage,
  { layer, index }: { readonly layer: LayerIndex; readonly index: number },
): number {
  // A layer that comes twice has the same bytes in both places.
  return (squashed.base[indexes.indexOf(layer)] ?? 0) + index;
}

/** Keeps the last few results by key. */
function keptFew<Value>(most: number): (key: string, make: (key: string) => Value) => Value {
  const kept = new Map<string, Value>();
  return (key, make) => {
    const value = kept.get(key) ?? make(key);
    kept.delete(key);
    kept.set(key, value);
    for (const old of kept.keys()) {
      if (kept.size <= most) break;
      kept.delete(old);
    }
    return value;
  };
}
