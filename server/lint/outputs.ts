import type { Model } from '../semantics/model.ts';
import type { BuildStage } from './stages.ts';

/** The stages that may be built for their own sake: the last one, and those that no other stage uses. */
export function outputStages(model: Model, stages: readonly BuildStage[]): readonly BuildStage[] {
  const used = new Set(model.references.map(({ stage }) => stage));
  const last = stages.at(-1);
  return stages.filter(stage => stage === last || !used.has(stage.stage));
}
