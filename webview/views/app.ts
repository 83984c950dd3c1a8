import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import { type FileOrder, type FileRequest, isFiltering } from '../../protocol/browse.ts';
import type { FileRow } from '../../protocol/image.ts';
import type { InspectedImage, InspectedLayer } from '../../protocol/inspector.ts';
import type { Controller } from '../controller.ts';
import type { Formats } from '../format.ts';
import { type Scope, type Tab, VIEWS } from '../state.ts';
import { fileContext } from '../tree/fileContext.ts';
import { aboutView } from './about.ts';
import { documentTitle, documentView } from './documents.ts';
import { filterBar } from './filterBar.ts';
import { findView } from './find.ts';
import { headerView } from './header.ts';
import { layerDetailView } from './layerDetail.ts';
import { layersView } from './layers.ts';
import { mapView } from './map.ts';
import { packagesView } from './packages.ts';
import { emptyView, failureView, icon } from './parts.ts';
import { progressView } from './progress.ts';
import { focusSearch } from './searchField.ts';
import { wasteView } from './waste.ts';

/** The whole page for the state it is in. `version` rises with every call, `now` is in milliseconds. */
export function appView(
  controller: Controller,
  format: Formats,
  version: number,
  now: number,
): TemplateResult {
  const { phase, notice } = controller.state;
  return html`${
    phase.kind === 'loading'
      ? progressView(phase, controller, format)
      : phase.kind === 'failed'
        ? failureView(
            phase.words,
            html`<vscode-button @click=${() => controller.load()}
              >${phase.cancelled ? l10n.t('Read the Image') : l10n.t('Try Again')}</vscode-button
            >`,
            phase.cancelled ? 'circle-slash' : 'error',
          )
        : imageView(phase.image, controller, format, version, now)
  }
  <div class="notice" role="status">${notice ? html`<span>${icon('check')} ${notice}</span>` : nothing}</div>`;
}

function imageView(
  image: InspectedImage,
  controller: Controller,
  format: Formats,
  version: number,
  now: number,
): TemplateResult {
  const tabs: readonly Tab[] = [...VIEWS, ...image.documents];
  const { tab } = controller.state;
  return html`<div class="image" @keydown=${onShortcut}>
    ${headerView(image, controller, format, now)}
    <div class="tabs" role="tablist" aria-label=${l10n.t('Views of the image')} @keydown=${(event: KeyboardEvent) => onTabKey(event, tabs, controller)}>
      ${tabs.map(
        name =>
          html`<button
            role="tab"
            id=${`tab-${name}`}
            aria-selected=${name === tab}
            aria-controls="panel"
            tabindex=${name === tab ? 0 : -1}
            @click=${() => controller.chooseTab(name)}
          >
            ${tabTitle(name)}
          </button>`,
      )}
    </div>
    <div class="panel" role="tabpanel" id="panel" aria-labelledby=${`tab-${tab}`}>
      ${tabView(tab, image, controller, format, version)}
    </div>
  </div>`;
}

function tabView(
  tab: Tab,
  image: InspectedImage,
  controller: Controller,
  format: Formats,
  version: number,
): TemplateResult {
  switch (tab) {
    case 'layers':
      return layersTab(image, controller, format, version);
    case 'find':
      return findView(image, controller, format, version);
    case 'waste':
      return wasteView(image, controller, format, version);
    case 'map':
      return mapView(image, controller, format);
    case 'packages':
      return packagesView(image, controller, format, version);
    case 'about':
      return aboutView(image, controller);
    default:
      return documentView(tab, controller);
  }
}

function tabTitle(tab: Tab): string {
  switch (tab) {
    case 'layers':
      return l10n.t('Layers');
    case 'find':
      return l10n.t('Search');
    case 'waste':
      return l10n.t('Waste');
    case 'map':
      return l10n.t('Map');
    case 'packages':
      return l10n.t('Packages');
    case 'about':
      return l10n.t('About');
    default:
      return documentTitle(tab);
  }
}

function layersTab(
  image: InspectedImage,
  controller: Controller,
  format: Formats,
  version: number,
): TemplateResult {
  if (image.layers.length === 0) {
    return emptyView(
      l10n.t('This image has no layers'),
      l10n.t('It is a configuration without files. What it sets is under "Config".'),
    );
  }
  const { narrow, divider } = controller.state;
  return html`<vscode-split-layout
    split=${narrow ? 'horizontal' : 'vertical'}
    initial-handle-position=${narrow ? '40%' : (divider ?? '340px')}
    min-start=${narrow ? '80px' : '200px'}
    min-end=${narrow ? '120px' : '240px'}
    fixed-pane="start"
    @vsc-split-layout-change=${(event: CustomEvent<{ position: number }>) =>
      narrow || controller.setDivider(`${Math.round(event.detail.position)}px`)}
  >
    <div slot="start" class="pane">${layersView(image, controller, format)}</div>
    <div slot="end" class="pane">
      ${layerDetailView(image, controller, format)} ${filesView(image, controller, format, version)}
    </div>
  </vscode-split-layout>`;
}

function filesView(
  image: InspectedImage,
  controller: Controller,
  format: Formats,
  version: number,
): TemplateResult {
  const { layer: chosen } = controller.state;
  const layer = chosen === 'final' ? undefined : image.layers[chosen];
  if (layer?.error !== undefined) {
    return failureView({
      message: l10n.t('This layer could not be read'),
      advice: l10n.t('The other layers are not affected.'),
      detail: layer.error,
    });
  }
  return html`${treeBar(controller, format)} ${treeView(controller, format, version, layer)}`;
}

/** What the tree leaves out, and whether it is of the layer alone. */
function treeBar(controller: Controller, format: Formats): TemplateResult {
  const { layer, scope, filter } = controller.state;
  const scopes: readonly (readonly [Scope, string, string])[] = [
    ['alone', l10n.t('This layer'), l10n.t('Only what this layer holds and takes away')],
    [
      'upTo',
      l10n.t('Up to here'),
      l10n.t('All layers up to this one put on each other, with its changes marked'),
    ],
  ];
  return filterBar(
    filter,
    {
      id: 'tree-filter',
      label: l10n.t('Filter the files'),
      placeholder: l10n.t('Filter: name, path or *.ext'),
      changes: layer !== 'final',
      set: controller.setFilter,
      extra:
        layer === 'final'
          ? nothing
          : html`<span class="switch" role="group" aria-label=${l10n.t('Files shown')}
              >${scopes.map(
                ([name, text, hint]) =>
                  html`<button aria-pressed=${scope === name} title=${hint} @click=${() => controller.chooseScope(name)}>
                    ${text}
                  </button>`,
              )}</span
            >`,
    },
    format,
  );
}

function treeView(
  controller: Controller,
  format: Formats,
  version: number,
  layer: InspectedLayer | undefined,
): TemplateResult {
  const { tree, state, treeChoice } = controller;
  if (tree?.isEmpty) {
    if (isFiltering(state.filter)) {
      return emptyView(
        l10n.t('Nothing matches the filter'),
        l10n.t('To look into all layers at once, use "Search".'),
      );
    }
    return emptyView(
      l10n.t('No files here'),
      layer ? l10n.t('This layer changes no files.') : l10n.t('The layers leave no files behind.'),
    );
  }
  const file = (path: string): FileRequest => ({ layer: treeChoice, path });
  return html`<strata-file-tree
    .tree=${tree}
    .version=${version}
    .format=${format}
    .activePath=${controller.activePath}
    .showChanges=${state.layer !== 'final'}
    .order=${state.order}
    .reveals=${controller.reveals}
    .contextOf=${(row: FileRow) => fileContext(controller.panel, treeChoice, row)}
    @active-path=${(event: CustomEvent<string | undefined>) => controller.setActivePath(event.detail)}
    @copy-path=${(event: CustomEvent<string>) => controller.copy(`/${event.detail}`)}
    @open-file=${(event: CustomEvent<string>) => controller.openFile(file(event.detail))}
    @save-file=${(event: CustomEvent<string>) => controller.saveFile(file(event.detail))}
    @compare-file=${(event: CustomEvent<string>) => controller.compareFile(file(event.detail))}
    @choose-order=${(event: CustomEvent<FileOrder>) => controller.setOrder(event.detail)}
  ></strata-file-tree>`;
}

/** A slash goes to where one types what to look for. */
function onShortcut(event: KeyboardEvent): void {
  if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey) return;
  // Inside the toolkit's elements, too.
  if (event.composedPath()[0] instanceof HTMLInputElement) return;
  if (focusSearch()) event.preventDefault();
}

function onTabKey(event: KeyboardEvent, tabs: readonly Tab[], controller: Controller): void {
  const at = tabs.indexOf(controller.state.tab);
  const next = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: tabs.length - 1 }[event.key];
  const tab = next === undefined ? undefined : tabs[(next + tabs.length) % tabs.length];
  if (!tab || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  controller.chooseTab(tab);
  document.getElementById(`tab-${tab}`)?.focus();
}
