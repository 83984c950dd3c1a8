import type { BuildOutcome, BuildRequest } from '../../protocol/engine.ts';
import type { BuildProgress, StepProgress } from './buildProgress.ts';

/** A build that is over, as it is kept: everything but what must not be written down. */
export interface StoredBuild {
  readonly version: 1;
  readonly request: BuildRequest;
  /** Milliseconds since 1970. */
  readonly started: number;
  readonly ended: number;
  readonly outcome: BuildOutcome;
  readonly backend: BuildProgress['backend'];
  readonly builder?: BuildProgress['builder'];
  readonly context: BuildProgress['context'];
  readonly warnings: BuildProgress['warnings'];
  readonly steps: readonly (Omit<StepProgress, 'transfers'> & { readonly transfers?: undefined })[];
  /** The end of its log, with colours. */
  readonly log: string;
}

/** Undefined for what is none: another version's, or cut off. */
export function readStoredBuild(text: string): StoredBuild | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null) return undefined;
    const stored = value as Partial<StoredBuild>;
    const complete =
      stored.version === 1 &&
      typeof stored.started === 'number' &&
      typeof stored.ended === 'number' &&
      typeof stored.request?.buildId === 'string' &&
      Array.isArray(stored.request.tags) &&
      typeof stored.outcome?.ok === 'boolean' &&
      Array.isArray(stored.steps) &&
      Array.isArray(stored.warnings);
    return complete ? (stored as StoredBuild) : undefined;
  } catch {
    return undefined;
  }
}
