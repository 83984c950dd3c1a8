import type { FileFilter, FoundPath, PathEvent } from '../../../protocol/browse.ts';
import type { Page } from '../../../protocol/image.ts';
import { DIRECTORY } from '../layerIndex.ts';
import { entryAt } from '../layerTrees.ts';
import type { OpenedImage } from '../openImage.ts';
import { changeName, entryType, fileKind } from '../rows.ts';
import { REMOVED, SUPERSEDED } from '../squash.ts';

/** Hits that are put in order: names that are the text first, then by path. More stand as the layers hold them. */
const SORTED = 5_000;

type Visit = (path: number, layer: number, change: number, entry: number) => void;

/** Hears of everything that any layer did to the marked paths; `entry` is what stands there, or stood there before. */
function eachEvent({ indexes, squashed }: OpenedImage, marks: Uint8Array, visit: Visit): void {
  for (const [layer, effect] of squashed.effects.entries()) {
    const start = squashed.base[layer] ?? 0;
    const count = indexes[layer]?.count ?? 0;
    const { change, place, below, hiddenPath, hiddenEntry } = effect;
    for (let index = 0; index < count; index++) {
      const path = place[index] ?? 0;
      if (marks[path] !== 1 || path === 0) continue;
      const done = change[index] ?? SUPERSEDED;
      if (done === SUPERSEDED) continue;
      visit(path, layer, done, done === REMOVED ? (below[index] ?? -1) : start + index);
    }
    for (let at = 0; at < hiddenPath.length; at++) {
      const path = hiddenPath[at] ?? 0;
      if (marks[path] === 1) visit(path, layer, REMOVED, hiddenEntry[at] ?? -1);
    }
  }
}

/** By path: what is a folder on the way to something, without an entry of its own perhaps. */
export type Ways = Uint16Array;
/** In the final tree. */
const LIVE = 0x8000;

/** For each folder on the way: the first layer that has something in it, + 1, and whether the final tree has it. */
export function waysOf({ indexes, squashed, table }: OpenedImage): Ways {
  const ways = new Uint16Array(table.count());
  for (const [layer, { change, place }] of squashed.effects.entries()) {
    const count = indexes[layer]?.count ?? 0;
    for (let index = 0; index < count; index++) {
      if (change[index] === SUPERSEDED || change[index] === REMOVED) continue;
      for (let at = table.parent(place[index] ?? 0); at !== 0 && ways[at] === 0; at = table.parent(at))
        ways[at] = layer + 1;
    }
  }
  for (const path of squashed.live) if (ways[path] !== 0) ways[path] = (ways[path] ?? 0) | LIVE;
  return ways;
}

/** Numbers of the paths that any layer has what is asked for at, in the order they are shown. */
export function findPaths(
  image: OpenedImage,
  filter: FileFilter,
  matches: Uint8Array,
  ways: Ways,
): Int32Array {
  const { indexes, squashed, table } = image;
  const { least } = filter;
  const kinds = new Set(filter.kinds);
  const changes = new Set(filter.changes);
  const found = new Uint8Array(matches.length);
  const plain = kinds.size === 0 && changes.size === 0 && least === 0;
  eachEvent(image, matches, (path, _layer, change, entry) => {
    if (found[path] === 1) return;
    if (!plain) {
      if (changes.size > 0 && !changes.has(changeName(change))) return;
      const at = entryAt(indexes, squashed, entry);
      if (least > 0 && (at?.layer.size[at.index] ?? 0) < least) return;
      if (kinds.size > 0 && !kinds.has(fileKind(at ? at.layer.kind[at.index] : DIRECTORY))) return;
    }
    found[path] = 1;
  });
  // No layer did anything to a folder on the way, and it has no size.
  if (changes.size === 0 && least === 0 && (kinds.size === 0 || kinds.has('folder'))) {
    for (let path = 1; path < found.length; path++)
      if (ways[path] !== 0 && matches[path] === 1) found[path] = 1;
  }
  let count = 0;
  for (let path = 0; path < found.length; path++) count += found[path] ?? 0;
  const list = new Int32Array(count);
  let next = 0;
  for (let path = 0; path < found.length; path++) if (found[path] === 1) list[next++] = path;
  if (count > SORTED) return list;
  const wanted = filter.text.replace(/^.*\/(?=.)/s, '').toLowerCase();
  const rows = Array.from(list, path => {
    const text = table.text(path);
    return { path, text, rank: rankOf(text.slice(text.lastIndexOf('/') + 1).toLowerCase(), wanted) };
  });
  rows.sort((a, b) => a.rank - b.rank || (a.text < b.text ? -1 : a.text > b.text ? 1 : 0));
  return Int32Array.from(rows, ({ path }) => path);
}

function rankOf(name: string, wanted: string): number {
  if (name === wanted) return 0;
  return wanted !== '' && name.startsWith(wanted) ? 1 : 2;
}

/** A part of the list, each path with its life. */
export function foundPage(
  image: OpenedImage,
  list: Int32Array,
  ways: Ways,
  offset: number,
  limit: number,
): Page<FoundPath> {
  const { indexes, squashed, table } = image;
  const wanted = new Map<number, { events: PathEvent[]; entry: number }>();
  for (const path of list.subarray(Math.max(0, offset), Math.max(0, offset) + Math.max(0, limit)))
    wanted.set(path, { events: [], entry: -1 });
  if (wanted.size > 0) {
    const marks = new Uint8Array(table.count());
    for (const path of wanted.keys()) marks[path] = 1;
    eachEvent(image, marks, (path, layer, change, entry) => {
      const row = wanted.get(path);
      const at = change === REMOVED ? undefined : entryAt(indexes, squashed, entry);
      row?.events.push({ layer, change: changeName(change), size: at?.layer.size[at.index] ?? 0 });
      if (row && entry >= 0) row.entry = entry;
    });
  }
  const live = image.squashed.owner;
  const items = [...wanted].map(([path, { events, entry }]): FoundPath => {
    const at = entryAt(indexes, squashed, entry);
    const way = ways[path] ?? 0;
    const came: PathEvent = { layer: (way & ~LIVE) - 1, change: 'added', size: 0 };
    return {
      path: table.text(path),
      type: at ? entryType(at.layer.kind[at.index]) : 'directory',
      events: events.length === 0 && way !== 0 ? [came] : events,
      alive: (live[path] ?? -1) >= 0 || (way & LIVE) !== 0,
    };
  });
  return { total: list.length, offset, items };
}
