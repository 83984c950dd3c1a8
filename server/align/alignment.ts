import type { Instruction } from '../syntax/tree.ts';

/** What is known of an image before its lines are looked for. */
export interface ImageFacts {
  /** Of its configuration, oldest first. */
  readonly history: readonly HistoryStep[];
  /** Lowest first. */
  readonly layers: readonly LayerFacts[];
}

export interface HistoryStep {
  readonly createdBy: string;
  readonly comment: string;
  /** It says of itself that it made no layer. */
  readonly empty: boolean;
}

export interface LayerFacts {
  readonly diffId: string;
  /** Digest of the stored bytes, where known. */
  readonly digest: string | undefined;
  /** Bytes of its files; undefined when they were not read. */
  readonly bytes: number | undefined;
}

/**
 * Where the knowledge comes from. build: a build whose file and arguments were kept. provenance: the builder's own
 * attestation. history: texts of the image's configuration. none: nothing fits, and nothing is claimed.
 */
export type AlignmentSource = 'build' | 'provenance' | 'history' | 'none';

/**
 * layer: it made one. nothing: it made none. elsewhere: its stage is no part of the image. unknown: no claim.
 */
export type Made = 'layer' | 'nothing' | 'elsewhere' | 'unknown';

export interface AlignedInstruction {
  readonly instruction: Instruction;
  readonly made: Made;
  /** Index into the layers, 0 for the lowest; set exactly when `made` is `layer`. */
  readonly layer: number | undefined;
  /** Told by the builder, not inferred. */
  readonly exact: boolean;
  /** Of the claim, 0 to 1; 0 for no claim. */
  readonly confidence: number;
  /** The instruction in the file that was built, where that is known. */
  readonly origin: Instruction | undefined;
  /** The layer that an earlier wording of this instruction made: the file was edited since. */
  readonly before: number | undefined;
}

export interface Alignment {
  readonly source: AlignmentSource;
  /** One for each instruction of the file, in its order. */
  readonly instructions: readonly AlignedInstruction[];
  /** Index of the stage that the image is; undefined when there is none. */
  readonly stage: number | undefined;
  /** Layers that were there before the first own instruction, counted from the lowest; undefined when not known. */
  readonly baseLayers: number | undefined;
}

/** Arguments and target of the build, as far as known. */
export interface AlignOptions {
  readonly target?: string | undefined;
  readonly buildArguments?: ReadonlyMap<string, string> | undefined;
  readonly platform?: string | undefined;
}

/** An alignment in which nothing is claimed. */
export function noAlignment(instructions: readonly Instruction[]): Alignment {
  return {
    source: 'none',
    stage: undefined,
    baseLayers: undefined,
    instructions: instructions.map(instruction => ({ instruction, ...NO_CLAIM })),
  };
}

export const NO_CLAIM = {
  made: 'unknown',
  layer: undefined,
  exact: false,
  confidence: 0,
  origin: undefined,
  before: undefined,
} as const;
