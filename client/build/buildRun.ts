import type { BuildEvent, BuildOutcome, BuildRequest } from '../../protocol/engine.ts';
import { failure } from '../../protocol/result.ts';
import { type BuildLog, type Colour, failureLines, newBuildLog } from './buildLog.ts';
import { optionsToKeep } from './buildOptions.ts';
import {
  applyEvent,
  type BuildProgress,
  endProgress,
  newProgress,
  type StepProgress,
} from './buildProgress.ts';
import type { StoredBuild } from './storedBuild.ts';

export type BuildState = 'running' | 'cancelling' | 'done' | 'failed' | 'cancelled';

/** Sentences of the log's frame, in the user's language. */
export interface BuildTexts {
  readonly start: string;
  readonly cancelling: string;
  /** Who builds. */
  backend(progress: Pick<BuildProgress, 'backend' | 'builder'>): string;
  end(run: BuildRun, outcome: BuildOutcome): { readonly text: string; readonly colour: Colour };
}

/** Runs the request on the engine; as `EngineApi.build`. */
export type Builder = (
  request: BuildRequest,
  options: { readonly signal: AbortSignal; readonly onProgress: (event: BuildEvent) => void },
) => Promise<BuildOutcome>;

/** UTF-16 units of a log that are kept for later. */
const KEPT_LOG = 200_000;

/** What has ended says nothing more. */
const NO_TEXTS: BuildTexts = {
  start: '',
  cancelling: '',
  backend: () => '',
  end: () => ({ text: '', colour: 'dim' }),
};

/** One build from its start to its end, kept afterwards to be looked at. */
export class BuildRun {
  readonly request: BuildRequest;
  readonly started: number;
  readonly progress: BuildProgress = newProgress();
  readonly log: BuildLog;
  readonly #texts: BuildTexts;
  readonly #now: () => number;
  readonly #controller = new AbortController();
  readonly #onChange = new Set<(step: StepProgress | undefined) => void>();
  readonly #onText = new Set<(text: string) => void>();
  readonly #onEnd = new Set<() => void>();
  #state: BuildState = 'running';
  #restored = false;
  #ended: number | undefined;
  #outcome: BuildOutcome | undefined;

  constructor(request: BuildRequest, texts: BuildTexts, now: () => number) {
    this.request = request;
    this.#texts = texts;
    this.#now = now;
    this.started = now();
    this.log = newBuildLog(text => {
      for (const listener of this.#onText) listener(text);
    });
  }

  /** A build of an earlier window. */
  static restore(stored: StoredBuild): BuildRun {
    const run = new BuildRun(stored.request, NO_TEXTS, () => stored.started);
    run.#outcome = stored.outcome;
    run.#ended = stored.ended;
    run.#state = stateAfter(stored.outcome);
    run.#restored = true;
    const { progress } = run;
    progress.backend = stored.backend;
    progress.builder = stored.builder;
    progress.context = stored.context;
    progress.warnings.push(...stored.warnings);
    for (const { transfers, ...step } of stored.steps) {
      const { started, completed, error } = step;
      const restored: StepProgress = { ...step, started, completed, error, transfers: new Map(transfers) };
      progress.steps.push(restored);
      progress.byId.set(restored.id, restored);
    }
    run.log.restore(stored.log);
    return run;
  }

  /** What is kept of it. While it runs: what will have become of it when nobody is left to say more. */
  stored(): StoredBuild {
    const ended = this.#ended ?? this.#now();
    const outcome = this.#outcome ?? failure('cancelled');
    const { steps, warnings, context, backend, builder } = this.progress;
    return {
      version: 1,
      request: optionsToKeep(this.request),
      ...{ started: this.started, ended, outcome, backend, builder, context, warnings },
      steps: steps.map(({ transfers: _, ...step }) => step),
      log: this.log.text().slice(-KEPT_LOG),
    };
  }

  get isRestored(): boolean {
    return this.#restored;
  }

  get state(): BuildState {
    return this.#state;
  }

  get isRunning(): boolean {
    return this.#ended === undefined;
  }

  /** Milliseconds so far, or in all. */
  get duration(): number {
    return (this.#ended ?? this.#now()) - this.started;
  }

  get outcome(): BuildOutcome | undefined {
    return this.#outcome;
  }

  /** What to call it: its first tag. */
  get name(): string {
    return this.request.tags[0] ?? this.request.buildId;
  }

  /** To be called once; ends when the engine has let go of the build. */
  async run(build: Builder): Promise<BuildOutcome> {
    this.log.addLine(this.#texts.start, 'bold');
    const outcome = await build(this.request, {
      signal: this.#controller.signal,
      onProgress: event => {
        const step = applyEvent(this.progress, event);
        if (event.kind === 'backend') this.log.addLine(this.#texts.backend(this.progress), 'dim');
        this.log.add(event, step);
        if (event.kind !== 'log') this.#changed(step);
      },
    });
    this.#end(outcome);
    return outcome;
  }

  cancel(): void {
    if (this.#state !== 'running') return;
    this.#state = 'cancelling';
    this.log.addLine(this.#texts.cancelling, 'yellow');
    this.#controller.abort();
    this.#changed(undefined);
  }

  /** `undefined`: the build as a whole changed. */
  onChange(listener: (step: StepProgress | undefined) => void): () => void {
    this.#onChange.add(listener);
    return () => this.#onChange.delete(listener);
  }

  /** Called once, when it has ended; at once when it has already. */
  onEnd(listener: () => void): void {
    if (this.isRunning) this.#onEnd.add(listener);
    else listener();
  }

  /** New text of the log; what came before is in `log.text()`. */
  onText(listener: (text: string) => void): () => void {
    this.#onText.add(listener);
    return () => this.#onText.delete(listener);
  }

  #end(outcome: BuildOutcome): void {
    this.#ended = this.#now();
    this.#outcome = outcome;
    endProgress(this.progress, this.#ended);
    this.log.flush();
    this.#state = stateAfter(outcome);
    if (this.#state === 'failed') {
      for (const line of failureLines(outcome.place, this.progress)) this.log.addLine(line, 'red');
    }
    const { text, colour } = this.#texts.end(this, outcome);
    this.log.addLine(text, colour);
    this.#changed(undefined);
    for (const listener of this.#onEnd) listener();
  }

  #changed(step: StepProgress | undefined): void {
    for (const listener of this.#onChange) listener(step);
  }
}

function stateAfter(outcome: BuildOutcome): BuildState {
  if (outcome.ok) return 'done';
  return outcome.failure.code === 'cancelled' ? 'cancelled' : 'failed';
}
