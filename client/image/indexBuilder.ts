import { decodeText } from './bytes.ts';
import { crc32 } from './crc32.ts';
import {
  AUFS,
  BLOCK_DEVICE,
  CHARACTER,
  DIRECTORY,
  type EntryExtra,
  FIFO,
  FILE,
  HARDLINK,
  type LayerIndex,
  type LayerIndexOptions,
  OPAQUE,
  SYMLINK,
  WHITEOUT,
} from './layerIndex.ts';
import { createNameReader, isAufs, isOpaqueMark, isWhiteout } from './nameReader.ts';
import { grown, type PathTable } from './pathTable.ts';
import { type Problem, problem } from './problem.ts';
import type { TarEntry, TarSink } from './tarScanner.ts';

export interface IndexBuilder extends TarSink {
  /** Entries so far. */
  count(): number;
  /** Set when the image holds more paths than the limits allow. */
  trouble(): Problem | undefined;
  finish(): LayerIndex;
}

/** By the code of the type flag; all others are files. */
const KINDS = new Uint8Array(256).fill(FILE);
KINDS.set([HARDLINK, SYMLINK, CHARACTER, BLOCK_DEVICE, DIRECTORY, FIFO], 0x31);
// GNU's directory with a list of names as body.
KINDS[0x44] = DIRECTORY;

/** A volume label or the rest of a file from another volume: nothing of the tree. */
const isNoEntry = (type: number): boolean => type === 0x56 || type === 0x4d;

/** Collects what a scanner finds in a layer into columns, its paths into `table`. */
export function createIndexBuilder(table: PathTable, { limits, checksums }: LayerIndexOptions): IndexBuilder {
  let capacity = 64;
  let path = new Int32Array(capacity);
  let kind = new Uint8Array(capacity);
  let mode = new Uint16Array(capacity);
  let uid = new Uint32Array(capacity);
  let gid = new Uint32Array(capacity);
  let size = new Float64Array(capacity);
  let mtime = new Float64Array(capacity);
  let offset = new Float64Array(capacity);
  let crc = new Uint32Array(checksums ? capacity : 0);
  let target = new Int32Array(capacity);
  let linkStart = new Uint32Array(capacity);
  let links = new Uint8Array(1024);
  let linksEnd = 1;
  const extra = new Map<number, EntryExtra>();
  const names = createNameReader(table);
  const linkNames = createNameReader(table);
  let count = 0;
  let current = 0;
  let climbing = 0;
  let badWhiteouts = 0;
  let trouble: Problem | undefined;

  function grow(): void {
    capacity *= 2;
    path = grown(path, new Int32Array(capacity));
    kind = grown(kind, new Uint8Array(capacity));
    mode = grown(mode, new Uint16Array(capacity));
    uid = grown(uid, new Uint32Array(capacity));
    gid = grown(gid, new Uint32Array(capacity));
    size = grown(size, new Float64Array(capacity));
    mtime = grown(mtime, new Float64Array(capacity));
    offset = grown(offset, new Float64Array(capacity));
    if (checksums) crc = grown(crc, new Uint32Array(capacity));
    target = grown(target, new Int32Array(capacity));
    linkStart = grown(linkStart, new Uint32Array(capacity));
  }

  /** Keeps the text behind two bytes of length; returns where. */
  function keepLink(bytes: Uint8Array): number {
    while (linksEnd + 2 + bytes.length > links.length) links = grown(links, new Uint8Array(links.length * 2));
    const start = linksEnd;
    links[start] = bytes.length & 0xff;
    links[start + 1] = bytes.length >> 8;
    links.set(bytes, start + 2);
    linksEnd = start + 2 + bytes.length;
    return start;
  }

  function entry(found: TarEntry): boolean {
    if (isNoEntry(found.type) || trouble) return false;
    if (count === capacity) grow();
    const at = count++;
    const name = names.read(found.nameBytes, found.nameStart, found.nameEnd);
    path[at] = name.path;
    mode[at] = found.mode & 0o7777;
    uid[at] = found.uid;
    gid[at] = found.gid;
    mtime[at] = found.mtime;
    offset[at] = found.offset;
    if (table.count() > limits.paths) trouble = problem('limit', { limit: 'paths', value: limits.paths });

    let entryKind = KINDS[found.type] ?? FILE;
    if (name.aufs) entryKind = AUFS;
    else if (isWhiteout(found.nameBytes, name.start, name.end)) {
      if (isOpaqueMark(found.nameBytes, name.start, name.end)) {
        entryKind = OPAQUE;
        target[at] = name.parent;
      } else if (isAufs(found.nameBytes, name.start, name.end)) entryKind = AUFS;
      else {
        entryKind = WHITEOUT;
        target[at] = whiteoutTarget(found.nameBytes, name.parent, name.start + 4, name.end);
      }
    }
    kind[at] = entryKind;
    size[at] =
      entryKind === FILE || entryKind === AUFS || entryKind === WHITEOUT || entryKind === OPAQUE
        ? bodySize(found)
        : 0;
    if (entryKind === SYMLINK || entryKind === HARDLINK) {
      linkStart[at] = keepLink(found.link);
      if (entryKind === HARDLINK) {
        const { linkBytes, linkStart, linkEnd } = found;
        target[at] = linkNames.read(linkBytes, linkStart, linkEnd).path;
      }
    }
    keepExtra(at, found, entryKind, name.climbs);
    if (name.climbs) climbing++;
    current = at;
    return checksums && entryKind === FILE && found.stored > 0;
  }

  /** Links carry their size in some archives, but no bytes. */
  function bodySize(found: TarEntry): number {
    return KINDS[found.type] === FILE ? found.size : 0;
  }

  function whiteoutTarget(bytes: Uint8Array, parent: number, start: number, end: number): number {
    const empty = start === end;
    const dots = end - start <= 2 && bytes.subarray(start, end).every(byte => byte === 0x2e);
    if (!empty && !dots) return table.child(parent, bytes, start, end);
    badWhiteouts++;
    return 0;
  }

  function keepExtra(at: number, found: TarEntry, entryKind: number, climbs: boolean): void {
    const device = entryKind === CHARACTER || entryKind === BLOCK_DEVICE;
    const sparse = entryKind === FILE && (found.stored !== found.size || found.sparse !== undefined);
    const claims = size[at] !== found.size;
    const isDirectory = found.type === 0x35 || (found.mode & 0o170000) === 0o040000;
    const byHeader = isDirectory && entryKind !== DIRECTORY;
    if (!device && !sparse && !claims && !byHeader && !climbs && !found.xattrs?.size) return;
    extra.set(at, {
      ...(found.xattrs?.size && { xattrs: found.xattrs }),
      ...(device && { deviceMajor: found.deviceMajor, deviceMinor: found.deviceMinor }),
      ...(sparse && { stored: found.stored }),
      ...(sparse && found.sparse !== undefined && { sparse: found.sparse }),
      ...(claims && { claimed: found.size }),
      ...(byHeader && { directoryByHeader: true }),
      ...(climbs && { climbingPath: climbingPath(table, found.name) }),
    });
  }

  return {
    entry,
    body: chunk => {
      crc[current] = crc32(chunk, crc[current] ?? 0);
    },
    count: () => count,
    trouble: () => trouble,
    finish: () => {
      const notes: Problem[] = [];
      if (climbing > 0) notes.push(problem('climbing-names', { count: climbing }));
      if (badWhiteouts > 0) notes.push(problem('bad-whiteouts', { count: badWhiteouts }));
      return {
        count,
        path: path.slice(0, count),
        kind: kind.slice(0, count),
        mode: mode.slice(0, count),
        uid: uid.slice(0, count),
        gid: gid.slice(0, count),
        size: size.slice(0, count),
        mtime: mtime.slice(0, count),
        offset: offset.slice(0, count),
        crc: checksums ? crc.slice(0, count) : undefined,
        target: target.slice(0, count),
        extra,
        linkText: linkReader(linkStart.slice(0, count), links.slice(0, linksEnd)),
        notes,
      };
    },
  };
}

/** Apart from the function above, so that it keeps none of its growing columns alive. */
function linkReader(starts: Uint32Array, texts: Uint8Array): LayerIndex['linkText'] {
  return entry => {
    const start = starts[entry] ?? 0;
    if (start === 0) return undefined;
    const length = (texts[start] ?? 0) | ((texts[start + 1] ?? 0) << 8);
    return decodeText(texts.subarray(start + 2, start + 2 + length));
  };
}

/** A name that climbs, with its leading `..` kept as names. */
function climbingPath(table: PathTable, name: Uint8Array): number {
  const kept: Uint8Array[] = [];
  const dots = Uint8Array.of(0x2e, 0x2e);
  let start = 0;
  let climbs = 0;
  for (let at = 0; at <= name.length; at++) {
    if (at < name.length && name[at] !== 0x2f) continue;
    const part = name.subarray(start, at);
    start = at + 1;
    if (part.length === 0 || (part.length === 1 && part[0] === 0x2e)) continue;
    if (part.length === 2 && part[0] === 0x2e && part[1] === 0x2e) {
      if (kept.pop() === undefined) climbs++;
    } else kept.push(part);
  }
  let path = 0;
  for (let climb = 0; climb < climbs; climb++) path = table.child(path, dots, 0, 2);
  for (const part of kept) path = table.child(path, part, 0, part.length);
  return path;
}
