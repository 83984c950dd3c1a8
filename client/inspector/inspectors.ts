import {
  type Disposable,
  type ExtensionContext,
  env,
  type LogOutputChannel,
  Uri,
  ViewColumn,
  type WebviewPanel,
  window,
} from 'vscode';
import { webviewTypes } from '../contributions.ts';
import type { EngineHost } from '../engineHost.ts';
import { ComparePanel, type ImagePair } from './comparePanel.ts';
import type { DocumentStore } from './documentStore.ts';
import { InspectorPanel, type InspectorPorts } from './inspectorPanel.ts';
import { type InspectRequest, readPair, readRequest, requestKey } from './request.ts';

/** Two clicks on the same image within this time keep it, as in the explorer. */
const DOUBLE_CLICK = 500;

/** All open inspectors: one per image, and at most one that the next look may replace. */
export class Inspectors implements Disposable {
  readonly #panels = new Map<WebviewPanel, InspectorPanel>();
  readonly #ports: InspectorPorts;
  readonly #extension: Uri;
  readonly #pairs = new Set<WebviewPanel>();
  readonly #subscriptions: readonly Disposable[];
  #preview: InspectorPanel | undefined;
  #lastClick = { key: '', time: 0 };

  constructor(
    context: ExtensionContext,
    host: EngineHost,
    documents: DocumentStore,
    log: LogOutputChannel,
    actions: Pick<InspectorPorts, 'files' | 'compareImage' | 'showLine'>,
  ) {
    this.#extension = context.extensionUri;
    this.#ports = {
      ...actions,
      dist: Uri.joinPath(context.extensionUri, 'dist'),
      log,
      images: call => host.image(call),
      copy: text => env.clipboard.writeText(text),
      openDocument: (title, kind, text) => documents.open(title, kind, text),
    };
    this.#subscriptions = [
      window.registerWebviewPanelSerializer(webviewTypes.inspector, {
        deserializeWebviewPanel: async (panel, state) => {
          const request = readRequest(state);
          if (request) this.#adopt(panel, request);
          else panel.dispose();
        },
      }),
      window.registerWebviewPanelSerializer(webviewTypes.compare, {
        deserializeWebviewPanel: async (panel, state) => {
          const pair = readPair(state);
          if (pair) this.#adoptPair(panel, pair);
          else panel.dispose();
        },
      }),
      // Offered beside what opens such files by default, never instead of it.
      window.registerCustomEditorProvider(
        webviewTypes.archive,
        {
          openCustomDocument: uri => ({ uri, dispose: () => {} }),
          resolveCustomEditor: ({ uri }, panel) => {
            const path = uri.scheme === 'file' ? uri.fsPath : uri.toString(true);
            const title = path.split(/[/\\]/).findLast(Boolean) ?? path;
            this.#adopt(panel, { location: { kind: 'path', path }, title });
          },
        },
        { supportsMultipleEditorsPerDocument: true },
      ),
    ];
  }

  /** The one that stands in front. */
  get active(): InspectorPanel | undefined {
    return [...this.#panels].find(([panel]) => panel.active)?.[1];
  }

  /** The panel that a page's context menu speaks of. */
  panel(id: unknown): InspectorPanel | undefined {
    return [...this.#panels.values()].find(panel => panel.id === id);
  }

  /** Shows what differs between two images. */
  compare(pair: ImagePair): void {
    this.#adoptPair(
      window.createWebviewPanel(webviewTypes.compare, '', ViewColumn.Active, { enableFindWidget: true }),
      pair,
    );
  }

  open(request: InspectRequest): void {
    const key = requestKey(request);
    const twice = this.#lastClick.key === key && Date.now() - this.#lastClick.time < DOUBLE_CLICK;
    this.#lastClick = { key, time: Date.now() };
    const preview = request.preview === true && !twice;

    let inspector = [...this.#panels.values()].find(candidate => candidate.key === key);
    if (inspector) {
      inspector.showLayer(request.layer);
    } else if (preview && this.#preview) {
      inspector = this.#preview;
      inspector.navigate(request);
    } else {
      inspector = this.#create(request);
      if (preview) this.#preview = inspector;
    }
    if (!preview && this.#preview === inspector) this.#preview = undefined;
    inspector.panel.reveal(undefined, preview);
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
    for (const panel of [...this.#pairs]) panel.dispose();
    for (const panel of [...this.#panels.keys()]) panel.dispose();
  }

  #create(request: InspectRequest): InspectorPanel {
    const panel = window.createWebviewPanel(
      webviewTypes.inspector,
      request.title,
      { viewColumn: ViewColumn.Active, preserveFocus: request.preview === true },
      { enableFindWidget: true },
    );
    return this.#adopt(panel, request);
  }

  #adoptPair(panel: WebviewPanel, pair: ImagePair): void {
    const { dist, log, images } = this.#ports;
    panel.webview.options = { enableScripts: true, localResourceRoots: [dist] };
    panel.iconPath = Uri.joinPath(this.#extension, 'client', 'media', 'image.svg');
    const shown = new ComparePanel(panel, pair, {
      dist,
      log,
      images,
      inspect: request => this.open(request),
    });
    this.#pairs.add(panel);
    panel.onDidDispose(() => {
      this.#pairs.delete(panel);
      shown.dispose();
    });
  }

  #adopt(panel: WebviewPanel, request: InspectRequest): InspectorPanel {
    panel.webview.options = { enableScripts: true, localResourceRoots: [this.#ports.dist] };
    panel.iconPath = Uri.joinPath(this.#extension, 'client', 'media', 'image.svg');
    const inspector = new InspectorPanel(panel, request, this.#ports);
    this.#panels.set(panel, inspector);
    panel.onDidDispose(() => {
      this.#panels.delete(panel);
      if (this.#preview === inspector) this.#preview = undefined;
      inspector.dispose();
    });
    return inspector;
  }
}
