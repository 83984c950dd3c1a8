import type { ByteReader } from './bytes.ts';
import type { Json, JsonObject } from './documents.ts';
import type { Platform } from './platform.ts';
import type { Problem } from './problem.ts';

/**
 * The least an image is made of: its config and its layers, lowest first, each to be opened. An archive, a
 * layout, an engine or a registry gives this; all else is worked out from it.
 */
export interface ImageSource {
  /** `name:tag`s the source knows it by. */
  readonly tags: readonly string[];
  /** Digest of the config: the image's id for the classic engine, `sha256:…`. */
  readonly id: string;
  readonly platform: Platform | undefined;
  readonly config: JsonObject;
  readonly layers: readonly LayerSource[];
  /** The manifest as found; of old archives their entry in `manifest.json`. */
  readonly manifest: Json;
  readonly index: Json | undefined;
  readonly platforms: readonly PlatformChoice[];
  readonly attestations: readonly Attestation[];
  /** What attestations say of this image; left out where a source has none. */
  readonly readStatements?: () => Promise<readonly StatementDocument[]>;
  /** What is wrong beside the layers: a config that cannot be read. */
  readonly notes: readonly Problem[];
}

export interface LayerSource {
  /** Digest of the uncompressed bytes, '' when the config does not tell. */
  readonly diffId: string;
  /** Digest of the stored bytes, where the manifest tells. */
  readonly digest: string | undefined;
  readonly mediaType: string;
  /** Bytes as stored, where known. */
  readonly size: number | undefined;
  /** The same for the same stored bytes. */
  readonly key: string;
  /** True where an old archive has a link to another layer's file: dive takes it for empty. */
  readonly isLink: boolean;
  open(): Promise<OpenedLayer>;
}

export type OpenedLayer =
  | { readonly ok: true; readonly reader: ByteReader }
  | { readonly ok: false; readonly problem: Problem };

export interface PlatformChoice {
  readonly platform: Platform;
  readonly digest: string | undefined;
  readonly available: boolean;
}

export interface Attestation {
  readonly digest: string;
  readonly subject: string | undefined;
  readonly predicateTypes: readonly string[];
  readonly available: boolean;
}

/** One in-toto statement as found. */
export interface StatementDocument {
  readonly predicateType: string;
  /** Digest of the manifest it speaks of. */
  readonly subject: string | undefined;
  readonly value: Json;
  readonly problem: Problem | undefined;
}

/** What to take where a source holds several images. */
export interface ImageChoice {
  /** One of its tags. */
  readonly reference?: string | undefined;
  /** Must be this one. */
  readonly platform?: Platform | undefined;
  /** Taken when there is a choice: the machine's own. */
  readonly preferred?: Platform | undefined;
}

/** No image came out of it. */
export type NoImage =
  | { readonly reason: 'no-image'; readonly problem: Problem | undefined }
  | { readonly reason: 'no-platform'; readonly available: readonly Platform[] }
  | { readonly reason: 'no-reference'; readonly tags: readonly string[] };

export type FoundSource =
  | { readonly ok: true; readonly source: ImageSource }
  | { readonly ok: false; readonly none: NoImage };
