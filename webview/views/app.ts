import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import type { InspectedImage } from '../../protocol/inspector.ts';
import type { Controller } from '../controller.ts';
import type { Formats } from '../format.ts';
import type { Tab } from '../state.ts';
import { documentTitle, documentView } from './documents.ts';
import { headerView } from './header.ts';
import { layerDetailView } from './layerDetail.ts';
import { layersView } from './layers.ts';
import { emptyView, failureView, icon } from './parts.ts';
import { progressView } from './progress.ts';

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
  const tabs: readonly Tab[] = ['layers', ...image.documents];
  const { tab } = controller.state;
  return html`<div class="image">
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
            ${name === 'layers' ? l10n.t('Layers') : documentTitle(name)}
          </button>`,
      )}
    </div>
    <div class="panel" role="tabpanel" id="panel" aria-labelledby=${`tab-${tab}`}>
      ${tab === 'layers' ? layersTab(image, controller, format, version) : documentView(tab, controller)}
    </div>
  </div>`;
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
  const { tree } = controller;
  if (tree?.isEmpty) {
    return emptyView(
      l10n.t('No files here'),
      layer ? l10n.t('This layer changes no files.') : l10n.t('The layers leave no files behind.'),
    );
  }
  return html`<strata-file-tree
    .tree=${tree}
    .version=${version}
    .format=${format}
    .activePath=${controller.activePath}
    .showChanges=${chosen !== 'final'}
    @active-path=${(event: CustomEvent<string | undefined>) => controller.setActivePath(event.detail)}
    @copy-path=${(event: CustomEvent<string>) => controller.copy(`/${event.detail}`)}
  ></strata-file-tree>`;
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
