import type { BuildEvent, BuildRecord, BuildStep } from '../../protocol/engine.ts';

export type StepState = 'waiting' | 'running' | 'done' | 'cached' | 'failed' | 'cancelled';

/** One step in its latest state; the object stays the same while the step changes. Times in milliseconds. */
export interface StepProgress {
  readonly id: string;
  /** 1-based, in the order in which steps began; 0 for one that waits. */
  number: number;
  /** Ids of the steps it waits for. */
  readonly inputs: readonly string[];
  name: string;
  state: StepState;
  started: number | undefined;
  completed: number | undefined;
  error: string | undefined;
  /** Of what is being transferred in this step (a pull, an export): bytes so far and in all. */
  readonly transfers: Map<string, { readonly current: number; readonly total: number }>;
}

/** What a build has said so far. */
export interface BuildProgress {
  readonly steps: StepProgress[];
  readonly byId: Map<string, StepProgress>;
  readonly warnings: { readonly message: string; readonly url: string; readonly line: number | undefined }[];
  /** Steps that have begun. */
  begun: number;
  backend: BuildRecord['backend'] | undefined;
  /** Of buildx, where it is not the engine's own. */
  builder: { readonly name: string; readonly driver: string } | undefined;
  context: { readonly files: number | undefined; readonly bytes: number; readonly done: boolean } | undefined;
}

export function newProgress(): BuildProgress {
  return {
    steps: [],
    byId: new Map(),
    warnings: [],
    begun: 0,
    backend: undefined,
    builder: undefined,
    context: undefined,
  };
}

/** Takes in one event; returns the step it changed, if it was about one. */
export function applyEvent(progress: BuildProgress, event: BuildEvent): StepProgress | undefined {
  switch (event.kind) {
    case 'context':
      progress.context = { files: event.files, bytes: event.bytes, done: event.done };
      return undefined;
    case 'backend':
      progress.backend = event.backend;
      progress.builder = event.builder;
      return undefined;
    case 'warning':
      progress.warnings.push({ message: event.message, url: event.url, line: event.line });
      return undefined;
    case 'step':
      return updateStep(progress, event.step);
    case 'progress': {
      const step = progress.byId.get(event.step);
      step?.transfers.set(event.id, { current: event.current, total: event.total });
      return step;
    }
    case 'log':
      return progress.byId.get(event.step);
  }
}

/** The build is over: what still ran was stopped with it. */
export function endProgress(progress: BuildProgress, now: number): void {
  for (const step of progress.steps) {
    if (step.state === 'running') {
      step.state = 'cancelled';
      step.completed = now;
    }
  }
}

/** In the order in which they began; then those that wait, each after those it waits for. */
export function orderedSteps({ steps, byId }: BuildProgress): readonly StepProgress[] {
  const depths = new Map<string, number>();
  // BuildKit's graph has no cycles; the entry made first would end one.
  const depthOf = (id: string): number => {
    const known = depths.get(id);
    if (known !== undefined) return known;
    depths.set(id, 0);
    const depth = 1 + Math.max(0, ...(byId.get(id)?.inputs ?? []).map(depthOf));
    depths.set(id, depth);
    return depth;
  };
  return [...steps].sort(
    (a, b) =>
      (a.started ?? Number.MAX_SAFE_INTEGER) - (b.started ?? Number.MAX_SAFE_INTEGER) ||
      depthOf(a.id) - depthOf(b.id),
  );
}

/** Steps that are through, and all that are known of. */
export function countSteps(progress: BuildProgress): { readonly ended: number; readonly all: number } {
  const ended = progress.steps.filter(step => step.state === 'done' || step.state === 'cached').length;
  return { ended, all: progress.steps.length };
}

/** The step to name when only one can be: the latest one that runs. */
export function currentStep(progress: BuildProgress): StepProgress | undefined {
  const running = progress.steps.filter(step => step.state === 'running');
  return running.reduce<StepProgress | undefined>(
    (latest, step) => ((step.started ?? 0) >= (latest?.started ?? 0) ? step : latest),
    undefined,
  );
}

/** Bytes of all transfers of a step; undefined when there are none or their size is not known. */
export function transferred(
  step: StepProgress,
): { readonly current: number; readonly total: number } | undefined {
  let current = 0;
  let total = 0;
  for (const transfer of step.transfers.values()) {
    current += transfer.current;
    total += transfer.total;
  }
  return total > 0 ? { current, total } : undefined;
}

/** `[build 2/4] COPY . .` in its parts; `place` is empty for the steps that BuildKit adds by itself. */
export function splitStepName(name: string): { readonly instruction: string; readonly place: string } {
  const prefix = /^\[([^\]]{1,200})\] /.exec(name);
  if (!prefix) return { instruction: name, place: '' };
  const place = prefix[1] ?? '';
  return { instruction: name.slice(prefix[0].length), place: place === 'internal' ? '' : place };
}

function updateStep(progress: BuildProgress, said: BuildStep): StepProgress {
  let step = progress.byId.get(said.id);
  if (!step) {
    step = {
      id: said.id,
      number: 0,
      inputs: said.inputs,
      name: said.name,
      state: 'waiting',
      started: undefined,
      completed: undefined,
      error: undefined,
      transfers: new Map(),
    };
    progress.steps.push(step);
    progress.byId.set(said.id, step);
  }
  step.name = said.name;
  step.started = said.started;
  step.completed = said.completed;
  step.error = said.error;
  step.state = stateOf(said);
  if (step.state !== 'waiting' && step.number === 0) step.number = ++progress.begun;
  return step;
}

function stateOf({ started, completed, cached, error }: BuildStep): StepState {
  if (error !== undefined) return /context canceled|\bcanceled\b/.test(error) ? 'cancelled' : 'failed';
  if (cached) return 'cached';
  if (completed !== undefined) return 'done';
  return started === undefined ? 'waiting' : 'running';
}
