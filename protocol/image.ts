import type { FileRequest, FileStatus, ImageQueries } from './browse.ts';
import type { ComparedFilesRequest, Comparison, FileDelta } from './compare.ts';
import type { Outcome } from './result.ts';
import type { CallOptions } from './rpc.ts';

/** Where an image is read from. */
export type ImageLocation =
  | { readonly kind: 'engine'; readonly reference: string }
  /** Read where it lies, without pulling it; `insecure` allows plain HTTP. */
  | { readonly kind: 'registry'; readonly reference: string; readonly insecure?: boolean }
  /** A `docker save` or OCI archive, or an OCI layout folder. */
  | { readonly kind: 'path'; readonly path: string };

export type EntryType = 'file' | 'directory' | 'symlink' | 'hardlink' | 'character' | 'block' | 'fifo';

/** What a layer does to a path, seen against the layers below. */
export type Change = 'added' | 'changed' | 'removed' | 'unchanged';

/**
 * Why bytes of a layer are not seen in the final tree: overwritten by the same file again, by the same bytes
 * with other metadata, or by others; deleted; hidden by an opaque folder; never part of a tree.
 */
export type WasteReason =
  | 'same-content'
  | 'metadata-only'
  | 'overwritten'
  | 'deleted'
  | 'hidden-by-opaque'
  | 'unused';

/** One row of a layer's file tree. Size in bytes; of a directory: all that the layer holds below it. */
export interface FileRow {
  readonly path: string;
  readonly name: string;
  readonly type: EntryType;
  readonly change: Change;
  readonly size: number;
  /** Permission bits. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** Milliseconds since 1970. */
  readonly mtime: number;
  readonly link: string | undefined;
  /** Number of direct children, 0 for what is not a directory. */
  readonly children: number;
  /** Set on folders that stand only on the way to what a filter asks for: they are best shown open. */
  readonly open?: boolean;
}

export interface LayerRow {
  /** 0 is the lowest layer. */
  readonly index: number;
  readonly diffId: string;
  readonly digest: string | undefined;
  readonly mediaType: string;
  readonly createdBy: string;
  /** Sum of the sizes of its entries. */
  readonly size: number;
  /** Bytes as stored, undefined when not known. */
  readonly storedSize: number | undefined;
  readonly files: number;
  readonly added: number;
  readonly changed: number;
  readonly removed: number;
  /** Set when this layer could not be read; the counts are then 0. */
  readonly error: string | undefined;
  /** Oddities that did not stop the reading: names that climb out of the root, hard links to nothing. */
  readonly notes?: readonly string[];
}

/** A platform the image is made for; without `available` its bytes are not here. */
export interface PlatformRow {
  readonly platform: string;
  readonly digest: string | undefined;
  readonly available: boolean;
}

/** What a builder says of how the image was made: provenance, SBOM. */
export interface AttestationRow {
  readonly digest: string;
  /** Digest of the manifest it speaks of. */
  readonly subject: string | undefined;
  readonly predicateTypes: readonly string[];
  readonly available: boolean;
}

/** dive's own figures, to compare with. */
export interface DiveFigures {
  readonly efficiency: number;
  readonly wastedBytes: number;
}

export interface ImageOverview {
  readonly reference: string;
  readonly tags: readonly string[];
  readonly id: string;
  readonly platform: string;
  readonly created: number;
  /** Bytes of the files of all layers. */
  readonly size: number;
  /** What the engine says that the image takes; stores count differently. */
  readonly engineSize?: number;
  /** Bytes of entries that own no path of the final tree. */
  readonly reclaimableBytes: number;
  /** Bytes seen in the final tree by all bytes; 1 for an image without bytes. */
  readonly efficiency?: number;
  readonly dive?: DiveFigures;
  readonly platforms?: readonly PlatformRow[];
  readonly attestations?: readonly AttestationRow[];
  /** What is wrong beside the layers: an archive that is cut off, a config that cannot be read. */
  readonly notes?: readonly string[];
  readonly layers: readonly LayerRow[];
  readonly history: readonly {
    readonly createdBy: string;
    readonly created: number;
    readonly comment: string;
    readonly empty: boolean;
    /** Index into `layers`, undefined for steps without a layer. */
    readonly layer: number | undefined;
  }[];
  /** Which JSON documents `document` can give. */
  readonly documents: readonly DocumentKind[];
}

export type DocumentKind = 'manifest' | 'index' | 'config' | 'history' | 'inspect';

export interface ReadProgress {
  readonly phase: 'export' | 'read';
  readonly bytes: number;
  /** Undefined when not known in advance. */
  readonly total: number | undefined;
  readonly entries: number;
}

export interface Page<T> {
  readonly total: number;
  readonly offset: number;
  readonly items: readonly T[];
}

/** An opened image, held by the worker under `handle` until `close`; what may be asked of it is `ImageQueries`. */
export interface ImageApi extends WithHandle<ImageQueries> {
  open(
    params: { readonly location: ImageLocation; readonly platform?: string },
    options?: CallOptions<ReadProgress>,
  ): Promise<Outcome<{ readonly handle: number; readonly overview: ImageOverview }>>;
  close(params: { readonly handle: number }): Promise<Outcome<null>>;
  /** Forgets what was kept on disk of images that were read. */
  clearCache(params: Record<string, never>): Promise<Outcome<null>>;
  status(params: FileRequest & { readonly handle: number }): Promise<Outcome<FileStatus>>;
  /** A whole file; a larger one than `most` bytes is refused. */
  readFile(
    params: FileRequest & { readonly handle: number; readonly most: number },
    options?: CallOptions<ReadProgress>,
  ): Promise<Outcome<Uint8Array>>;
  /** Writes a file of the image to a path of this machine. */
  saveFile(
    params: FileRequest & { readonly handle: number; readonly to: string },
    options?: CallOptions<ReadProgress>,
  ): Promise<Outcome<null>>;
  /** What the image of `handle` has otherwise than that of `before`. */
  compare(
    params: { readonly before: number; readonly handle: number },
    options?: CallOptions,
  ): Promise<Outcome<Comparison>>;
  comparedFiles(
    params: { readonly before: number; readonly handle: number } & ComparedFilesRequest,
  ): Promise<Outcome<Page<FileDelta>>>;
}

/** The same methods, each for the image of a handle. */
export type WithHandle<Api> = {
  readonly [Name in keyof Api]: Api[Name] extends (
    params: infer Params,
    options?: infer Options,
  ) => infer Answer
    ? (params: Params & { readonly handle: number }, options?: Options) => Answer
    : never;
};
