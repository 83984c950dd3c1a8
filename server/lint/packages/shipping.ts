import type { Model, Stage } from '../../semantics/model.ts';

/**
 * What becomes of the layers of a stage. shipped: they are in the image that a build without `--target` gives.
 * base: another stage is built upon them. left: they are thrown away, but for what COPY takes.
 */
export type Fate = 'shipped' | 'base' | 'left';

/** Tells the fate of a stage. */
export function fates(model: Model): (stage: Stage | undefined) => Fate {
  const shipped = new Set<Stage>();
  const bases = new Set<Stage>();
  for (const { base } of model.stages) if (base.kind === 'stage') bases.add(base.stage);
  for (let stage = model.target; stage && !shipped.has(stage); ) {
    shipped.add(stage);
    stage = stage.base.kind === 'stage' ? stage.base.stage : undefined;
  }
  return stage => {
    if (!stage || shipped.has(stage)) return 'shipped';
    return bases.has(stage) ? 'base' : 'left';
  };
}
