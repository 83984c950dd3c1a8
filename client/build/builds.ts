import { EventEmitter } from 'vscode';
import { type BuildHistory, KEPT_BUILDS } from './buildHistory.ts';
import type { StepProgress } from './buildProgress.ts';
import type { BuildRun } from './buildRun.ts';

/** What changed: a build, one step of a build, or (undefined) the list itself. */
export type BuildsChange = { readonly run: BuildRun; readonly step: StepProgress | undefined } | undefined;

/** How long the end of a window waits for its builds to end, in milliseconds. */
const LAST_WAIT = 3_000;

/** The builds of this window and, once they were asked for, those of earlier ones, newest first. */
export class Builds {
  readonly #history: BuildHistory;
  readonly #changed = new EventEmitter<BuildsChange>();
  readonly #ended = new EventEmitter<BuildRun>();
  readonly #saving = new Set<Promise<void>>();
  #runs: readonly BuildRun[] = [];
  #restored: Promise<void> | undefined;

  /** Documents that are being saved because a build of them begins: no reason for another one. */
  readonly ownSaves = new Set<string>();

  readonly onDidChange = this.#changed.event;
  /** Of this window's builds; with `run.outcome.record` each tells which step stood on which lines. */
  readonly onDidEnd = this.#ended.event;

  constructor(history: BuildHistory) {
    this.#history = history;
  }

  get runs(): readonly BuildRun[] {
    return this.#runs;
  }

  add(run: BuildRun): void {
    run.onChange(step => {
      this.#changed.fire({ run, step });
    });
    // Written down at once: a window that ends takes the build with it, and has no time for it then.
    const begun = run.isRunning ? this.#history.save(run) : Promise.resolve();
    run.onEnd(() => {
      this.#ended.fire(run);
      const saving = begun.then(() => this.#history.save(run)).finally(() => this.#saving.delete(saving));
      this.#saving.add(saving);
    });
    this.#setRuns([run, ...this.#runs]);
  }

  /** Brings in the builds of earlier windows; once. */
  restore(): Promise<void> {
    this.#restored ??= this.#history.load().then(earlier => {
      const known = new Set(this.#runs.map(run => run.request.buildId));
      const more = earlier.filter(run => !known.has(run.request.buildId));
      if (more.length > 0) this.#setRuns([...this.#runs, ...more]);
    });
    return this.#restored;
  }

  async clearEnded(): Promise<void> {
    this.#setRuns(this.#runs.filter(run => run.isRunning));
    await this.#history.clear();
  }

  /** Cancels what runs, and gives it a moment to end on the engine too and to be written down. */
  async cancelAll(): Promise<void> {
    const running = this.#runs.filter(run => run.isRunning);
    const ends = running.map(run => new Promise<void>(resolve => run.onEnd(resolve)));
    for (const run of running) run.cancel();
    const written = Promise.all(ends).then(() => Promise.allSettled(this.#saving));
    await Promise.race([written, new Promise(resolve => setTimeout(resolve, LAST_WAIT))]);
  }

  dispose(): void {
    for (const run of this.#runs) run.cancel();
    this.#changed.dispose();
    this.#ended.dispose();
  }

  #setRuns(runs: readonly BuildRun[]): void {
    let ended = 0;
    this.#runs = runs.filter(run => run.isRunning || ++ended <= KEPT_BUILDS);
    this.#changed.fire(undefined);
  }
}
