import { asArray, asObject, asText, type JsonObject } from './documents.ts';

/** One step of the config's history, oldest first. */
export interface HistoryEntry {
  readonly createdBy: string;
  /** Milliseconds since 1970, 0 when unknown. */
  readonly created: number;
  readonly comment: string;
  /** True for steps that made no layer. */
  readonly empty: boolean;
  /** The layer it made; undefined for empty steps and for steps beyond the last layer. */
  readonly layer: number | undefined;
}

/** Maps steps to layers: each step that is not empty made the next one. */
export function readHistory(config: JsonObject, layerCount: number): readonly HistoryEntry[] {
  let next = 0;
  return asArray(config.history).map(item => {
    const step = asObject(item);
    const empty = step.empty_layer === true;
    const layer = !empty && next < layerCount ? next++ : undefined;
    return {
      createdBy: asText(step.created_by),
      created: readTime(asText(step.created)),
      comment: asText(step.comment),
      empty,
      layer,
    };
  });
}

/** Milliseconds since 1970; 0 for what is no time, or before it. */
export function readTime(text: string): number {
  const time = Date.parse(text);
  return Number.isFinite(time) && time > 0 ? time : 0;
}
