import type { ReadProgress } from './image.ts';
import type { Outcome } from './result.ts';
import type { CallOptions } from './rpc.ts';

/** What an image has for the lines of its Dockerfile; small enough to be kept on the disk. */
export interface ImageLayers {
  readonly id: string;
  readonly created: number;
  /** Of the configuration, oldest first. */
  readonly history: readonly {
    readonly createdBy: string;
    readonly comment: string;
    readonly empty: boolean;
  }[];
  /** Lowest first. */
  readonly layers: readonly LayerDetails[];
  readonly provenance: ImageProvenance | undefined;
}

export interface LayerDetails {
  readonly diffId: string;
  readonly digest: string | undefined;
  /** Bytes of its files; undefined when it could not be read. */
  readonly bytes: number | undefined;
  /** Undefined when only the engine's words are known, and no files. */
  readonly files: number | undefined;
  /** Its largest files. */
  readonly largest: readonly SizedPath[];
  /** Bytes that later layers delete or write anew, by the layer that does, most first. */
  readonly lost: readonly LostBytes[];
}

export interface SizedPath {
  readonly path: string;
  readonly bytes: number;
}

export interface LostBytes {
  readonly by: number;
  readonly bytes: number;
  /** True when all of it is deleted, not written anew. */
  readonly deleted: boolean;
  /** The largest ones. */
  readonly paths: readonly SizedPath[];
}

/** BuildKit's own account of a build, as `mode=max` provenance has it. */
export interface ImageProvenance {
  readonly dockerfile: string;
  readonly target: string | undefined;
  readonly buildArguments: Readonly<Record<string, string>>;
  readonly steps: readonly {
    /** 0-based first line of the instruction. */
    readonly line: number;
    /** Digests of the layers up to and with its own. */
    readonly layers: readonly string[];
  }[];
}

/** The part of the worker that reads images for the lines of Dockerfiles. */
export interface LayersApi {
  /** Reads an image of the engine; the answer for one id never changes. */
  imageLayers(
    params: { readonly reference: string },
    options?: CallOptions<ReadProgress>,
  ): Promise<Outcome<ImageLayers>>;
  /** The Dockerfile of an image: the builder's own, else one written from its history under the given comments. */
  imageDockerfile(params: {
    readonly image: Pick<ImageLayers, 'history' | 'provenance'>;
    readonly heading: readonly string[];
  }): Promise<Outcome<{ readonly text: string; readonly source: 'provenance' | 'history' }>>;
}

/** A build that was watched: enough to tell later what each line of its file did. */
export interface WatchedBuild {
  /** Text of the Dockerfile that was built. */
  readonly dockerfile: string;
  readonly target: string | undefined;
  readonly buildArguments: Readonly<Record<string, string>>;
  readonly steps: readonly WatchedStep[];
}

export interface WatchedStep {
  /** 0-based first line of the instruction. */
  readonly line: number;
  readonly cached: boolean;
  readonly milliseconds: number | undefined;
}

/** An image and what is known of the build that made it. */
export interface KnownImage {
  readonly image: ImageLayers;
  readonly build: WatchedBuild | undefined;
}

/** Custom request to the language server: what each line of an open Dockerfile did. `null` when it is not open. */
export const LINE_LAYERS_REQUEST = 'strata/lineLayers';
export interface LineLayersParams extends KnownImage {
  readonly uri: string;
  /** The image before this one, to compare with. */
  readonly previous: KnownImage | undefined;
}

export interface LineLayers {
  /** Of the document that is spoken of. */
  readonly version: number;
  readonly source: 'build' | 'provenance' | 'history' | 'none';
  readonly lines: readonly LineLayer[];
  /** Stages of the image, in the order of the file. */
  readonly stages: readonly StageBytes[];
  /** 0-based lines of the FROM of stages that the image was not built upon. */
  readonly otherStages: readonly number[];
  /** Lines whose bytes a later line takes back, most first. */
  readonly lost: readonly LostLine[];
}

export interface Place {
  /** 0-based, as in LSP. */
  readonly line: number;
  readonly character: number;
}

/** One instruction of a stage that is in the image. */
export interface LineLayer {
  readonly start: Place;
  readonly end: Place;
  readonly keyword: string;
  readonly made: 'layer' | 'nothing' | 'unknown';
  readonly layer: number | undefined;
  readonly exact: boolean;
  readonly confidence: number;
  /** The line was edited; before, it made this layer. */
  readonly before: number | undefined;
  /** Bytes more than in the image before; undefined when that is not known. */
  readonly grown: number | undefined;
  readonly cached: boolean | undefined;
  readonly milliseconds: number | undefined;
}

export interface StageBytes {
  readonly line: number;
  readonly name: string | undefined;
  /** Bytes of the layers of its own instructions, and how many layers they are. */
  readonly bytes: number;
  readonly layers: number;
  /** The same of the image it is built upon; undefined when not known. */
  readonly base: { readonly bytes: number; readonly layers: number } | undefined;
}

export interface LostLine {
  /** Place in `lines` of the one that writes and of the one that takes back. */
  readonly line: number;
  readonly by: number;
  readonly bytes: number;
  readonly deleted: boolean;
  readonly paths: readonly SizedPath[];
  /** What takes them out of the image without changing what any instruction sees, best first. */
  readonly fixes: readonly LostFix[];
}

/**
 * join: makes one instruction of the two. move: deletes in the line that writes. cache: mounts `path` as a cache while
 * it is needed. exclude: does not copy `path`.
 */
export interface LostFix {
  readonly kind: 'join' | 'move' | 'cache' | 'exclude';
  readonly path: string | undefined;
  readonly edits: readonly { readonly start: Place; readonly end: Place; readonly newText: string }[];
}
