import {
  type Disposable,
  EventEmitter,
  commands as editorCommands,
  type TreeDataProvider,
  type TreeItem,
  type TreeView,
  window,
} from 'vscode';
import type { StepProgress } from '../build/buildProgress.ts';
import type { BuildRun } from '../build/buildRun.ts';
import { buildParts } from '../build/buildStages.ts';
import type { Builds } from '../build/builds.ts';
import { contextKeys, views } from '../contributions.ts';
import { type BuildNode, buildItem, buildTooltip } from './buildItems.ts';

/** Milliseconds between two drawings of a running build: its steps may change hundreds of times a second. */
const REDRAW = 100;
/** Milliseconds between two drawings when only time has passed. */
const TICK = 1_000;

/** The "Builds" tree: each build of this window, its steps below it, live. */
export class BuildsView implements TreeDataProvider<BuildNode>, Disposable {
  readonly #builds: Builds;
  readonly #view: TreeView<BuildNode>;
  readonly #changed = new EventEmitter<BuildNode | undefined>();
  readonly #subscriptions: Disposable[];
  // VS Code knows nodes by identity.
  readonly #runNodes = new WeakMap<BuildRun, BuildNode>();
  readonly #stepNodes = new WeakMap<StepProgress, BuildNode>();
  readonly #stale = new Set<BuildRun>();
  #redraw: NodeJS.Timeout | undefined;
  #tick: NodeJS.Timeout | undefined;

  readonly onDidChangeTreeData = this.#changed.event;

  constructor(builds: Builds) {
    this.#builds = builds;
    this.#view = window.createTreeView(views.builds, { treeDataProvider: this });
    this.#subscriptions = [
      this.#view,
      this.#changed,
      this.#view.onDidChangeVisibility(() => this.#schedule()),
      builds.onDidChange(change => {
        if (change) {
          this.#stale.add(change.run);
        } else {
          void editorCommands.executeCommand('setContext', contextKeys.hasBuilds, builds.runs.length > 0);
          this.#changed.fire(undefined);
        }
        this.#schedule();
      }),
    ];
  }

  /** Opens the view with this build's steps in it. */
  async reveal(run: BuildRun): Promise<void> {
    await this.#view.reveal(this.#runNode(run), { select: true, focus: false, expand: true });
  }

  get visible(): boolean {
    return this.#view.visible;
  }

  getTreeItem(node: BuildNode): TreeItem {
    return buildItem(node, Date.now(), node.run === this.#builds.runs[0]);
  }

  resolveTreeItem(item: TreeItem, node: BuildNode): TreeItem {
    item.tooltip = buildTooltip(node);
    return item;
  }

  getParent(node: BuildNode): BuildNode | undefined {
    return node.kind === 'build' ? undefined : this.#runNode(node.run);
  }

  getChildren(node?: BuildNode): BuildNode[] {
    if (!node) {
      void this.#builds.restore();
      return this.#builds.runs.map(run => this.#runNode(run));
    }
    const { run } = node;
    if (node.kind === 'step') return [];
    if (node.kind === 'stage') return node.stage.steps.map(step => this.#stepNode(run, step, true));
    return buildParts(run.progress).map(part =>
      part.kind === 'step'
        ? this.#stepNode(run, part.step, false)
        : { kind: 'stage', run, stage: part.stage },
    );
  }

  dispose(): void {
    clearTimeout(this.#redraw);
    clearInterval(this.#tick);
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  #runNode(run: BuildRun): BuildNode {
    return remember(this.#runNodes, run, () => ({ kind: 'build', run }));
  }

  #stepNode(run: BuildRun, step: StepProgress, inStage: boolean): BuildNode {
    const known = this.#stepNodes.get(step);
    if (known?.kind === 'step' && known.inStage === inStage) return known;
    const node: BuildNode = { kind: 'step', run, step, inStage };
    this.#stepNodes.set(step, node);
    return node;
  }

  #schedule(): void {
    const { visible } = this.#view;
    if (visible && this.#stale.size > 0) this.#redraw ??= setTimeout(() => this.#draw(), REDRAW);
    const ticks = visible && this.#builds.runs.some(run => run.isRunning);
    if (!ticks) {
      clearInterval(this.#tick);
      this.#tick = undefined;
    } else {
      this.#tick ??= setInterval(() => {
        for (const run of this.#builds.runs) if (run.isRunning) this.#stale.add(run);
        this.#draw();
      }, TICK);
    }
  }

  #draw(): void {
    clearTimeout(this.#redraw);
    this.#redraw = undefined;
    for (const run of this.#stale) this.#changed.fire(this.#runNode(run));
    this.#stale.clear();
    this.#schedule();
  }
}

function remember<K extends object>(nodes: WeakMap<K, BuildNode>, key: K, make: () => BuildNode): BuildNode {
  let node = nodes.get(key);
  if (!node) {
    node = make();
    nodes.set(key, node);
  }
  return node;
}
