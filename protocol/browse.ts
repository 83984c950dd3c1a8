import type { Change, DocumentKind, EntryType, FileRow, Page, WasteReason } from './image.ts';
import type { Outcome } from './result.ts';
import type { CallOptions } from './rpc.ts';

/**
 * Whose files are looked at: those of one layer alone, of the layers up to one put on each other (with what that
 * one does to them), or of all layers.
 */
export type TreeChoice = number | 'final' | { readonly upTo: number };

/** What rows of files are told apart by. */
export type FileKind = 'file' | 'folder' | 'link' | 'other';

/** What is left out of a tree or a search. */
export interface FileFilter {
  /**
   * Part of a name or of a path, upper and lower case alike; `*` and `?` stand for what they do in a shell, and
   * make it a whole name. A slash in front binds it to the root. '' for everything.
   */
  readonly text: string;
  /** Empty for all. */
  readonly kinds: readonly FileKind[];
  /** Empty for all. */
  readonly changes: readonly Change[];
  /** Bytes that a file has at least. */
  readonly least: number;
}

export type FileOrder = 'name' | 'size';

export interface FolderRequest {
  readonly layer: TreeChoice;
  /** '' is the root. */
  readonly path: string;
  readonly filter?: FileFilter;
  /** By name, folders first, when left out. */
  readonly order?: FileOrder;
}

/** One thing that a layer did to a path. */
export interface PathEvent {
  readonly layer: number;
  readonly change: Change;
  /** Bytes that it put there, 0 where it took something away. */
  readonly size: number;
}

/** A path and its life, lowest layer first. */
export interface FoundPath {
  readonly path: string;
  readonly type: EntryType;
  readonly events: readonly PathEvent[];
  /** True when the final tree has it. */
  readonly alive: boolean;
}

/** Bytes of one path that the final tree does not show. */
export interface WasteRow {
  readonly path: string;
  readonly bytes: number;
  /** Entries lost. */
  readonly count: number;
  readonly why: WasteReason;
  /** Layers that hold the bytes, and layers that made them useless, lowest first. */
  readonly layers: readonly number[];
  readonly by: readonly number[];
}

export interface WasteShare {
  readonly bytes: number;
  readonly paths: number;
}

export interface WasteSummary {
  readonly reasons: readonly (WasteShare & { readonly why: WasteReason })[];
  /** Layers that hold useless bytes, most first. */
  readonly holders: readonly (WasteShare & { readonly layer: number })[];
  /** Layers that made bytes useless, most first. */
  readonly causes: readonly (WasteShare & { readonly layer: number })[];
}

/** A part of a tree by its bytes; what is too small to be seen is summed up as `rest` of its folder. */
export interface TreemapNode {
  readonly path: string;
  readonly name: string;
  readonly bytes: number;
  readonly folder: boolean;
  readonly children: readonly TreemapNode[];
  /** Bytes of children that are not listed, and how many they are. */
  readonly restBytes: number;
  readonly restCount: number;
}

export interface PackageRow {
  readonly name: string;
  readonly version: string;
  readonly architecture: string;
  /** Bytes as installed, as the database says; undefined when it does not. */
  readonly size: number | undefined;
  /** The package it was built from, '' when it is the same or not told. */
  readonly source: string;
  readonly license: string;
  /** The layer whose database names this version first. */
  readonly layer: number;
}

/** What one package manager recorded in the final tree. */
export interface PackageDatabase {
  readonly kind: 'dpkg' | 'apk' | 'rpm';
  /** Where it lies. */
  readonly path: string;
  readonly packages: readonly PackageRow[];
  /** Why it could not be read; the packages are then none, or those found before. */
  readonly problem: string | undefined;
}

export interface PackagesAnswer {
  /** Name of the distribution, as `/etc/os-release` gives it; '' when there is none. */
  readonly system: string;
  readonly databases: readonly PackageDatabase[];
}

/** One in-toto statement about the image. */
export interface Statement {
  readonly predicateType: string;
  /** Digest of the manifest it speaks of, '' when it does not say. */
  readonly subject: string;
  /** Pretty-printed JSON. */
  readonly text: string;
  /** Lines worth reading first: builder, source, materials; packages of an SBOM. */
  readonly facts: readonly { readonly name: string; readonly value: string }[];
  readonly problem: string | undefined;
}

/** A file as the editor's file system wants it, links followed. */
export interface FileStatus {
  readonly type: EntryType;
  readonly size: number;
  readonly mtime: number;
  /** Where it really is. */
  readonly path: string;
}

export interface FileRequest {
  readonly layer: TreeChoice;
  readonly path: string;
}

/** What may be asked of an open image. Answers are pages, never whole trees. */
export interface ImageQueries {
  /** Direct children of a folder. */
  children(
    params: FolderRequest & { readonly offset: number; readonly limit: number },
  ): Promise<Outcome<Page<FileRow>>>;
  /** Where a path stands: its place among its siblings at each level from the root; empty when it is not there. */
  locate(params: FolderRequest): Promise<Outcome<readonly number[]>>;
  /** Paths of all layers together. Needs a filter that leaves something out to be of use. */
  find(params: {
    readonly filter: FileFilter;
    readonly offset: number;
    readonly limit: number;
  }): Promise<Outcome<Page<FoundPath>>>;
  /** Largest first; `layer` and `why` leave out all but those that it holds, or that were lost so. */
  waste(params: {
    readonly layer?: number;
    readonly why?: WasteReason;
    readonly offset: number;
    readonly limit: number;
  }): Promise<Outcome<Page<WasteRow>>>;
  wasteSummary(params: Record<string, never>): Promise<Outcome<WasteSummary>>;
  /** A folder and what is in it, as deep as it can be seen, at most about `limit` nodes. */
  treemap(params: FileRequest & { readonly limit: number }): Promise<Outcome<TreemapNode>>;
  packages(params: Record<string, never>, options?: CallOptions): Promise<Outcome<PackagesAnswer>>;
  statements(params: Record<string, never>, options?: CallOptions): Promise<Outcome<readonly Statement[]>>;
  /** Pretty-printed JSON. */
  document(params: { readonly kind: DocumentKind }): Promise<Outcome<string>>;
}

/** All methods of `ImageQueries`: what relays them goes by this list. */
export const imageQueries = [
  'children',
  'locate',
  'find',
  'waste',
  'wasteSummary',
  'treemap',
  'packages',
  'statements',
  'document',
] as const satisfies readonly (keyof ImageQueries)[];

export const noFilter: FileFilter = { text: '', kinds: [], changes: [], least: 0 };

export function isFiltering({ text, kinds, changes, least }: FileFilter): boolean {
  return text !== '' || kinds.length > 0 || changes.length > 0 || least > 0;
}
