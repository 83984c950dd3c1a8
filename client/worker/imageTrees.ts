import type { ImageAccounts, ImageName, ImagePath, ImageTreeApi } from '../../protocol/imageTree.ts';
import { type Outcome, success } from '../../protocol/result.ts';
import type { Connection } from '../engine/connection.ts';
import type { Engine } from '../engine/engine.ts';
import { type InspectedImage, inspectImage } from '../engine/images.ts';
import { GROUP, PASSWD, readAccounts } from '../image/accounts.ts';
import { followPath } from '../image/browse/followPath.ts';
import { asObject, type Json, textList } from '../image/documents.ts';
import { FILE, HARDLINK, type LayerIndex, SYMLINK } from '../image/layerIndex.ts';
import { type BrowsableTree, entryAt, finalTree } from '../image/layerTrees.ts';
import { createPathTable, type PathTable } from '../image/pathTable.ts';
import { squash } from '../image/squash.ts';
import type { ImageCache } from './imageCache.ts';
import { cacheKey, openEngineImage } from './openEngineImage.ts';

/** An image of which all layers were read once. */
interface KnownTree {
  readonly table: PathTable;
  readonly tree: BrowsableTree;
  readonly accounts: ImageAccounts | undefined;
}

/** Bytes above which an image is not read for this alone: the user opens it when its files are of interest. */
const LARGE = 1_000_000_000;
/** Trees held in memory, and milliseconds after which an unused one goes. */
const HELD = 3;
const IDLE = 300_000;
/** Milliseconds for which an image that could not be read is left alone. */
const REFUSED = 600_000;
/** Names that are told of one folder. */
const MOST_NAMES = 2_000;

/**
 * What is in the images of the engine, by the layers that the cache knows: an image needs not to have been looked at
 * itself. One that is not known is read in the background, once, if it is on this machine and not large.
 */
export function createImageTrees(engine: Engine, cache: ImageCache | undefined): ImageTreeApi {
  // Those used last are at the end.
  const held = new Map<string, { readonly tree: Promise<KnownTree | undefined>; used: number }>();
  const refused = new Map<string, number>();
  let reading: Promise<unknown> = Promise.resolve();

  async function restore(diffIds: readonly string[]): Promise<KnownTree | undefined> {
    const table = createPathTable();
    const indexes: LayerIndex[] = [];
    for (const diffId of diffIds) {
      const index = await cache?.layer(table, diffId);
      if (!index) return undefined;
      indexes.push(index);
    }
    const squashed = squash(table, indexes);
    const tree = finalTree(table, indexes, squashed);
    const textAt = (path: string): Uint8Array | undefined => {
      const node = followPath(table, tree, path);
      const shown = node < 0 ? -1 : (tree.tree.item[node] ?? -1);
      const entry = entryAt(indexes, squashed, shown < 0 ? -1 : (squashed.data[shown] ?? shown));
      return entry?.layer.texts?.get(entry.index);
    };
    const passwd = textAt(PASSWD);
    return { table, tree, accounts: passwd && readAccounts(passwd, textAt(GROUP)) };
  }

  /** Exports the image and keeps what is in it; one after the other. */
  async function learn(reference: string, inspected: InspectedImage): Promise<void> {
    const turn = reading.then(async () => {
      if (!cache) return;
      const options = { platform: undefined, signal: undefined, onProgress: undefined };
      const opened = await engine.use(undefined, connection =>
        openEngineImage(connection, reference, inspected, options, cache),
      );
      if (!opened.ok) return;
      try {
        await cache.keep(cacheKey(inspected, undefined), opened.value.image);
      } finally {
        await opened.value.dispose();
      }
    });
    reading = turn.catch(() => {});
    await turn;
  }

  async function find(
    connection: Connection,
    reference: string,
    inspected: InspectedImage,
  ): Promise<KnownTree | undefined> {
    const layers = asObject(asObject(inspected.document as Json).RootFS).Layers;
    const diffIds = textList(layers);
    const known = await restore(diffIds);
    if (known) return known;
    const { address } = connection.endpoint.info;
    const isHere = address.startsWith('unix:') || address.startsWith('npipe:');
    const isRefused = (refused.get(inspected.id) ?? 0) > performance.now();
    if (!cache || !isHere || inspected.size > LARGE || isRefused) return undefined;
    await learn(reference, inspected);
    const learned = await restore(diffIds);
    if (!learned) refused.set(inspected.id, performance.now() + REFUSED);
    return learned;
  }

  async function treeOf(reference: string): Promise<Outcome<KnownTree | undefined>> {
    const asked = await engine.use(undefined, async connection => {
      const inspected = await inspectImage(connection, reference, undefined);
      return inspected.ok ? success({ connection, inspected: inspected.value }) : inspected;
    });
    if (!asked.ok) return asked;
    const { connection, inspected } = asked.value;
    const { id } = inspected;
    const entry = held.get(id) ?? { tree: find(connection, reference, inspected), used: 0 };
    held.delete(id);
    held.set(id, entry);
    entry.used = performance.now();
    for (const oldest of held.keys()) if (held.size > HELD) held.delete(oldest);
    setTimeout(() => {
      if (held.get(id) === entry && performance.now() - entry.used >= IDLE) held.delete(id);
    }, IDLE + 1000).unref();
    const drop = (): void => {
      if (held.get(id) === entry) held.delete(id);
    };
    const tree = await entry.tree.catch((error: unknown) => {
      drop();
      throw error;
    });
    // It may be opened by somebody the next moment.
    if (!tree) drop();
    return success(tree);
  }

  async function ask<T>(
    reference: string,
    answer: (tree: KnownTree) => T | null,
  ): Promise<Outcome<T | null>> {
    const tree = await treeOf(reference);
    if (!tree.ok) return tree.failure.code === 'image-not-found' ? success(null) : tree;
    return success(tree.value ? answer(tree.value) : null);
  }

  return {
    imagePath: ({ reference, path }) => ask(reference, known => ({ found: pathOf(known, path) })),
    imageAccounts: ({ reference }) => ask(reference, ({ accounts }) => accounts ?? null),
  };
}

function pathOf({ table, tree: browsable }: KnownTree, path: string): ImagePath | null {
  const { tree } = browsable;
  const node = followPath(table, browsable, path);
  if (node < 0) return null;
  const isFolder = tree.isFolder[node] === 1;
  const names: ImageName[] = [];
  const children = isFolder ? tree.sortedChildren(node) : [];
  for (const child of children.slice(0, MOST_NAMES)) names.push(nameOf(table, browsable, path, child));
  const { entry } = browsable.source(node);
  const kind = entry?.layer.kind[entry.index];
  return {
    kind: isFolder ? 'folder' : kind === FILE || kind === HARDLINK ? 'file' : 'other',
    path: `/${table.text(tree.path[node] ?? 0)}`,
    files: isFolder ? filesBelow(browsable, node) : 1,
    bytes: tree.size[node] ?? 0,
    names,
    cut: children.length > names.length,
  };
}

function nameOf(table: PathTable, browsable: BrowsableTree, path: string, node: number): ImageName {
  const { tree } = browsable;
  const name = table.name(tree.path[node] ?? 0);
  let isFolder = tree.isFolder[node] === 1;
  const { entry } = browsable.source(node);
  if (!isFolder && entry && entry.layer.kind[entry.index] === SYMLINK) {
    const target = followPath(table, browsable, `${path}/${name}`);
    isFolder = target >= 0 && tree.isFolder[target] === 1;
  }
  return { name, isFolder, bytes: tree.size[node] ?? 0 };
}

function filesBelow({ tree }: BrowsableTree, root: number): number {
  let files = 0;
  const open = [root];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    const first = tree.first[node] ?? 0;
    for (let child = first; child < first + (tree.children[node] ?? 0); child++) {
      if (tree.isFolder[child] === 1) open.push(child);
      else files++;
    }
  }
  return files;
}
