import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import type { TreemapNode } from '../../protocol/browse.ts';
import type { InspectedImage } from '../../protocol/inspector.ts';
import type { Controller } from '../controller.ts';
import type { Formats } from '../format.ts';
import { choice } from './choice.ts';
import { emptyView, failureView, icon } from './parts.ts';

/** What is large, as areas: of the image, or of one layer. */
export function mapView(image: InspectedImage, controller: Controller, format: Formats): TemplateResult {
  const { map, mapPath, mapPoint, layer } = controller.state;
  return html`<div class="view">
    <div class="filter">
      ${choice<number>(
        l10n.t('Layer'),
        layer === 'final' ? undefined : layer,
        [
          [undefined, l10n.t('All layers, as a container sees them')],
          ...image.layers.map(({ index, keyword, text }) => {
            const words = `${index + 1}  ${keyword} ${text}`.replace(/\s+/g, ' ');
            return [index, words.length > 70 ? `${words.slice(0, 69)}…` : words] as const;
          }),
        ],
        chosen => controller.chooseLayer(chosen ?? 'final'),
      )}
      ${crumbs(controller)}
      <span class="spacer"></span>
      ${map?.kind === 'ready' ? html`<b>${format.bytes(map.value.bytes)}</b>` : nothing}
    </div>
    ${
      !map || map.kind === 'loading'
        ? html`<div class="message quiet" role="status">${l10n.t('Reading…')}</div>`
        : map.kind === 'failed'
          ? failureView(map.words)
          : map.value.bytes === 0
            ? emptyView(l10n.t('Nothing to draw'), l10n.t('There are no bytes here.'))
            : html`<strata-map
                  .root=${map.value}
                  .format=${format}
                  @enter=${(event: CustomEvent<TreemapNode>) => enter(event.detail, controller)}
                  @leave=${() => controller.setMapPath(parentOf(mapPath))}
                  @point=${(event: CustomEvent<string>) => controller.setMapPoint(event.detail)}
                ></strata-map>
                <div class="tree-status" role="status">${pointed(map.value, mapPoint, controller, format)}</div>`
    }
  </div>`;
}

function enter(node: TreemapNode, controller: Controller): void {
  if (node.folder) controller.setMapPath(node.path);
  else void controller.reveal(controller.state.layer, node.path);
}

/** The way to the folder that is shown; each part goes there. */
function crumbs(controller: Controller): TemplateResult {
  const parts = controller.state.mapPath.split('/').filter(part => part !== '');
  const go = (count: number) => () => controller.setMapPath(parts.slice(0, count).join('/'));
  return html`<nav class="crumbs" aria-label=${l10n.t('Folder')}>
    <button class="link-button" @click=${go(0)}>/</button>${parts.map(
      (part, index) =>
        html`<button class="link-button" @click=${go(index + 1)}>${part}</button>${index < parts.length - 1 ? '/' : ''}`,
    )}
  </nav>`;
}

function pointed(
  root: TreemapNode,
  path: string | undefined,
  controller: Controller,
  format: Formats,
): TemplateResult {
  const node = path === undefined ? undefined : find(root, path);
  if (!node || node === root)
    return html`<span>${l10n.t('Enter or double-click goes into a folder, Backspace out of it.')}</span>`;
  const show = l10n.t('Show in Files');
  return html`<code class="path">/${node.path}</code>
    <span class="actions"
      ><button class="action" title=${show} aria-label=${show} @click=${() => controller.reveal(controller.state.layer, node.path)}>
        ${icon('list-tree')}
      </button></span
    >
    <span>${format.bytes(node.bytes)}</span>
    <span>${format.percent(root.bytes > 0 ? node.bytes / root.bytes : 0)}</span>
    ${node.restCount > 0 ? html`<span>${l10n.t('{0} smaller ones not drawn', format.count(node.restCount))}</span>` : nothing}`;
}

function find(node: TreemapNode, path: string): TreemapNode | undefined {
  if (node.path === path) return node;
  const child = node.children.find(
    candidate => path === candidate.path || path.startsWith(`${candidate.path}/`),
  );
  return child && find(child, path);
}

const parentOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')));
