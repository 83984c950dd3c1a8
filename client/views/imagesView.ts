import {
  type CancellationToken,
  type Disposable,
  EventEmitter,
  commands as editorCommands,
  type LogOutputChannel,
  l10n,
  type TreeDataProvider,
  type TreeItem,
  type TreeView,
  window,
} from 'vscode';
import type { ImageSteps } from '../../protocol/engine.ts';
import type { Failure, Outcome } from '../../protocol/result.ts';
import { contextKeys, type ImagesPlaceholder, views } from '../contributions.ts';
import type { EngineHost } from '../engineHost.ts';
import { failureLine } from '../failureText.ts';
import { delay } from '../time.ts';
import { type ImageNode, imageItem, imageTooltip } from './imageItems.ts';
import { type ImageRow, imageRows, stepLayers } from './imageRows.ts';
import { type ImagesState, LiveImages } from './liveImages.ts';

/** Milliseconds that a fresh image may take to appear in the engine's list. */
const LISTED_WITHIN = 10_000;

/** The "Images" tree: the engine's images while the view is visible, nothing while it is not. */
export class ImagesView implements TreeDataProvider<ImageNode>, Disposable {
  readonly #host: EngineHost;
  readonly #log: LogOutputChannel;
  readonly #live: LiveImages;
  readonly #view: TreeView<ImageNode>;
  readonly #changed = new EventEmitter<ImageNode | undefined>();
  readonly #shown = new EventEmitter<ImagesState>();
  readonly #subscriptions: Disposable[];
  /** By image id. What an id names never changes. */
  readonly #steps = new Map<string, Promise<Outcome<ImageSteps>>>();

  #lastLogged = '';

  readonly onDidChangeTreeData = this.#changed.event;

  constructor(host: EngineHost, log: LogOutputChannel) {
    this.#host = host;
    this.#log = log;
    this.#live = new LiveImages({
      list: signal => host.engine(engine => engine.listImages({}, { signal })),
      info: signal => host.engine(engine => engine.info({}, { signal })),
      watch: (signal, onProgress) => host.engine(engine => engine.watch({}, { signal, onProgress })),
      delay,
      onChange: state => this.#show(state),
    });
    this.#view = window.createTreeView(views.images, {
      treeDataProvider: this,
      showCollapseAll: true,
      canSelectMany: true,
    });
    this.#subscriptions = [
      this.#view,
      this.#changed,
      this.#shown,
      this.#view.onDidChangeVisibility(({ visible }) => (visible ? this.#live.start() : this.#live.stop())),
      host.onDidChange(() => {
        this.#steps.clear();
        this.#live.restart({ forget: true });
      }),
    ];
    if (this.#view.visible) this.#live.start();
  }

  /** Asks the engine again, whatever is shown; ends when it has answered. A hidden view asks when it is shown. */
  async refresh(): Promise<void> {
    this.#steps.clear();
    this.#host.reconfigure();
    if (!this.#view.visible) return;
    const answered = this.#next(() => true);
    this.#live.restart();
    await window.withProgress({ location: { viewId: views.images } }, () => answered);
  }

  /** Opens the view and selects an image in it, once the engine lists it. */
  async reveal(isWanted: (row: ImageRow) => boolean): Promise<void> {
    await editorCommands.executeCommand(`${views.images}.focus`, { preserveFocus: true });
    const find = (state: ImagesState): ImageRow | undefined =>
      state.kind === 'ready' ? imageRows(state.images).find(isWanted) : undefined;
    const listed = this.#next(state => find(state) !== undefined, LISTED_WITHIN);
    this.#live.restart();
    const row = find(await listed);
    if (row) await this.#view.reveal({ kind: 'image', row }, { select: true, focus: false });
  }

  getTreeItem(node: ImageNode): TreeItem {
    return imageItem(node, Date.now());
  }

  resolveTreeItem(item: TreeItem, node: ImageNode, _token: CancellationToken): TreeItem {
    item.tooltip = imageTooltip(node, Date.now()) ?? item.tooltip;
    return item;
  }

  getParent(node: ImageNode): ImageNode | undefined {
    return node.kind === 'step' ? { kind: 'image', row: node.row } : undefined;
  }

  async getChildren(node?: ImageNode): Promise<ImageNode[]> {
    if (node?.kind === 'image') return this.#stepNodes(node.row);
    if (node) return [];
    // The promise that is still open is what shows the view's progress bar.
    const state = this.#live.state.kind === 'loading' ? await this.#next(() => true) : this.#live.state;
    if (state.kind === 'ready') return imageRows(state.images).map(row => ({ kind: 'image', row }));
    if (state.kind === 'failed' && placeholderOf(state) === '')
      return [{ kind: 'problem', row: undefined, failure: state.failure }];
    return [];
  }

  dispose(): void {
    this.#live.dispose();
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  async #stepNodes(row: ImageRow): Promise<ImageNode[]> {
    const { id } = row.image;
    let steps = this.#steps.get(id);
    if (!steps) {
      steps = this.#host.engine(engine => engine.imageSteps({ reference: id }));
      this.#steps.set(id, steps);
    }
    const answer = await steps;
    if (!answer.ok) {
      this.#steps.delete(id);
      this.#logFailure(answer.failure);
      return [{ kind: 'problem', row, failure: answer.failure }];
    }
    const layers = stepLayers(answer.value.history);
    return answer.value.history.map((step, index) => ({
      kind: 'step',
      row,
      step,
      index,
      layer: layers[index],
    }));
  }

  #show(state: ImagesState): void {
    if (state.kind === 'failed') this.#logFailure(state.failure);
    else if (state.kind === 'ready') this.#lastLogged = '';
    void editorCommands.executeCommand('setContext', contextKeys.imagesPlaceholder, placeholderOf(state));
    void this.#describe(state);
    if (state.kind !== 'loading') this.#shown.fire(state);
    this.#changed.fire(undefined);
  }

  async #describe(state: ImagesState): Promise<void> {
    if (state.kind === 'ready' && state.engine) {
      this.#view.description = l10n.t('{context} · Docker {version}', {
        context: state.engine.context,
        version: state.engine.version,
      });
      return;
    }
    const endpoint = await this.#host.endpoint();
    if (this.#live.state !== state) return;
    this.#view.description = endpoint.ok
      ? l10n.t('{context} · {address}', { context: endpoint.value.context, address: endpoint.value.address })
      : '';
  }

  /** The next state that passes the test; the last one there is if that does not come in `within` milliseconds. */
  #next(passes: (state: ImagesState) => boolean, within?: number): Promise<ImagesState> {
    return new Promise(resolve => {
      const settle = (state: ImagesState): void => {
        clearTimeout(timer);
        subscription.dispose();
        resolve(state);
      };
      const timer = within === undefined ? undefined : setTimeout(() => settle(this.#live.state), within);
      const subscription = this.#shown.event(state => {
        if (passes(state)) settle(state);
      });
    });
  }

  #logFailure(failure: Failure): void {
    if (failure.code === 'cancelled' || failure.code === 'workspace-untrusted') return;
    const line = `${failureLine(failure)} ${failure.detail ?? ''}`.trim();
    // An engine that stays away is asked again and again: said once.
    if (line !== this.#lastLogged) this.#log.warn(line);
    this.#lastLogged = line;
  }
}

function placeholderOf(state: ImagesState): ImagesPlaceholder | '' {
  if (state.kind === 'ready') return state.images.length === 0 ? 'empty' : '';
  if (state.kind === 'loading') return '';
  switch (state.failure.code) {
    case 'engine-unreachable':
    case 'engine-gone':
      return 'unreachable';
    case 'engine-permission':
      return 'permission';
    case 'engine-too-old':
      return 'too-old';
    case 'context-unknown':
    case 'context-unreadable':
      return 'context';
    case 'workspace-untrusted':
      return 'untrusted';
    default:
      return '';
  }
}
