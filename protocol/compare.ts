import type { ImageOverview } from './image.ts';

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
