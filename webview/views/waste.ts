import * as l10n from '@vscode/l10n';
import { html, nothing, svg, type TemplateResult } from 'lit';
import type { WasteRow, WasteSummary } from '../../protocol/browse.ts';
import type { WasteReason } from '../../protocol/image.ts';
import type { InspectedImage } from '../../protocol/inspector.ts';
import type { Controller } from '../controller.ts';
import type { Formats } from '../format.ts';
import type { RowParts } from '../list/listElement.ts';
import { fileContext } from '../tree/fileContext.ts';
import { choice } from './choice.ts';
import { emptyView, failureView, icon } from './parts.ts';

/** Bytes that layers hold and no container sees: how many, why, whose, and what to do about them. */
export function wasteView(
  image: InspectedImage,
  controller: Controller,
  format: Formats,
  version: number,
): TemplateResult {
  const { wasteSummary: asked, waste } = controller.state;
  if (!asked || asked.kind === 'loading')
    return html`<div class="message quiet" role="status">${l10n.t('Counting…')}</div>`;
  if (asked.kind === 'failed') return failureView(asked.words);
  if (image.reclaimableBytes === 0) {
    return emptyView(
      l10n.t('Nothing is wasted'),
      l10n.t('Every byte of every layer is seen in the final image.'),
    );
  }
  const summary = asked.value;
  const { wasted } = controller;
  return html`<div class="view">
    ${figures(image, format)}
    <div class="waste-tables">
      ${reasons(summary, controller, format)} ${layers(image, summary, controller, format)}
    </div>
    <div class="filter">
      <span class="quiet" role="status"
        >${wasted?.total === undefined ? l10n.t('Reading…') : l10n.t('Paths: {0}', format.count(wasted.total))}</span
      >
      ${choice<WasteReason>(
        l10n.t('Why'),
        waste.why,
        [
          [undefined, l10n.t('All reasons')],
          ...summary.reasons.map(({ why }) => [why, reasonName(why)] as const),
        ],
        why => controller.setWaste({ ...waste, why }),
      )}
      ${choice<number>(
        l10n.t('Layer that holds the bytes'),
        waste.layer,
        [
          [undefined, l10n.t('All layers')],
          ...summary.holders.map(({ layer }) => [layer, layerName(image, layer)] as const),
        ],
        layer => controller.setWaste({ ...waste, layer }),
      )}
      <span class="quiet">${l10n.t('Enter or a double click shows the file in its layer.')}</span>
    </div>
    <strata-list
      id="wasted"
      .list=${wasted}
      .version=${version}
      .label=${l10n.t('Wasted bytes, largest first')}
      .heading=${html`<span class="size">${l10n.t('Wasted')}</span><span>${l10n.t('Path')}</span><span>${l10n.t('Why')}</span>`}
      .describe=${(row: WasteRow) => describe(row, image, controller.panel, format)}
      @choose=${(event: CustomEvent<number>) => {
        const row = wasted?.rowAt(event.detail);
        const [layer] = row?.layers ?? [];
        if (row && layer !== undefined) void controller.reveal(layer, row.path);
      }}
    ></strata-list>
  </div>`;
}

function figures(image: InspectedImage, format: Formats): TemplateResult {
  const { dive } = image;
  return html`<dl class="facts waste-facts">
    <div title=${l10n.t('Bytes of entries that own no path of the final image: what squashing the layers would save.')}>
      <dt>${l10n.t('Reclaimable')}</dt>
      <dd>
        <b>${format.bytes(image.reclaimableBytes)}</b>
        <span class="quiet">${l10n.t('of {0}', format.bytes(image.size))}</span>
      </dd>
    </div>
    ${
      image.efficiency === undefined
        ? nothing
        : html`<div title=${l10n.t('Bytes seen in the final image, by all bytes of all layers.')}>
            <dt>${l10n.t('Efficiency')}</dt>
            <dd>${format.percent(image.efficiency)}</dd>
          </div>`
    }
    ${
      dive
        ? html`<div
            title=${l10n.t(
              'What dive prints. It counts every copy of a path that comes in more than one layer, the one that is kept as well, so that its wasted bytes are more than can be saved; and it does not look whether a copy is the same.',
            )}
          >
            <dt>${l10n.t("dive's score")}</dt>
            <dd>
              ${format.percent(dive.efficiency)}
              <span class="quiet">${l10n.t('{0} "wasted": counts the kept copies too', format.bytes(dive.wastedBytes))}</span>
            </dd>
          </div>`
        : nothing
    }
  </dl>`;
}

function reasons({ reasons }: WasteSummary, controller: Controller, format: Formats): TemplateResult {
  const { waste } = controller.state;
  return html`<table class="shares">
    <caption>${l10n.t('Why')}</caption>
    <tbody>
      ${reasons.map(
        ({ why, bytes }) => html`<tr class=${waste.why === why ? 'chosen' : ''}>
          <td class="size">${format.bytes(bytes)}</td>
          <td>
            <button
              class="link-button"
              aria-pressed=${waste.why === why}
              title=${reasonHint(why)}
              @click=${() => controller.setWaste({ ...waste, why: waste.why === why ? undefined : why })}
            >
              ${reasonName(why)}
            </button>
          </td>
          <td>${bar(bytes / (reasons[0]?.bytes || 1))}</td>
        </tr>`,
      )}
    </tbody>
  </table>`;
}

function layers(
  image: InspectedImage,
  { holders }: WasteSummary,
  controller: Controller,
  format: Formats,
): TemplateResult {
  const { waste } = controller.state;
  return html`<table class="shares">
    <caption>${l10n.t('Layers that hold them')}</caption>
    <tbody>
      ${holders.slice(0, 6).map(
        ({ layer, bytes }) => html`<tr class=${waste.layer === layer ? 'chosen' : ''}>
          <td class="size">${format.bytes(bytes)}</td>
          <td>
            <button
              class="link-button"
              aria-pressed=${waste.layer === layer}
              title=${image.layers[layer]?.createdBy ?? ''}
              @click=${() => controller.setWaste({ ...waste, layer: waste.layer === layer ? undefined : layer })}
            >
              ${layerName(image, layer)}
            </button>
          </td>
          <td>${bar(bytes / (holders[0]?.bytes || 1))}</td>
        </tr>`,
      )}
    </tbody>
  </table>`;
}

function describe(row: WasteRow, image: InspectedImage, panel: string, format: Formats): RowParts {
  const [holder] = row.layers;
  const held = row.layers.map(layer => layer + 1).join(', ');
  const by = row.by.map(layer => layer + 1).join(', ');
  const words = explanation(row, held, by);
  return {
    label: `${format.bytes(row.bytes)}, /${row.path}, ${words}`,
    ...(holder !== undefined && { context: fileContext(panel, holder, { type: 'file', path: row.path }) }),
    title: [
      `/${row.path}`,
      words,
      ...[...new Set([...row.layers, ...row.by])].map(layer => layerName(image, layer)),
    ].join('\n'),
    cells: html`<span class="size">${format.bytes(row.bytes)}</span>
      <span class="path-cell">${icon('file')}<span class="path">/${row.path}</span></span>
      <span class="quiet why">${words}</span>`,
  };
}

function explanation({ why }: WasteRow, held: string, by: string): string {
  switch (why) {
    case 'same-content':
      return l10n.t('in layer {0}, written again as it is by layer {1}', held, by);
    case 'metadata-only':
      return l10n.t('in layer {0}, copied by layer {1} for other mode, owner or time', held, by);
    case 'overwritten':
      return l10n.t('in layer {0}, overwritten by layer {1}', held, by);
    case 'deleted':
      return l10n.t('in layer {0}, deleted by layer {1}', held, by);
    case 'hidden-by-opaque':
      return l10n.t('in layer {0}, hidden by layer {1} that replaces its folder', held, by);
    case 'unused':
      return l10n.t('in layer {0}, never part of the image', held);
  }
}

export function reasonName(why: WasteReason): string {
  switch (why) {
    case 'same-content':
      return l10n.t('Same file again');
    case 'metadata-only':
      return l10n.t('Only mode, owner or time changed');
    case 'overwritten':
      return l10n.t('Overwritten');
    case 'deleted':
      return l10n.t('Deleted later');
    case 'hidden-by-opaque':
      return l10n.t('Folder replaced');
    case 'unused':
      return l10n.t('Never used');
  }
}

function reasonHint(why: WasteReason): string {
  switch (why) {
    case 'same-content':
      return l10n.t(
        'A later layer writes the same bytes again: leave one of the two steps out, or copy once.',
      );
    case 'metadata-only':
      return l10n.t(
        'chmod and chown copy the whole file into their layer: set mode and owner where it is copied (COPY --chmod, --chown).',
      );
    case 'overwritten':
      return l10n.t('A later layer has another version: write the last one only, or do both in one RUN.');
    case 'deleted':
      return l10n.t(
        'Deleting does not shrink layers below: delete in the RUN that creates it, or use a cache mount.',
      );
    case 'hidden-by-opaque':
      return l10n.t('A later layer replaces the whole folder.');
    case 'unused':
      return l10n.t('The layer holds it twice, or under a name that cannot be unpacked.');
  }
}

function layerName(image: InspectedImage, index: number): string {
  const layer = image.layers[index];
  const text = `${layer?.keyword ?? ''} ${layer?.text ?? ''}`.replace(/\s+/g, ' ').trim();
  const short = text.length > 60 ? `${text.slice(0, 59)}…` : text;
  return `${index + 1}  ${short}`.trim();
}

function bar(share: number): TemplateResult {
  return html`<svg class="bar" aria-hidden="true">
    ${svg`<rect class="track" width="100%" height="100%"></rect><rect class="value" width=${`${share * 100}%`} height="100%"></rect>`}
  </svg>`;
}
