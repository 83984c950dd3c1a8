import * as l10n from '@vscode/l10n';
import { html, nothing, svg, type TemplateResult } from 'lit';
import type { InspectedImage, InspectedLayer } from '../../protocol/inspector.ts';
import type { Controller } from '../controller.ts';
import type { Formats } from '../format.ts';
import type { LayerChoice } from '../state.ts';
import { icon } from './parts.ts';

/** The layers, lowest first as in the Dockerfile, each with its share of the largest one as a bar. */
export function layersView(image: InspectedImage, controller: Controller, format: Formats): TemplateResult {
  const { layer: chosen } = controller.state;
  const active = chosen === 'final' ? undefined : image.layers[chosen];
  const largest = Math.max(1, ...image.layers.map(layer => layer.size));
  const entries = image.layers.reduce((sum, layer) => sum + layer.size, 0);
  return html`<div
    class="layers"
    role="listbox"
    tabindex="0"
    aria-label=${l10n.t('Layers')}
    aria-activedescendant=${layerId(chosen)}
    data-vscode-context=${(active && layerContext(active)) ?? nothing}
    @keydown=${(event: KeyboardEvent) => onKey(event, image, controller)}
  >
    <div
      class="layer ${chosen === 'final' ? 'chosen' : ''}"
      role="option"
      id=${layerId('final')}
      aria-selected=${chosen === 'final'}
      @click=${() => controller.chooseLayer('final')}
    >
      <span class="number">${icon('layers')}</span>
      <span class="instruction">${l10n.t('All layers')}</span>
      <span class="size" title=${l10n.t('Sum of the sizes of all files in all layers')}>${format.bytes(entries)}</span>
      <span class="about quiet">${l10n.t('The file system that a container sees')}</span>
    </div>
    ${image.layers.map(layer => layerView(layer, layer.index === chosen, largest, controller, format))}
  </div>`;
}

function layerView(
  layer: InspectedLayer,
  chosen: boolean,
  largest: number,
  controller: Controller,
  format: Formats,
): TemplateResult {
  const broken = layer.error !== undefined;
  return html`<div
    class="layer ${chosen ? 'chosen' : ''} ${broken ? 'broken' : ''}"
    role="option"
    id=${layerId(layer.index)}
    aria-selected=${chosen}
    title=${layer.createdBy}
    data-vscode-context=${layerContext(layer) ?? nothing}
    @click=${() => controller.chooseLayer(layer.index)}
  >
    <span class="number">${broken ? icon('error', 'failure') : layer.index + 1}</span>
    <span class="instruction">${instruction(layer)}</span>
    <span class="size">${broken ? nothing : format.bytes(layer.size)}</span>
    ${
      broken
        ? html`<span class="about failure">${l10n.t('Could not be read')}</span>`
        : html`${bar(layer.size / largest)}<span class="about quiet"
              >${changes(layer, format)}${wasted(layer, controller, format)}</span
            >`
    }
  </div>`;
}

/** What the editor's own context menu is told of a layer. */
function layerContext({ index, diffId }: InspectedLayer): string | undefined {
  if (!diffId) return undefined;
  return JSON.stringify({
    webviewSection: 'strataLayer',
    preventDefaultContextMenuItems: true,
    layer: index,
    diffId,
  });
}

function instruction({ keyword, text }: InspectedLayer): TemplateResult {
  // A list needs the beginning only; a heredoc can be long.
  const line = text.slice(0, 400).replace(/\s+/g, ' ');
  if (!keyword && !line) return html`<span class="quiet">${l10n.t('(nothing recorded)')}</span>`;
  return html`${keyword ? html`<b class="keyword">${keyword}</b> ` : nothing}${line}`;
}

function changes(layer: InspectedLayer, format: Formats): TemplateResult {
  const { added, changed, removed } = layer;
  if (added + changed + removed === 0) return html`${l10n.t('no files')}`;
  const count = (name: string, sign: string, value: number, label: string) =>
    value > 0
      ? html`<span class=${name} title=${label}
          ><span aria-hidden="true">${sign}${format.count(value)}</span
          ><span class="unseen">${label}</span></span
        > `
      : nothing;
  return html`${count('added', '+', added, l10n.t('{0} added', format.count(added)))}${count(
    'changed',
    '~',
    changed,
    l10n.t('{0} changed', format.count(changed)),
  )}${count('removed', '−', removed, l10n.t('{0} removed', format.count(removed)))}`;
}

/** Bytes of it that the final image does not show. */
function wasted({ index }: InspectedLayer, controller: Controller, format: Formats): TemplateResult | string {
  const { wasteSummary } = controller.state;
  const holders = wasteSummary?.kind === 'ready' ? wasteSummary.value.holders : [];
  const bytes = holders.find(({ layer }) => layer === index)?.bytes ?? 0;
  if (bytes === 0) return '';
  return html`<span
    class="wasted"
    title=${l10n.t('Bytes of this layer that later layers overwrite or delete; see "Waste"')}
    >${l10n.t('{0} wasted', format.bytes(bytes))}</span
  >`;
}

/** Drawn, not styled: the page's policy allows no inline styles. */
function bar(share: number): TemplateResult {
  const width = `${Math.max(share * 100, share > 0 ? 0.6 : 0)}%`;
  return html`<svg class="bar" aria-hidden="true" preserveAspectRatio="none">
    ${svg`<rect class="track" width="100%" height="100%" rx="1.5"></rect><rect class="value" width=${width} height="100%" rx="1.5"></rect>`}
  </svg>`;
}

function layerId(layer: LayerChoice): string {
  return `layer-${layer}`;
}

function onKey(event: KeyboardEvent, image: InspectedImage, controller: Controller): void {
  const order: LayerChoice[] = ['final', ...image.layers.map(layer => layer.index)];
  const at = order.indexOf(controller.state.layer);
  const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: order.length - 1 }[event.key];
  const layer = next === undefined ? undefined : order[Math.min(Math.max(next, 0), order.length - 1)];
  if (layer === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  controller.chooseLayer(layer);
  const list = event.currentTarget;
  if (list instanceof HTMLElement)
    list.querySelector(`#${layerId(layer)}`)?.scrollIntoView({ block: 'nearest' });
}
