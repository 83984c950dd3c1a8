import { BLOCK_DEVICE, CHARACTER, DIRECTORY, FILE, type LayerIndex, SYMLINK } from './layerIndex.ts';

/** One entry of one layer. */
export interface EntryAt {
  readonly layer: LayerIndex;
  readonly index: number;
}

/** What can be told of two entries without reading their bytes. */
export interface Sameness {
  /** Undefined: two files of one size, whose bytes decide. */
  readonly content: boolean | undefined;
  readonly metadata: boolean;
}

/** Compares what two entries show; of hard links the caller passes the entries they point to. */
export function compareEntries(
  a: EntryAt,
  b: EntryAt,
  { times = true }: { readonly times?: boolean } = {},
): Sameness {
  return { content: sameContent(a, b), metadata: sameMetadata(a, b, times) };
}

function sameContent(a: EntryAt, b: EntryAt): boolean | undefined {
  const kind = a.layer.kind[a.index];
  if (kind !== b.layer.kind[b.index]) return false;
  const extraA = a.layer.extra.get(a.index);
  const extraB = b.layer.extra.get(b.index);
  switch (kind) {
    case FILE: {
      const size = a.layer.size[a.index] ?? 0;
      if (size !== b.layer.size[b.index]) return false;
      if (size === 0) return true;
      // A sparse file is compared as it is stored.
      if (extraA?.stored !== extraB?.stored || String(extraA?.sparse) !== String(extraB?.sparse))
        return false;
      return differentChecksums(a, b) ? false : undefined;
    }
    case SYMLINK:
      return a.layer.linkText(a.index) === b.layer.linkText(b.index);
    case CHARACTER:
    case BLOCK_DEVICE:
      return extraA?.deviceMajor === extraB?.deviceMajor && extraA?.deviceMinor === extraB?.deviceMinor;
    default:
      return true;
  }
}

function differentChecksums(a: EntryAt, b: EntryAt): boolean {
  return (
    a.layer.crc !== undefined && b.layer.crc !== undefined && a.layer.crc[a.index] !== b.layer.crc[b.index]
  );
}

function sameMetadata(a: EntryAt, b: EntryAt, times: boolean): boolean {
  const kind = a.layer.kind[a.index];
  return (
    kind === b.layer.kind[b.index] &&
    // A symbolic link has no mode of its own, and a folder's time changes with what is put into it.
    (kind === SYMLINK || a.layer.mode[a.index] === b.layer.mode[b.index]) &&
    a.layer.uid[a.index] === b.layer.uid[b.index] &&
    a.layer.gid[a.index] === b.layer.gid[b.index] &&
    (!times || kind === DIRECTORY || sameTime(a.layer.mtime[a.index] ?? 0, b.layer.mtime[b.index] ?? 0)) &&
    sameAttributes(a.layer.extra.get(a.index)?.xattrs, b.layer.extra.get(b.index)?.xattrs)
  );
}

/** Some archives keep whole seconds only: then the seconds decide. */
function sameTime(a: number, b: number): boolean {
  return a === b || ((a % 1000 === 0 || b % 1000 === 0) && Math.floor(a / 1000) === Math.floor(b / 1000));
}

function sameAttributes(
  a: ReadonlyMap<string, string> | undefined,
  b: ReadonlyMap<string, string> | undefined,
): boolean {
  if ((a?.size ?? 0) !== (b?.size ?? 0)) return false;
  for (const [name, value] of a ?? []) if (b?.get(name) !== value) return false;
  return true;
}
