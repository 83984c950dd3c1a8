import { type BuildProgress, orderedSteps, type StepProgress, splitStepName } from './buildProgress.ts';

/** Steps of one stage, in the order of its lines: one from the cache is often told of after those that follow it. */
export interface StageProgress {
  readonly name: string;
  readonly steps: readonly StepProgress[];
}

/** A build from its beginning to its end: steps that BuildKit adds by itself, and stages. */
export type BuildPart =
  | { readonly kind: 'step'; readonly step: StepProgress }
  | { readonly kind: 'stage'; readonly stage: StageProgress };

/**
 * The steps as people read them: each stage after those that it takes something from, with what comes before the
 * first and after the last around them. With fewer than two stages there are only steps, in the same order.
 */
export function buildParts(progress: BuildProgress): readonly BuildPart[] {
  const steps = orderedSteps(progress);
  const stages = new Map<string, StepProgress[]>();
  for (const step of steps) {
    const name = stageOf(step);
    if (name !== undefined) stages.set(name, [...(stages.get(name) ?? []), step]);
  }
  for (const list of stages.values()) list.sort((a, b) => positionOf(a) - positionOf(b));
  const before: BuildPart[] = [];
  const after: BuildPart[] = [];
  for (const step of steps) {
    if (stageOf(step) !== undefined) continue;
    // What waits for a stage comes after it: the export of the result.
    const list = step.inputs.length > 0 || step.name.startsWith('exporting') ? after : before;
    list.push({ kind: 'step', step });
  }
  const ordered = orderStages(stages, progress).map(name => ({ name, steps: stages.get(name) ?? [] }));
  const between: readonly BuildPart[] =
    ordered.length < 2
      ? ordered.flatMap(({ steps }) => steps.map(step => ({ kind: 'step', step })))
      : ordered.map(stage => ({ kind: 'stage', stage }));
  return [...before, ...between, ...after];
}

/** 2 of `[build 2/4] RUN x`; 0 for BuildKit's own steps. */
function positionOf(step: StepProgress): number {
  const words = splitStepName(step.name).place.split(' ');
  return Number.parseInt(words.at(-1) ?? '', 10) || 0;
}

/** `build` of `[build 2/4] RUN x`, with the platform where there are several; undefined for BuildKit's own steps. */
export function stageOf(step: StepProgress): string | undefined {
  const { place } = splitStepName(step.name);
  const words = place.split(' ').filter(Boolean);
  if (!/^\d+\/\d+$/.test(words.at(-1) ?? '')) return undefined;
  return words.slice(0, -1).join(' ');
}

function orderStages(
  stages: ReadonlyMap<string, readonly StepProgress[]>,
  { byId }: BuildProgress,
): readonly string[] {
  const needs = new Map<string, Set<string>>();
  for (const [name, steps] of stages) {
    const needed = new Set<string>();
    for (const { inputs } of steps) {
      for (const input of inputs) {
        const step = byId.get(input);
        const other = step && stageOf(step);
        if (other !== undefined && other !== name) needed.add(other);
      }
    }
    needs.set(name, needed);
  }
  const ordered = new Set<string>();
  const add = (name: string, on: ReadonlySet<string>): void => {
    if (ordered.has(name) || on.has(name)) return;
    for (const needed of needs.get(name) ?? []) add(needed, new Set([...on, name]));
    ordered.add(name);
  };
  for (const name of stages.keys()) add(name, new Set());
  return [...ordered];
}
