import { EventEmitter } from 'vscode';
import type { StepProgress } from './buildProgress.ts';
import type { BuildRun } from './buildRun.ts';

/** Builds that have ended and are still listed. */
const KEPT = 20;

/** What changed: a build, one step of a build, or (undefined) the list itself. */
export type BuildsChange = { readonly run: BuildRun; readonly step: StepProgress | undefined } | undefined;

/** The builds of this window, newest first. Closing it cancels those that still run. */
export class Builds {
  readonly #changed = new EventEmitter<BuildsChange>();
  #runs: readonly BuildRun[] = [];

  readonly onDidChange = this.#changed.event;

  get runs(): readonly BuildRun[] {
    return this.#runs;
  }

  add(run: BuildRun): void {
    run.onChange(step => this.#changed.fire({ run, step }));
    let ended = 0;
    this.#runs = [run, ...this.#runs].filter(other => other.isRunning || ++ended <= KEPT);
    this.#changed.fire(undefined);
  }

  clearEnded(): void {
    this.#runs = this.#runs.filter(run => run.isRunning);
    this.#changed.fire(undefined);
  }

  dispose(): void {
    for (const run of this.#runs) run.cancel();
    this.#changed.dispose();
  }
}
