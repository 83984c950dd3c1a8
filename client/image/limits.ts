/** How far an archive is trusted; what goes beyond is a problem of that layer or archive, not of the reader. */
export interface Limits {
  /** Entries of one tar archive. */
  readonly entries: number;
  /** Different paths of one image, folders on the way included. */
  readonly paths: number;
  /** Bytes of one path or link target, at most 65,535. */
  readonly nameLength: number;
  /** Bytes of one extended tar header. */
  readonly headerBytes: number;
  /** Bytes of one layer or archive once decompressed. */
  readonly unpackedBytes: number;
  /** Bytes of one manifest, index or config. */
  readonly documentBytes: number;
  /** Indexes inside indexes. */
  readonly nesting: number;
  readonly layers: number;
}

export const defaultLimits: Limits = {
  entries: 5_000_000,
  paths: 20_000_000,
  nameLength: 32_768,
  headerBytes: 1 << 20,
  unpackedBytes: 2 ** 40,
  documentBytes: 32 << 20,
  nesting: 8,
  layers: 2_000,
};
