import { type BuildProgress, orderedSteps, type StepProgress, splitStepName } from './buildProgress.ts';

/** Steps of one stage, in the order in which they run. */
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
 * first and after the last around them. With fewer than two stages there are only steps.
 */
export function buildParts(progress: BuildProgress): readonly BuildPart[] {
  const steps = orderedSteps(progress);
  const stages = new Map<string, StepProgress[]>();
  for (const step of steps) {
    const name = stageOf(step);
    if (name !== undefined) stages.set(name, [...(stages.get(name) ?? []), step]);
  }
  if (stages.size < 2) return steps.map(step => ({ kind: 'step', step }));
  const before: BuildPart[] = [];
  const after: BuildPart[] = [];
  for (const step of steps) {
    if (stageOf(step) !== undefined) continue;
    // What waits for a stage comes after it: the export of the result.
    const list = step.inputs.length > 0 || step.name.startsWith('exporting') ? after : before;
    list.push({ kind: 'step', step });
  }
  const ordered = orderStages(stages, progress);
  return [
    ...before,
    ...ordered.map((name): BuildPart => ({ kind: 'stage', stage: { name, steps: stages.get(name) ?? [] } })),
    ...after,
  ];
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
