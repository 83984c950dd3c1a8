import '@vscode-elements/elements/dist/vscode-button/index.js';
import '@vscode-elements/elements/dist/vscode-progress-bar/index.js';
import '@vscode-elements/elements/dist/vscode-split-layout/index.js';
import * as l10n from '@vscode/l10n';
import { render } from 'lit';
import type { CompareHost, CompareInit } from '../protocol/compare.ts';
import type {
  InspectorHost,
  InspectorInit,
  InspectorPage,
  InspectorSavedState,
} from '../protocol/inspector.ts';
import { success } from '../protocol/result.ts';
import { connect, serve } from '../protocol/rpc.ts';
import { hostChannel } from './channel.ts';
import { startComparison } from './compare/compare.ts';
import { formats } from './format.ts';
import { ListElement } from './list/listElement.ts';
import { MapElement } from './map/mapElement.ts';
import { newController } from './newController.ts';
import { readSavedView } from './state.ts';
import { FileTreeElement } from './tree/fileTreeElement.ts';
import { appView } from './views/app.ts';
import './style.css';

customElements.define('strata-file-tree', FileTreeElement);
customElements.define('strata-list', ListElement);
customElements.define('strata-map', MapElement);

const NARROW = '(max-width: 640px)';

const init: InspectorInit | CompareInit = JSON.parse(document.getElementById('init')?.textContent ?? '{}');
const root = document.getElementById('root');
if (init.l10n) l10n.config({ contents: { ...readBundle(init.l10n) } });
if (root && 'compare' in init) compare(root, init);
else if (root && 'panel' in init) start(root, init);

function compare(root: HTMLElement, init: CompareInit): void {
  const vscode = acquireVsCodeApi<CompareInit['compare']>();
  vscode.setState(init.compare);
  const channel = hostChannel(crypto.randomUUID(), envelope => vscode.postMessage(envelope), window);
  startComparison(root, connect<CompareHost>(channel).api, init);
}

function start(root: HTMLElement, init: InspectorInit): void {
  const vscode = acquireVsCodeApi<InspectorSavedState>();
  const channel = hostChannel(crypto.randomUUID(), envelope => vscode.postMessage(envelope), window);
  const host = connect<InspectorHost>(channel).api;
  const format = formats(init.language);
  const earlier = vscode.getState();
  // A panel can be given another image: what was saved is then not about this one.
  const same = JSON.stringify(earlier?.location) === JSON.stringify(init.location);

  let version = 0;
  let drawing = false;
  const draw = (): void => {
    drawing = false;
    render(appView(controller, format, ++version, Date.now()), root);
    vscode.setState({ location: init.location, title: init.title, view: controller.saved });
  };
  const controller = newController(host, init, same ? readSavedView(earlier?.view) : {}, () => {
    if (drawing) return;
    drawing = true;
    queueMicrotask(draw);
  });
  const page: InspectorPage = {
    showLayer: async ({ layer }) => {
      controller.chooseLayer(layer);
      return success(null);
    },
  };
  serve(channel, page, (method, error) => console.error(method, error));

  const narrow = matchMedia(NARROW);
  const measure = (): void => controller.setNarrow(narrow.matches);
  narrow.addEventListener('change', measure);
  measure();
  draw();
  void controller.load();
}

/** @vscode/l10n wants a comment with each message that is an object. */
function readBundle(bundle: NonNullable<InspectorInit['l10n']>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(bundle).map(([key, value]) => [key, typeof value === 'string' ? value : value.message]),
  );
}
