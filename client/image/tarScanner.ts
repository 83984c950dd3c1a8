import type { Limits } from './limits.ts';
import { type PaxFields, readPax } from './pax.ts';
import { type Problem, problem } from './problem.ts';
import { readSparsePieces, type SparseMap } from './sparseMap.ts';
import { createChecksumTest, readTarNumber } from './tarNumber.ts';

export const BLOCK = 512;
const NOTHING = new Uint8Array(0);

/** One entry as its headers give it. The scanner fills the same object again for each: copy what you keep. */
export interface TarEntry {
  /** Where the name's bytes are, as written. */
  nameBytes: Uint8Array;
  nameStart: number;
  nameEnd: number;
  /** The same for the target of a link. */
  linkBytes: Uint8Array;
  linkStart: number;
  linkEnd: number;
  /** The bytes themselves, cut out when asked for: that costs as much as reading the rest of a header. */
  readonly name: Uint8Array;
  readonly link: Uint8Array;
  /** The type flag's code, `\0` read as `0`, or as `5` when the name ends in a slash. */
  type: number;
  /** All mode bits of the header, type bits included where old writers put them. */
  mode: number;
  uid: number;
  gid: number;
  /** Milliseconds since 1970. */
  mtime: number;
  /** Bytes the header claims; of a sparse file: expanded. */
  size: number;
  /** Bytes of the body in the archive; 0 for types that have none. */
  stored: number;
  /** Where the body starts in the archive. */
  offset: number;
  /** Of character and block devices. */
  deviceMajor: number;
  deviceMinor: number;
  xattrs: Map<string, string> | undefined;
  /** Of sparse files. */
  sparse: SparseMap | undefined;
}

export interface TarSink {
  /** Called once for each entry; true asks for its body. */
  entry(entry: TarEntry): boolean;
  /** Parts of the body asked for; the bytes belong to the caller. */
  body?(chunk: Uint8Array): void;
  bodyEnd?(): void;
}

/** A tar reader that is pushed bytes and calls back; it holds nothing but the header it is in. */
export interface TarScanner {
  /** Bytes that follow the last ones pushed. */
  push(chunk: Uint8Array): void;
  /** How many of the next bytes nobody wants: a reader that can jump calls `skip` instead of pushing them. */
  skippable(): number;
  skip(count: number): void;
  /** True after the end marker or a problem: what follows is not looked at. */
  done(): boolean;
  /** Call when there are no more bytes; undefined when all was well. */
  finish(): Problem | undefined;
}

/** Reads ustar, GNU, pax, V7 and STAR headers. Checked against what Go's archive/tar reads, since engines use it. */
export function createTarScanner(sink: TarSink, limits: Limits): TarScanner {
  const entry: TarEntry = {
    nameBytes: NOTHING,
    nameStart: 0,
    nameEnd: 0,
    linkBytes: NOTHING,
    linkStart: 0,
    linkEnd: 0,
    get name() {
      return this.nameBytes.subarray(this.nameStart, this.nameEnd);
    },
    get link() {
      return this.linkBytes.subarray(this.linkStart, this.linkEnd);
    },
    type: 0,
    mode: 0,
    uid: 0,
    gid: 0,
    mtime: 0,
    size: 0,
    stored: 0,
    offset: 0,
    deviceMajor: 0,
    deviceMinor: 0,
    xattrs: undefined,
    sparse: undefined,
  };
  const checksumHolds = createChecksumTest();
  const partial = new Uint8Array(BLOCK);
  const joined = new Uint8Array(256);
  let partialLength = 0;
  let state: 'header' | 'sparse' | 'meta' | 'body' | 'end' = 'header';
  let trouble: Problem | undefined;
  let position = 0;
  let count = 0;
  /** Body bytes still to come, and the padding after them. */
  let remaining = 0;
  let padding = 0;
  let feeding = false;
  let zeroBlocks = 0;
  /** What extended headers said about the next entry. */
  let metaType = 0;
  let meta: Uint8Array = partial;
  let metaLength = 0;
  let pax: PaxFields | undefined;
  let longName: Uint8Array | undefined;
  let longLink: Uint8Array | undefined;
  let pieces: number[] = [];

  const headerProblem = (code: 'bad-header' | 'bad-size', offset: number): Problem =>
    problem(code === 'bad-header' && count === 0 && offset === 0 ? 'not-a-tar' : code, { offset });

  function end(reason: Problem | undefined): void {
    if (!reason) return;
    trouble = reason;
    state = 'end';
  }

  const limitProblem = (limit: string, value: number): Problem => problem('limit', { limit, value });

  /** One whole header block at `at` of `bytes`; `position` is already behind it. */
  function header(bytes: Uint8Array, at: number): Problem | undefined {
    const start = position - BLOCK;
    if (bytes[at] === 0 && isZero(bytes, at)) {
      zeroBlocks++;
      if (zeroBlocks === 2) state = 'end';
      return undefined;
    }
    zeroBlocks = 0;
    if (!checksumHolds(bytes, at)) return headerProblem('bad-header', start);
    const size = readTarNumber(bytes, at + 124, 12);
    if (!(size >= 0 && size <= Number.MAX_SAFE_INTEGER)) return headerProblem('bad-size', start);
    const type = bytes[at + 156] ?? 0;
    // x and g: pax; L and K: GNU long name and link.
    if (type === 0x78 || type === 0x67 || type === 0x4c || type === 0x4b) {
      if (size > limits.headerBytes) return limitProblem('bytes of an extended header', limits.headerBytes);
      metaType = type;
      meta = new Uint8Array(size);
      metaLength = 0;
      beginBody(size);
      state = 'meta';
      if (size === 0) endBody();
      return undefined;
    }
    return readEntry(bytes, at, size, type, start);
  }

  function readEntry(
    bytes: Uint8Array,
    at: number,
    size: number,
    rawType: number,
    start: number,
  ): Problem | undefined {
    if (++count > limits.entries) return limitProblem('entries', limits.entries);
    // 'ustar' is followed by NUL in POSIX headers and by a space in GNU ones.
    const ustar =
      bytes[at + 257] === 0x75 &&
      bytes[at + 258] === 0x73 &&
      bytes[at + 259] === 0x74 &&
      bytes[at + 260] === 0x61 &&
      bytes[at + 261] === 0x72;
    const gnu = ustar && bytes[at + 262] === 0x20;
    const fields = pax;
    const name = longName ?? fields?.sparseName ?? fields?.path;
    if (name) setName(name, 0, name.length);
    else plainName(bytes, at, ustar ? (gnu ? 'gnu' : 'ustar') : 'v7');
    const link = longLink ?? fields?.linkpath;
    entry.linkBytes = link ?? bytes;
    entry.linkStart = link ? 0 : at + 157;
    entry.linkEnd = link ? link.length : fieldEnd(bytes, at + 157, 100);
    const { nameStart, nameEnd, linkStart, linkEnd } = entry;
    if (nameEnd - nameStart > limits.nameLength || linkEnd - linkStart > limits.nameLength) {
      return limitProblem('bytes of a name', limits.nameLength);
    }
    const isFolder = nameEnd > nameStart && entry.nameBytes[nameEnd - 1] === 0x2f;
    entry.type = rawType !== 0 ? rawType : isFolder ? 0x35 : 0x30;
    entry.mode = whole(readTarNumber(bytes, at + 100, 8));
    entry.uid = fields?.uid ?? whole(readTarNumber(bytes, at + 108, 8));
    entry.gid = fields?.gid ?? whole(readTarNumber(bytes, at + 116, 8));
    entry.mtime = fields?.mtime ?? whole(readTarNumber(bytes, at + 136, 12)) * 1000;
    const isDevice = ustar && (entry.type === 0x33 || entry.type === 0x34);
    entry.deviceMajor = isDevice ? whole(readTarNumber(bytes, at + 329, 8)) : 0;
    entry.deviceMinor = isDevice ? whole(readTarNumber(bytes, at + 337, 8)) : 0;
    entry.xattrs = fields?.xattrs;
    const claimed = fields?.size ?? size;
    if (!(claimed >= 0 && claimed <= Number.MAX_SAFE_INTEGER)) return headerProblem('bad-size', start);
    entry.stored = hasBody(entry.type) ? claimed : 0;
    entry.size = fields?.sparseSize ?? claimed;
    entry.sparse = fields?.sparseSize === undefined ? undefined : fields.sparseMap;
    pax = undefined;
    longName = undefined;
    longLink = undefined;
    // GNU's own sparse files: a map in the header, and blocks of it behind when it is long.
    if (entry.type === 0x53 && gnu) {
      const real = readTarNumber(bytes, at + 483, 12);
      if (!(real >= 0 && real <= Number.MAX_SAFE_INTEGER)) return headerProblem('bad-size', start);
      entry.size = real;
      pieces = [];
      readSparsePieces(bytes, at, true, pieces);
      entry.sparse = pieces;
      if (bytes[at + 482] !== 0) {
        state = 'sparse';
        return undefined;
      }
    }
    deliver();
    return undefined;
  }

  function setName(bytes: Uint8Array, start: number, end: number): void {
    entry.nameBytes = bytes;
    entry.nameStart = start;
    entry.nameEnd = end;
  }

  function plainName(bytes: Uint8Array, at: number, dialect: 'gnu' | 'ustar' | 'v7'): void {
    const end = fieldEnd(bytes, at, 100);
    setName(bytes, at, end);
    if (dialect === 'v7' || bytes[at + 345] === 0) return;
    // Old Go wrote GNU headers with a prefix where GNU keeps times: it is one if it is no number but text.
    if (dialect === 'gnu' && !isOldGoPrefix(bytes, at)) return;
    const star =
      dialect === 'ustar' && bytes[at + 508] === 0x74 && bytes[at + 509] === 0x61 && bytes[at + 510] === 0x72;
    const prefixEnd = fieldEnd(bytes, at + 345, star ? 131 : 155);
    const prefix = prefixEnd - (at + 345);
    joined.set(bytes.subarray(at + 345, prefixEnd));
    joined[prefix] = 0x2f;
    joined.set(bytes.subarray(at, end), prefix + 1);
    setName(joined, 0, prefix + 1 + end - at);
  }

  function deliver(): void {
    entry.offset = position;
    feeding = sink.entry(entry);
    beginBody(entry.stored);
    state = 'body';
    if (entry.stored === 0) endBody();
  }

  function beginBody(size: number): void {
    remaining = size;
    padding = (BLOCK - (size % BLOCK)) % BLOCK;
  }

  function endBody(): void {
    if (state === 'meta') endMeta();
    else if (feeding) sink.bodyEnd?.();
    feeding = false;
    if (state !== 'end' && padding === 0) state = 'header';
  }

  function endMeta(): void {
    if (metaType === 0x78) {
      pax = {};
      if (!readPax(meta, pax)) end(headerProblem('bad-header', position - metaLength));
    } else if (metaType === 0x4c) longName = upToNul(meta);
    else if (metaType === 0x4b) longLink = upToNul(meta);
    // Global headers ('g') are left out, as engines do.
  }

  function push(chunk: Uint8Array): void {
    let at = 0;
    const end = chunk.length;
    while (at < end && state !== 'end') {
      if (state === 'header' || state === 'sparse') {
        if (partialLength > 0 || end - at < BLOCK) {
          const take = Math.min(BLOCK - partialLength, end - at);
          partial.set(chunk.subarray(at, at + take), partialLength);
          partialLength += take;
          at += take;
          position += take;
          if (partialLength < BLOCK) return;
          partialLength = 0;
          block(partial, 0);
        } else {
          position += BLOCK;
          block(chunk, at);
          at += BLOCK;
        }
      } else if (remaining > 0) {
        const take = Math.min(remaining, end - at);
        if (state === 'meta') {
          meta.set(chunk.subarray(at, at + take), metaLength);
          metaLength += take;
        } else if (feeding) sink.body?.(chunk.subarray(at, at + take));
        at += take;
        position += take;
        remaining -= take;
        if (remaining === 0) endBody();
      } else {
        const take = Math.min(padding, end - at);
        at += take;
        position += take;
        padding -= take;
        if (padding === 0) state = 'header';
      }
    }
  }

  function block(bytes: Uint8Array, at: number): void {
    if (state === 'header') end(header(bytes, at));
    else {
      readSparsePieces(bytes, at, false, pieces);
      // Each piece is two numbers of the header.
      if (pieces.length * 12 > limits.headerBytes)
        end(limitProblem('bytes of a sparse map', limits.headerBytes));
      // A block of a sparse map ends with a flag: one more follows.
      else if (bytes[at + 504] === 0) deliver();
    }
  }

  return {
    push,
    skippable: () => (state === 'body' && !feeding ? remaining + padding : 0),
    skip: skipped => {
      position += skipped;
      const ofBody = Math.min(skipped, remaining);
      remaining -= ofBody;
      padding -= skipped - ofBody;
      if (remaining === 0 && padding === 0) state = 'header';
    },
    done: () => state === 'end',
    finish: () => {
      // Padding may be missing at the very end: no byte of any file is.
      const whole =
        state === 'end' ||
        (state === 'header' && partialLength === 0 && !pax && !longName && !longLink) ||
        (state === 'body' && remaining === 0);
      if (!trouble && !whole) trouble = problem('truncated', { offset: position });
      return trouble;
    },
  };
}

/** Links, devices, directories and fifos have no body, whatever size their header gives. */
function hasBody(type: number): boolean {
  return type < 0x31 || type > 0x36;
}

function whole(value: number): number {
  return Number.isFinite(value) ? value : 0;
}

function isZero(bytes: Uint8Array, at: number): boolean {
  for (let index = at; index < at + BLOCK; index++) if (bytes[index] !== 0) return false;
  return true;
}

function fieldEnd(bytes: Uint8Array, start: number, length: number): number {
  let end = start;
  while (end < start + length && bytes[end] !== 0) end++;
  return end;
}

function upToNul(bytes: Uint8Array): Uint8Array {
  const end = bytes.indexOf(0);
  return end < 0 ? bytes : bytes.subarray(0, end);
}

function isOldGoPrefix(bytes: Uint8Array, at: number): boolean {
  const times = [readTarNumber(bytes, at + 345, 12), readTarNumber(bytes, at + 357, 12)];
  if (times.every(Number.isFinite)) return false;
  for (let index = at + 345; index < at + 500 && bytes[index] !== 0; index++) {
    if ((bytes[index] ?? 0) >= 0x80) return false;
  }
  return true;
}
