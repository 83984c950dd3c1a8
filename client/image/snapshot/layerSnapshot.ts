import type { EntryExtra, LayerIndex } from '../layerIndex.ts';
import type { PathTable } from '../pathTable.ts';
import type { Problem } from '../problem.ts';

/** Changes with what a snapshot holds: older ones are not read. */
export const SNAPSHOT_VERSION = 2;

/** A layer's index with the paths it needs, free of any table: numbers, bytes and plain objects. */
export interface LayerSnapshot {
  readonly version: number;
  /** Paths by numbers of their own, 0 being the root; a parent comes before its children. */
  readonly parents: Int32Array;
  readonly lengths: Uint16Array;
  readonly names: Uint8Array;
  readonly path: Int32Array;
  readonly target: Int32Array;
  readonly kind: Uint8Array;
  readonly mode: Uint16Array;
  readonly uid: Uint32Array;
  readonly gid: Uint32Array;
  readonly size: Float64Array;
  readonly mtime: Float64Array;
  readonly offset: Float64Array;
  readonly crc: Uint32Array | undefined;
  readonly links: ReadonlyMap<number, string>;
  readonly extra: ReadonlyMap<number, EntryExtra>;
  readonly texts: ReadonlyMap<number, Uint8Array>;
  readonly notes: readonly Problem[];
}

export function takeSnapshot(table: PathTable, layer: LayerIndex): LayerSnapshot {
  const local = new Map<number, number>([[0, 0]]);
  const parents: number[] = [0];
  const names: Uint8Array[] = [new Uint8Array(0)];
  const missing: number[] = [];
  const numberOf = (path: number): number => {
    for (let at = path; !local.has(at); at = table.parent(at)) missing.push(at);
    for (let at = missing.pop(); at !== undefined; at = missing.pop()) {
      local.set(at, parents.length);
      parents.push(local.get(table.parent(at)) ?? 0);
      names.push(table.nameBytes(at));
    }
    return local.get(path) ?? 0;
  };
  const path = layer.path.map(numberOf);
  const target = layer.target.map(numberOf);
  const extra = new Map<number, EntryExtra>();
  for (const [entry, found] of layer.extra) {
    const { climbingPath } = found;
    extra.set(entry, climbingPath === undefined ? found : { ...found, climbingPath: numberOf(climbingPath) });
  }
  const links = new Map<number, string>();
  for (let entry = 0; entry < layer.count; entry++) {
    const link = layer.linkText(entry);
    if (link !== undefined) links.set(entry, link);
  }
  const bytes = new Uint8Array(names.reduce((sum, name) => sum + name.length, 0));
  let at = 0;
  for (const name of names) {
    bytes.set(name, at);
    at += name.length;
  }
  const { kind, mode, uid, gid, size, mtime, offset, crc, notes } = layer;
  return {
    version: SNAPSHOT_VERSION,
    parents: Int32Array.from(parents),
    lengths: Uint16Array.from(names, name => name.length),
    names: bytes,
    path,
    target,
    kind,
    mode,
    uid,
    gid,
    size,
    mtime,
    offset,
    crc,
    links,
    extra,
    texts: layer.texts ?? new Map(),
    notes,
  };
}

/** The index again, over another table; undefined for a snapshot of another version, or one that does not fit itself. */
export function restoreLayer(table: PathTable, snapshot: LayerSnapshot): LayerIndex | undefined {
  const { parents, lengths, names, kind, links } = snapshot;
  const count = kind?.length ?? 0;
  if (snapshot.version !== SNAPSHOT_VERSION || parents.length !== lengths.length) return undefined;
  const columns = [snapshot.path, snapshot.target, snapshot.mode, snapshot.uid, snapshot.gid];
  const wide = [snapshot.size, snapshot.mtime, snapshot.offset, ...(snapshot.crc ? [snapshot.crc] : [])];
  if ([...columns, ...wide].some(column => column.length !== count)) return undefined;
  const paths = new Int32Array(parents.length);
  let at = 0;
  for (let number = 1; number < parents.length; number++) {
    const end = at + (lengths[number] ?? 0);
    const parent = parents[number] ?? 0;
    if (parent >= number || end > names.length) return undefined;
    paths[number] = table.child(paths[parent] ?? 0, names, at, end);
    at = end;
  }
  const pathOf = (number: number): number => paths[number] ?? 0;
  const extra = new Map<number, EntryExtra>();
  for (const [entry, found] of snapshot.extra) {
    const { climbingPath } = found;
    extra.set(entry, climbingPath === undefined ? found : { ...found, climbingPath: pathOf(climbingPath) });
  }
  const { mode, uid, gid, size, mtime, offset, crc, texts, notes } = snapshot;
  return {
    count,
    path: snapshot.path.map(pathOf),
    target: snapshot.target.map(pathOf),
    kind,
    mode,
    uid,
    gid,
    size,
    mtime,
    offset,
    crc,
    extra,
    linkText: entry => links.get(entry),
    texts,
    notes,
  };
}
