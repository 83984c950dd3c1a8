import type { ImageLocation, ImageOverview, Page, ReadProgress } from './image.ts';
import type { FailureWords, InspectorInit } from './inspector.ts';
import type { Failure, Outcome } from './result.ts';
import type { CallOptions } from './rpc.ts';

/** Two layers that made the same step, or one that has no partner. */
export interface LayerPair {
  /** Index of the layer before, and of the one after. */
  readonly before: number | undefined;
  readonly after: number | undefined;
  /** True when they are the same bytes. */
  readonly same: boolean;
  /** Bytes of files that the later one holds more. */
  readonly delta: number;
}

export interface DeltaSum {
  readonly files: number;
  readonly bytes: number;
}

/** What a second image has otherwise than a first. Sizes are those of files, not as stored. */
export interface Comparison {
  readonly before: ImageOverview;
  readonly after: ImageOverview;
  /** Bytes of all layers, and of the files that a container sees. */
  readonly sizeDelta: number;
  readonly finalDelta: number;
  readonly sharedLayers: number;
  /** Lowest first. */
  readonly pairs: readonly LayerPair[];
  readonly added: DeltaSum;
  readonly removed: DeltaSum;
  readonly changed: DeltaSum;
}

export type DeltaKind = 'added' | 'removed' | 'changed';

/** A path of the final trees that differs. */
export interface FileDelta {
  readonly path: string;
  readonly kind: DeltaKind;
  /** Bytes more than before, below 0 for fewer. */
  readonly delta: number;
  /** Layers it comes from. */
  readonly before: number | undefined;
  readonly after: number | undefined;
}

/** Largest difference first. */
export interface ComparedFilesRequest {
  readonly kind?: DeltaKind;
  /** Only files that come from this layer of the later image. */
  readonly layer?: number;
  /** Part of the path, any case. */
  readonly text?: string;
  readonly offset: number;
  readonly limit: number;
}

/** One of the two images, as it was opened. */
export interface ComparedImage {
  readonly location: ImageLocation;
  readonly title: string;
  readonly platform?: string;
}

export type Side = 'before' | 'after';

/** How far the reading of the two images is. */
export interface CompareProgress {
  readonly side: Side;
  readonly progress: ReadProgress;
}

/** What the comparison's webview may ask of the extension; nothing else is answered. */
export interface CompareHost {
  load(params: Record<string, never>, options?: CallOptions<CompareProgress>): Promise<Outcome<Comparison>>;
  files(params: ComparedFilesRequest): Promise<Outcome<Page<FileDelta>>>;
  /** Both versions side by side, or the only one. */
  openFile(params: FileDelta): Promise<Outcome<null>>;
  /** Looks into one of the two, at a layer. */
  inspect(params: { readonly side: Side; readonly layer?: number }): Promise<Outcome<null>>;
  /** The same two the other way round. */
  swap(params: Record<string, never>): Promise<Outcome<null>>;
  explain(params: { readonly failure: Failure }): Promise<Outcome<FailureWords>>;
}

/** What stands in the page when it is made. */
export interface CompareInit {
  readonly compare: { readonly before: ComparedImage; readonly after: ComparedImage };
  /** BCP 47. */
  readonly language: string;
  readonly l10n: InspectorInit['l10n'];
}
