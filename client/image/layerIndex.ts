import type { Limits } from './limits.ts';
import type { Problem } from './problem.ts';
import type { SparseMap } from './sparseMap.ts';

/** Kinds of entries; the numbers are what `LayerIndex.kind` holds. */
export const FILE = 0;
export const DIRECTORY = 1;
export const SYMLINK = 2;
export const HARDLINK = 3;
export const CHARACTER = 4;
export const BLOCK_DEVICE = 5;
export const FIFO = 6;
/** `.wh.NAME`: NAME of the layers below is gone. */
export const WHITEOUT = 7;
/** `.wh..wh..opq`: all that the layers below hold in this folder is gone. */
export const OPAQUE = 8;
/** What AUFS kept for itself; part of no tree. */
export const AUFS = 9;

/** What few entries have. */
export interface EntryExtra {
  readonly xattrs?: ReadonlyMap<string, string>;
  readonly deviceMajor?: number;
  readonly deviceMinor?: number;
  /** Bytes of the body where they differ from the size: sparse files. */
  readonly stored?: number;
  /** Where they belong. */
  readonly sparse?: SparseMap;
  /** The size a header without a body claims. */
  readonly claimed?: number;
  /** True when the header makes a directory of what is none here: a whiteout, or a file with a directory's mode. */
  readonly directoryByHeader?: boolean;
  /** The path with its leading `..` as real names, as dive has it. */
  readonly climbingPath?: number;
}

/**
 * All entries of one layer in the order of the archive, as columns: about 45 bytes an entry. A path may come
 * twice: the later one holds.
 */
export interface LayerIndex {
  readonly count: number;
  /** Of a whiteout: its own path, `.wh.` and all. */
  readonly path: Int32Array;
  readonly kind: Uint8Array;
  /** Permission bits. */
  readonly mode: Uint16Array;
  readonly uid: Uint32Array;
  readonly gid: Uint32Array;
  /** Bytes of a file, 0 of all else. */
  readonly size: Float64Array;
  /** Milliseconds since 1970. */
  readonly mtime: Float64Array;
  /** Where the body starts in the uncompressed layer. */
  readonly offset: Float64Array;
  /** CRC-32 of each body, where the layer is compressed and was read as a whole. */
  readonly crc: Uint32Array | undefined;
  /** Of a hard link: the path it points to; of a whiteout: the path it takes away; else 0. */
  readonly target: Int32Array;
  readonly extra: ReadonlyMap<number, EntryExtra>;
  linkText(entry: number): string | undefined;
  /** Bodies that are kept with the index, by entry: the lists of users and groups. */
  readonly texts?: ReadonlyMap<number, Uint8Array>;
  readonly notes: readonly Problem[];
}

export const emptyLayer: LayerIndex = {
  count: 0,
  path: new Int32Array(0),
  kind: new Uint8Array(0),
  mode: new Uint16Array(0),
  uid: new Uint32Array(0),
  gid: new Uint32Array(0),
  size: new Float64Array(0),
  mtime: new Float64Array(0),
  offset: new Float64Array(0),
  crc: undefined,
  target: new Int32Array(0),
  extra: new Map(),
  linkText: () => undefined,
  notes: [],
};

/** What a layer index is given to be built. */
export interface LayerIndexOptions {
  readonly limits: Limits;
  /** True when bodies pass by anyway: their checksums are taken. */
  readonly checksums: boolean;
}
