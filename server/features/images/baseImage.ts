import type { Stage } from '../../semantics/model.ts';

/** The image that a stage comes from in the end, without tag and digest. */
export function imageUnder(stage: Stage): string | undefined {
  let base = stage.base;
  while (base.kind === 'stage') base = base.stage.base;
  return base.kind === 'image' ? base.reference.replace(/@.*$/, '').replace(/:[^/]*$/, '') : undefined;
}
