/** One entry of a tar archive to be written; anything odd can be asked for. */
export interface TarSpec {
  readonly name: string | Uint8Array;
  readonly type?: TarType;
  readonly body?: string | Uint8Array;
  /** Claimed size, when it is not that of the body. */
  readonly size?: number;
  readonly mode?: number;
  readonly uid?: number;
  readonly gid?: number;
  /** Seconds since 1970. */
  readonly mtime?: number;
  readonly link?: string;
  readonly major?: number;
  readonly minor?: number;
  /** How what does not fit into a plain header is written; `ustar` splits long names and fails if it cannot. */
  readonly dialect?: 'v7' | 'ustar' | 'star' | 'gnu' | 'pax';
  /** Records of an extended header, written whatever the dialect. */
  readonly pax?: Readonly<Record<string, string>>;
  /** Writes size, uid and gid in base-256. */
  readonly binaryNumbers?: boolean;
  /** Raw type flag, over `type`. */
  readonly flag?: string;
  /** Changes the finished header: to break it. The checksum is made anew unless `keepChecksum`. */
  readonly change?: (header: Uint8Array) => void;
  readonly keepChecksum?: boolean;
}

export type TarType = 'file' | 'directory' | 'symlink' | 'hardlink' | 'character' | 'block' | 'fifo';

const FLAGS: Readonly<Record<TarType, string>> = {
  file: '0',
  hardlink: '1',
  symlink: '2',
  character: '3',
  block: '4',
  directory: '5',
  fifo: '6',
};

const encoder = new TextEncoder();
const bytesOf = (value: string | Uint8Array): Uint8Array =>
  typeof value === 'string' ? encoder.encode(value) : value;

/** Writes an archive; `end` blocks of zeros close it (2 unless told). */
export function buildTar(
  entries: readonly TarSpec[],
  { end = 2 }: { readonly end?: number } = {},
): Uint8Array {
  return concat([...entries.flatMap(tarEntry), new Uint8Array(512 * end)]);
}

/** The blocks of one entry, extended headers first. */
export function tarEntry(spec: TarSpec): Uint8Array[] {
  const dialect = spec.dialect ?? 'pax';
  const flag = spec.flag ?? FLAGS[spec.type ?? 'file'];
  const name = bytesOf(spec.name);
  const link = bytesOf(spec.link ?? '');
  const body = bytesOf(spec.body ?? '');
  const blocks: Uint8Array[] = [];
  const records: Record<string, string> = { ...spec.pax };
  const longName = name.length > 100;
  const longLink = link.length > 100;
  if (dialect === 'gnu' && longLink) blocks.push(...meta('K', concat([link, new Uint8Array(1)])));
  if (dialect === 'gnu' && longName) blocks.push(...meta('L', concat([name, new Uint8Array(1)])));
  if (dialect === 'pax' && longName) records.path = new TextDecoder().decode(name);
  if (dialect === 'pax' && longLink) records.linkpath = new TextDecoder().decode(link);
  if (Object.keys(records).length > 0) blocks.push(...meta('x', paxRecords(records)));

  const header = new Uint8Array(512);
  const split =
    longName && (dialect === 'ustar' || dialect === 'star') ? splitName(name, dialect) : undefined;
  header.set((split?.name ?? name).subarray(0, 100), 0);
  header.set((split?.prefix ?? new Uint8Array(0)).subarray(0, 155), 345);
  header.set(link.subarray(0, 100), 157);
  const number = spec.binaryNumbers ? putBinary : putOctal;
  putOctal(header, 100, 8, spec.mode ?? (flag === '5' ? 0o755 : 0o644));
  number(header, 108, 8, spec.uid ?? 0);
  number(header, 116, 8, spec.gid ?? 0);
  number(header, 124, 12, spec.size ?? body.length);
  putOctal(header, 136, 12, spec.mtime ?? 0);
  header[156] = flag.charCodeAt(0);
  if (dialect === 'gnu') header.set(encoder.encode('ustar  \0'), 257);
  else if (dialect !== 'v7') header.set(encoder.encode('ustar\x0000'), 257);
  if (dialect === 'star') header.set(encoder.encode('tar\0'), 508);
  if (dialect !== 'v7') {
    putOctal(header, 329, 8, spec.major ?? 0);
    putOctal(header, 337, 8, spec.minor ?? 0);
  }
  if (spec.keepChecksum) putChecksum(header);
  spec.change?.(header);
  if (!spec.keepChecksum) putChecksum(header);
  blocks.push(header, body, padding(body.length));
  return blocks;
}

function meta(flag: string, data: Uint8Array): Uint8Array[] {
  const header = new Uint8Array(512);
  header.set(encoder.encode(flag === 'x' ? 'PaxHeaders/x' : '././@LongLink'), 0);
  putOctal(header, 100, 8, 0o644);
  putOctal(header, 108, 8, 0);
  putOctal(header, 116, 8, 0);
  putOctal(header, 124, 12, data.length);
  putOctal(header, 136, 12, 0);
  header[156] = flag.charCodeAt(0);
  header.set(encoder.encode(flag === 'x' || flag === 'g' ? 'ustar\x0000' : 'ustar  \0'), 257);
  putChecksum(header);
  return [header, data, padding(data.length)];
}

/** A pax global header, as `git archive` writes it. */
export function globalHeader(records: Readonly<Record<string, string>>): Uint8Array {
  return concat(meta('g', paxRecords(records)));
}

export function paxRecords(records: Readonly<Record<string, string>>): Uint8Array {
  return concat(
    Object.entries(records).map(([key, value]) => {
      const rest = encoder.encode(` ${key}=${value}\n`);
      let length = rest.length + 1;
      while (String(length).length + rest.length !== length) length = String(length).length + rest.length;
      return concat([encoder.encode(String(length)), rest]);
    }),
  );
}

export function putChecksum(header: Uint8Array): void {
  header.fill(32, 148, 156);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.set(encoder.encode(`${sum.toString(8).padStart(6, '0')}\0 `), 148);
}

function putOctal(header: Uint8Array, start: number, length: number, value: number): void {
  header.set(
    encoder
      .encode(
        `${Math.max(0, value)
          .toString(8)
          .padStart(length - 1, '0')}\0`,
      )
      .subarray(0, length),
    start,
  );
}

function putBinary(header: Uint8Array, start: number, length: number, value: number): void {
  let rest = BigInt(value);
  for (let at = start + length - 1; at >= start; at--) {
    header[at] = Number(BigInt.asUintN(8, rest));
    rest >>= 8n;
  }
  header[start] = value < 0 ? 0xff : 0x80;
}

function splitName(name: Uint8Array, dialect: 'ustar' | 'star'): { prefix: Uint8Array; name: Uint8Array } {
  const longest = dialect === 'star' ? 131 : 155;
  for (let at = Math.min(longest, name.length - 1); at > 0; at--) {
    if (name[at] === 0x2f && name.length - at - 1 <= 100 && at < name.length - 1) {
      return { prefix: name.subarray(0, at), name: name.subarray(at + 1) };
    }
  }
  throw new Error('the name cannot be split');
}

function padding(length: number): Uint8Array {
  return new Uint8Array((512 - (length % 512)) % 512);
}

export function concat(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
