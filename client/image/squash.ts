import { AUFS, DIRECTORY, HARDLINK, type LayerIndex, OPAQUE, SYMLINK, WHITEOUT } from './layerIndex.ts';
import { createLiveTree, IMPLICIT, NONE } from './liveTree.ts';
import { grown, type PathTable } from './pathTable.ts';
import { type Problem, problem } from './problem.ts';
import { createResolver } from './resolvePath.ts';

/** What a layer's entry does to its path; the numbers are what `LayerEffect.change` holds. */
export const SUPERSEDED = 0;
export const ADDED = 1;
export const CHANGED = 2;
export const REMOVED = 3;
export const UNCHANGED = 4;

/** Why an entry owns no path any more. */
export const DELETED = 1;
export const HIDDEN = 2;
export const OVERWRITTEN = 3;

/** Entries of all layers as one row of numbers: `base[layer] + index`. -1 is none. */
export interface Squash {
  readonly base: Int32Array;
  readonly effects: readonly LayerEffect[];
  /** Owner of each path of the final tree, -1 where the path is not in it or is a folder without an entry. */
  readonly owner: Int32Array;
  /** Paths of the final tree, parents first, without the root. */
  readonly live: Int32Array;
  /** For each entry: why (DELETED, HIDDEN, OVERWRITTEN, 0 while it lives) and by which layer it lost its path. */
  readonly lostWhy: Uint8Array;
  readonly lostBy: Int32Array;
  /** For each overwritten entry: the entry that took its place, -1 when that is of another path. */
  readonly lostTo: Int32Array;
  /** For each entry: the entry whose bytes it shows; itself but for hard links, -1 for broken ones. */
  readonly data: Int32Array;
  layerOf(entry: number): number;
}

export interface LayerEffect {
  /** By entry index; CHANGED where an entry stands below and was not compared yet. */
  readonly change: Uint8Array;
  /** By entry index: the entry of the layers below at the same path, -1 when there is none. */
  readonly below: Int32Array;
  /** By entry index: the path it was put at, or of a whiteout took away, links on the way followed. */
  readonly place: Int32Array;
  /** Paths hidden without a whiteout of their own, with the entries that stood there (-1: a folder without). */
  readonly hiddenPath: Int32Array;
  readonly hiddenEntry: Int32Array;
  readonly notes: readonly Problem[];
}

/**
 * Puts the layers on each other as an engine unpacks them: whiteouts and opaque marks take away what is below
 * and nothing of their own layer, wherever they stand in it; folders on the way are followed through symbolic
 * links, never out of the root; a folder over a folder keeps what is in it, anything else replaces.
 * Linear in entries and paths.
 */
export function squash(table: PathTable, layers: readonly LayerIndex[]): Squash {
  const base = new Int32Array(layers.length + 1);
  for (const [index, layer] of layers.entries()) base[index + 1] = (base[index] ?? 0) + layer.count;
  const total = base[layers.length] ?? 0;
  const lostWhy = new Uint8Array(total);
  const lostBy = new Int32Array(total).fill(-1);
  const lostTo = new Int32Array(total).fill(-1);
  const data = new Int32Array(total).fill(-1);

  const tree = createLiveTree(table);
  // Marks of the layer being put on, by path, as its number + 1.
  let capacity = table.count() + 1024;
  let upper = new Int32Array(capacity);
  let purged = new Int32Array(capacity);
  let whited = new Int32Array(capacity);
  let logged = new Int32Array(capacity);
  let before = new Int32Array(capacity);

  /** Following links may make paths no entry has. */
  function ensure(path: number): void {
    if (path < capacity) return;
    capacity = Math.max(path + 1, capacity * 2);
    upper = grown(upper, new Int32Array(capacity));
    purged = grown(purged, new Int32Array(capacity));
    whited = grown(whited, new Int32Array(capacity));
    logged = grown(logged, new Int32Array(capacity));
    before = grown(before, new Int32Array(capacity));
  }

  const layerOf = layerFinder(base);

  const budget = 1_000_000 + 100 * total;
  const resolver = createResolver(table, budget, {
    isFolder: tree.isFolder,
    linkOf: path => {
      const entry = tree.owner(path);
      if (entry < 0) return undefined;
      const shown = data[entry] ?? entry;
      if (shown < 0) return undefined;
      const layer = layerOf(shown);
      const index = shown - (base[layer] ?? 0);
      return layers[layer]?.kind[index] === SYMLINK ? layers[layer]?.linkText(index) : undefined;
    },
  });

  let stamp = 0;
  let changedPaths: number[] = [];

  function log(path: number): void {
    if (logged[path] === stamp) return;
    logged[path] = stamp;
    before[path] = tree.owner(path);
    changedPaths.push(path);
  }

  function put(path: number, owner: number, isFolder: boolean): void {
    log(path);
    tree.put(path, owner, isFolder);
  }

  /** Takes a path and all below it out of the tree; `to` is the entry that comes in its place. */
  function take(root: number, why: number, to: number): void {
    tree.remove(root, (path, entry) => {
      log(path);
      if (entry < 0) return;
      lostWhy[entry] = path === root || why !== OVERWRITTEN ? why : DELETED;
      lostBy[entry] = stamp - 1;
      lostTo[entry] = path === root ? to : -1;
    });
  }

  /** Takes away what the layers below hold at a path: all that this layer did not touch. */
  function purge(root: number, opaque: boolean): void {
    const why = opaque ? HIDDEN : DELETED;
    const walk = [root];
    for (let path = walk.pop(); path !== undefined; path = walk.pop()) {
      if (upper[path] !== stamp && !(opaque && path === root)) {
        take(path, why, -1);
        continue;
      }
      // All that is left below it is of this layer.
      if (purged[path] === stamp) continue;
      purged[path] = stamp;
      tree.pushChildren(path, walk);
    }
  }

  function touch(path: number): void {
    for (let at = path; at !== 0 && upper[at] !== stamp; at = table.parent(at)) upper[at] = stamp;
  }

  function apply(layer: LayerIndex, number: number): LayerEffect {
    stamp = number + 1;
    changedPaths = [];
    const start = base[number] ?? 0;
    const places = new Int32Array(layer.count);
    // Files with several names stand in a folder of AUFS's own, and all their names are links to it.
    const aufs = new Map<number, number>();
    const whiteouts: number[] = [];
    let brokenLinks = 0;
    let replacedFiles = 0;

    /** Makes sure that a folder stands at `path`, on all of its way. */
    function makeFolders(path: number): void {
      const missing: number[] = [];
      for (let at = path; !tree.isFolder(at) && at !== 0; at = table.parent(at)) missing.push(at);
      for (let at = missing.pop(); at !== undefined; at = missing.pop()) {
        if (tree.owner(at) !== NONE) {
          replacedFiles++;
          take(at, OVERWRITTEN, -1);
        }
        put(at, IMPLICIT, true);
      }
    }

    for (let index = 0; index < layer.count; index++) {
      const kind = layer.kind[index];
      const raw = layer.path[index] ?? 0;
      const entry = start + index;
      if (kind === AUFS) {
        aufs.set(raw, entry);
        data[entry] = entry;
        continue;
      }
      if (raw === 0) {
        // The root can be nothing but a folder.
        if (kind !== DIRECTORY) continue;
        data[entry] = entry;
        if (tree.owner(0) >= 0) overwrite(tree.owner(0), entry);
        put(0, entry, true);
        continue;
      }
      if (kind === OPAQUE) {
        const place = resolver.folder(layer.target[index] ?? 0);
        ensure(place);
        if (place === 0 || tree.owner(place) !== NONE) purge(place, true);
        continue;
      }
      const place = resolver.parentOf(kind === WHITEOUT ? (layer.target[index] ?? 0) : raw);
      ensure(place);
      places[index] = place;
      if (kind === WHITEOUT) {
        whiteouts.push(index, place);
        whited[place] = stamp;
        if (place !== 0 && tree.owner(place) !== NONE) purge(place, false);
        continue;
      }
      makeFolders(table.parent(place));
      const isFolder = kind === DIRECTORY;
      const old = tree.owner(place);
      if (old !== NONE && !(isFolder && tree.isFolder(place))) take(place, OVERWRITTEN, entry);
      else if (old >= 0) overwrite(old, entry);
      data[entry] = entry;
      if (kind === HARDLINK) {
        const source = resolver.parentOf(layer.target[index] ?? 0);
        const shown = tree.isFolder(source) ? NONE : tree.owner(source);
        data[entry] = shown >= 0 ? (data[shown] ?? -1) : (aufs.get(layer.target[index] ?? 0) ?? -1);
        if (data[entry] === -1) brokenLinks++;
      }
      put(place, entry, isFolder);
      touch(place);
    }
    return effect(layer, start, places, whiteouts, notesOf(brokenLinks, replacedFiles));
  }

  function overwrite(old: number, entry: number): void {
    lostWhy[old] = OVERWRITTEN;
    lostBy[old] = stamp - 1;
    lostTo[old] = entry;
  }

  /** What the layer did, seen from its end. */
  function effect(
    layer: LayerIndex,
    start: number,
    place: Int32Array,
    whiteouts: readonly number[],
    notes: readonly Problem[],
  ): LayerEffect {
    const change = new Uint8Array(layer.count);
    const below = new Int32Array(layer.count).fill(-1);
    const hiddenPath: number[] = [];
    const hiddenEntry: number[] = [];
    for (const path of changedPaths) {
      const was = before[path] ?? NONE;
      const is = tree.owner(path);
      if (is >= start) {
        change[is - start] = was === NONE ? ADDED : CHANGED;
        below[is - start] = was >= 0 ? was : -1;
        // Taken away by a whiteout of the same layer that brings it anew: that is an overwrite too.
        if (was >= 0) overwrite(was, is);
      } else if (is === NONE && was !== NONE && whited[path] !== stamp) {
        const parent = table.parent(path);
        if (!tree.isFolder(parent) && parent !== 0) continue;
        hiddenPath.push(path);
        hiddenEntry.push(was >= 0 ? was : -1);
      }
    }
    for (let at = 0; at < whiteouts.length; at += 2) {
      const index = whiteouts[at] ?? 0;
      const gone = whiteouts[at + 1] ?? 0;
      if (gone === 0 || tree.owner(gone) !== NONE || whited[gone] !== stamp) continue;
      change[index] = REMOVED;
      below[index] = logged[gone] === stamp ? Math.max(-1, before[gone] ?? -1) : -1;
      // The same whiteout twice is one.
      whited[gone] = 0;
    }
    return {
      change,
      below,
      place,
      hiddenPath: Int32Array.from(hiddenPath),
      hiddenEntry: Int32Array.from(hiddenEntry),
      notes,
    };
  }

  const effects = layers.map(apply);
  return { base, effects, owner: tree.owners(), live: tree.paths(), lostWhy, lostBy, lostTo, data, layerOf };
}

/** Apart from the function above, so that it keeps none of its working columns alive. */
function layerFinder(base: Int32Array): (entry: number) => number {
  return entry => {
    let low = 0;
    let high = base.length - 2;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((base[middle] ?? 0) <= entry) low = middle;
      else high = middle - 1;
    }
    return low;
  };
}

function notesOf(brokenLinks: number, replacedFiles: number): readonly Problem[] {
  const notes: Problem[] = [];
  if (brokenLinks > 0) notes.push(problem('broken-hard-links', { count: brokenLinks }));
  if (replacedFiles > 0) notes.push(problem('files-used-as-folders', { count: replacedFiles }));
  return notes;
}
