import * as l10n from '@vscode/l10n';
import { html, type TemplateResult } from 'lit';
import type { FoundPath, PathEvent } from '../../protocol/browse.ts';
import type { InspectedImage } from '../../protocol/inspector.ts';
import type { Controller } from '../controller.ts';
import type { Formats } from '../format.ts';
import type { RowParts } from '../list/listElement.ts';
import { fileContext } from '../tree/fileContext.ts';
import { changeName, fileIcon, typeName } from '../tree/fileWords.ts';
import { filterBar } from './filterBar.ts';
import { emptyView, icon } from './parts.ts';

/** Every path of every layer: which layer brought it, changed it, took it away. */
export function findView(
  image: InspectedImage,
  controller: Controller,
  format: Formats,
  version: number,
): TemplateResult {
  const { found, state } = controller;
  const bar = filterBar(
    state.find,
    {
      id: 'find-text',
      label: l10n.t('Search in all layers'),
      placeholder: l10n.t('Name, part of a path, or *.ext'),
      changes: true,
      set: controller.setFind,
    },
    format,
  );
  return html`<div class="view">${bar} ${results()}</div>`;

  function results(): TemplateResult {
    if (!found) {
      return emptyView(
        l10n.t('Search in all layers'),
        l10n.t(
          'Type a part of a name or path. Each hit shows which layer brought it, which changed it, and which removed it, also for files that the final image no longer has.',
        ),
      );
    }
    const { total } = found;
    if (total === 0) return emptyView(l10n.t('Nothing found'), l10n.t('No layer has such a path.'));
    return html`<p class="count quiet" role="status">
        ${total === undefined ? l10n.t('Searching…') : l10n.t('Paths found: {0}', format.count(total))}
        · ${l10n.t('Enter or a double click shows the file in its layer, a click on a layer in that one.')}
      </p>
      <strata-list
        id="found"
        .list=${found}
        .version=${version}
        .label=${l10n.t('Paths found')}
        .heading=${html`<span>${l10n.t('Path')}</span><span>${l10n.t('Layers')}</span>`}
        .describe=${(row: FoundPath) => describe(row)}
        @choose=${(event: CustomEvent<number>) => {
          const row = found.rowAt(event.detail);
          if (row) reveal(row, lastHolder(row));
        }}
      ></strata-list>`;
  }

  function reveal({ path }: FoundPath, event: PathEvent | undefined): void {
    if (event) void controller.reveal(event.layer, path);
  }

  function describe(row: FoundPath): RowParts {
    const life = row.events.map(event => eventWords(event, format));
    const holder = lastHolder(row);
    const fate = row.alive ? l10n.t('in the final image') : l10n.t('not in the final image');
    return {
      label: [`/${row.path}`, typeName(row), fate, ...life].join(', '),
      title: [`/${row.path}`, fate, ...life].join('\n'),
      className: row.alive ? '' : 'gone',
      ...(holder && { context: fileContext(controller.panel, holder.layer, row) }),
      cells: html`<span class="path-cell">${icon(fileIcon(row, false))}<span class="path">/${row.path}</span></span>
        <span class="events"
          >${row.events.map(
            event =>
              html`<button
                class="event ${event.change}"
                tabindex="-1"
                title=${`${eventWords(event, format)}\n${image.layers[event.layer]?.createdBy ?? ''}`}
                @click=${() => reveal(row, event)}
              >
                ${sign(event)} ${event.layer + 1}${event.size > 0 ? html` <small>${format.bytes(event.size)}</small>` : ''}
              </button>`,
          )}</span
        >`,
    };
  }
}

/** The last layer that holds something at the path; where it was only taken away, that one. */
function lastHolder({ events }: FoundPath): PathEvent | undefined {
  return events.findLast(({ change }) => change !== 'removed') ?? events.at(-1);
}

function eventWords({ layer, change, size }: PathEvent, format: Formats): string {
  switch (change) {
    case 'added':
      return l10n.t('added by layer {0} ({1})', layer + 1, format.bytes(size));
    case 'changed':
      return l10n.t('changed by layer {0} ({1})', layer + 1, format.bytes(size));
    case 'removed':
      return l10n.t('removed by layer {0}', layer + 1);
    case 'unchanged':
      return l10n.t('written again unchanged by layer {0} ({1})', layer + 1, format.bytes(size));
  }
}

function sign({ change }: PathEvent): TemplateResult {
  const shown = { added: '+', changed: '~', removed: '−', unchanged: '=' }[change];
  return html`<b aria-hidden="true">${shown}</b><span class="unseen">${changeName({ change })}</span>`;
}
