import {
  type CancellationToken,
  type Disposable,
  EventEmitter,
  commands as editorCommands,
  type LogOutputChannel,
  l10n,
  type Memento,
  type TreeDataProvider,
  type TreeItem,
  type TreeView,
  window,
} from 'vscode';
import type { Failure } from '../../protocol/result.ts';
import { contextKeys, type ImagesPlaceholder, views } from '../contributions.ts';
import type { EngineHost } from '../engineHost.ts';
import { failureLine } from '../failureText.ts';
import type { ImageSessions } from '../files/imageSessions.ts';
import { delay } from '../time.ts';
import type { ImageNode, MoreNode } from './imageNodes.ts';
import type { ImageRow } from './imageRows.ts';
import type { ImagesTree } from './imagesTree.ts';
import { type ListOptions, readOptions } from './listOptions.ts';
import { type ImagesState, LiveImages } from './liveImages.ts';

/** Milliseconds that a fresh image may take to appear in the engine's list. */
const LISTED_WITHIN = 10_000;
const STATE = 'images.list';

/** What draws the rows: loaded when they are first looked at, the extension's start is without. */
type Drawing = typeof import('./imagesDrawing.ts');

/** The "Images" tree: the engine's images while the view is visible, nothing while it is not. */
export class ImagesView implements TreeDataProvider<ImageNode>, Disposable {
  readonly #host: EngineHost;
  readonly #log: LogOutputChannel;
  readonly #sessions: ImageSessions;
  readonly #memory: Memento;
  readonly #live: LiveImages;
  readonly #view: TreeView<ImageNode>;
  readonly #changed = new EventEmitter<ImageNode | undefined>();
  readonly #shown = new EventEmitter<ImagesState>();
  readonly #subscriptions: Disposable[];
  #options: ListOptions;
  #drawing: Promise<{ readonly draw: Drawing; readonly tree: ImagesTree }> | undefined;
  #tree: ImagesTree | undefined;
  /** What is shown, as text: the same again is not drawn again. */
  #drawn = '';
  #lastLogged = '';

  readonly onDidChangeTreeData = this.#changed.event;

  constructor(host: EngineHost, log: LogOutputChannel, sessions: ImageSessions, memory: Memento) {
    this.#host = host;
    this.#log = log;
    this.#sessions = sessions;
    this.#memory = memory;
    this.#options = readOptions(memory.get(STATE));
    this.#live = new LiveImages({
      list: signal => host.engine(engine => engine.listImages({}, { signal })),
      containers: signal => host.engine(engine => engine.listContainers({}, { signal })),
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
      this.#view.onDidChangeVisibility(({ visible }) => {
        if (visible) return this.#live.start();
        this.#live.stop();
        this.#tree?.pause();
      }),
      host.onDidChange(() => {
        this.#tree?.forget();
        this.#live.restart({ forget: true });
      }),
    ];
    this.#tellOptions();
    if (this.#view.visible) this.#live.start();
  }

  get options(): ListOptions {
    return this.#options;
  }

  /** Shows the list another way; `keep` is for what is only being tried, as while a filter is typed. */
  async setOptions(change: Partial<ListOptions>, { keep = true } = {}): Promise<void> {
    this.#options = { ...this.#options, ...change };
    this.#tellOptions();
    if (!this.#options.ownSizes) this.#tree?.pause();
    this.#changed.fire(undefined);
    if (keep) await this.#memory.update(STATE, this.#options);
  }

  /** What is selected in the view, for commands that come by the keyboard. */
  get selection(): readonly ImageNode[] {
    return this.#view.selection;
  }

  /** Asks the engine again, whatever is shown; ends when it has answered. A hidden view asks when it is shown. */
  async refresh(): Promise<void> {
    this.#tree?.forget();
    this.#host.reconfigure();
    this.#drawn = '';
    if (!this.#view.visible) return;
    const answered = this.#next(() => true);
    this.#live.restart();
    await window.withProgress({ location: { viewId: views.images } }, () => answered);
  }

  /** Reads what is below one row again. */
  reload(node: ImageNode): void {
    this.#changed.fire(node);
  }

  showMore(node: MoreNode): void {
    this.#tree?.files.showMore(node);
    this.#changed.fire(node.parent);
  }

  /** Opens the view and selects an image in it, once the engine lists it. */
  async reveal(isWanted: (row: ImageRow) => boolean): Promise<void> {
    await editorCommands.executeCommand(`${views.images}.focus`, { preserveFocus: true });
    const { tree, draw } = await this.#load();
    const listed = this.#next(
      state => state.kind === 'ready' && draw.rowsOf(state).some(isWanted),
      LISTED_WITHIN,
    );
    this.#live.restart();
    const state = await listed;
    if (state.kind === 'ready') tree.roots(state, this.#options);
    const node = tree.find(isWanted);
    if (node) await this.#view.reveal(node, { select: true, focus: false });
  }

  async getTreeItem(node: ImageNode): Promise<TreeItem> {
    const { draw, tree } = await this.#load();
    return draw.imageItem(node, tree.facts);
  }

  async resolveTreeItem(item: TreeItem, node: ImageNode, _token: CancellationToken): Promise<TreeItem> {
    const { draw, tree } = await this.#load();
    item.tooltip = draw.imageTooltip(node, tree.facts) ?? item.tooltip;
    return item;
  }

  getParent(node: ImageNode): ImageNode | undefined {
    if (node.kind === 'group') return undefined;
    return node.kind === 'image' ? node.group : node.parent;
  }

  async getChildren(node?: ImageNode): Promise<ImageNode[]> {
    const { tree } = await this.#load();
    if (node) return [...(await tree.children(node))];
    // The promise that is still open is what shows the view's progress bar.
    const state = this.#live.state.kind === 'loading' ? await this.#next(() => true) : this.#live.state;
    if (state.kind === 'failed' && placeholderOf(state) === '')
      return [{ kind: 'problem', row: undefined, failure: state.failure, parent: undefined }];
    if (state.kind !== 'ready') return [];
    const roots = [...tree.roots(state, this.#options)];
    await this.#tellMessage();
    return roots;
  }

  dispose(): void {
    this.#live.dispose();
    this.#tree?.pause();
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  #load(): Promise<{ readonly draw: Drawing; readonly tree: ImagesTree }> {
    this.#drawing ??= import('./imagesDrawing.ts').then(draw => {
      const tree = new draw.ImagesTree({
        host: this.#host,
        sessions: this.#sessions,
        onChange: node => this.#changed.fire(node),
        onFailure: failure => this.#logFailure(failure),
      });
      this.#tree = tree;
      return { draw, tree };
    });
    return this.#drawing;
  }

  #show(state: ImagesState): void {
    if (state.kind === 'failed') this.#logFailure(state.failure);
    else if (state.kind === 'ready') this.#lastLogged = '';
    void editorCommands.executeCommand('setContext', contextKeys.imagesPlaceholder, placeholderOf(state));
    void this.#describe(state);
    if (state.kind !== 'ready') this.#view.message = '';
    if (state.kind !== 'loading') this.#shown.fire(state);
    const drawn = JSON.stringify(state);
    // Events come for much that no row shows.
    if (drawn === this.#drawn && state.kind === 'ready') return;
    this.#drawn = drawn;
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

  #tellOptions(): void {
    const set = (key: string, value: unknown): void =>
      void editorCommands.executeCommand('setContext', key, value);
    set(contextKeys.imagesFiltered, this.#options.filter.trim() !== '');
    set(contextKeys.imagesDangling, this.#options.dangling);
    set(contextKeys.imagesOwnSizes, this.#options.ownSizes);
  }

  /** Above the rows: why some are not there. */
  async #tellMessage(): Promise<void> {
    const { draw, tree } = await this.#load();
    const message = tree.arranged ? draw.listMessage(tree.arranged, this.#options, tree.counting) : '';
    if (this.#view.message !== message) this.#view.message = message;
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
