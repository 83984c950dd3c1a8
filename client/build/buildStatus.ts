import { type Disposable, l10n, StatusBarAlignment, type StatusBarItem, window } from 'vscode';
import { commands } from '../contributions.ts';
import { formatDuration } from '../format.ts';
import { countSteps, currentStep } from './buildProgress.ts';
import type { BuildRun } from './buildRun.ts';
import type { Builds } from './builds.ts';

/** Milliseconds between two texts. */
const REDRAW = 250;

/** The build that runs, in the status bar; a click shows its log. */
export class BuildStatus implements Disposable {
  readonly #builds: Builds;
  readonly #changed: Disposable;
  #item: StatusBarItem | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(builds: Builds) {
    this.#builds = builds;
    this.#changed = builds.onDidChange(() => {
      this.#timer ??= setTimeout(() => this.#draw(), REDRAW);
    });
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#changed.dispose();
    this.#item?.dispose();
  }

  #draw(): void {
    this.#timer = undefined;
    const running = this.#builds.runs.filter(run => run.isRunning);
    const [run] = running;
    if (!run) {
      this.#item?.hide();
      return;
    }
    this.#item ??= makeItem();
    this.#item.text = `$(loading~spin) ${running.length === 1 ? shortText(run) : l10n.t('{count} builds', { count: running.length })}`;
    this.#item.tooltip = running.map(longText).join('\n');
    this.#item.show();
    // Time passes while nothing is said.
    this.#timer = setTimeout(() => this.#draw(), 1_000);
  }
}

function makeItem(): StatusBarItem {
  const item = window.createStatusBarItem('strata.build', StatusBarAlignment.Left);
  item.name = l10n.t('Strata: Image Build');
  item.command = commands.showBuildLog;
  return item;
}

function shortText(run: BuildRun): string {
  if (run.state === 'cancelling') return l10n.t('Cancelling {name}…', { name: run.name });
  const { ended, all } = countSteps(run.progress);
  return all === 0
    ? l10n.t('Building {name}', { name: run.name })
    : l10n.t('Building {name}: {ended} of {all}', { name: run.name, ended, all });
}

function longText(run: BuildRun): string {
  const step = currentStep(run.progress)?.name ?? '';
  return [run.name, formatDuration(run.duration), step.slice(0, 200)].filter(Boolean).join(' · ');
}
