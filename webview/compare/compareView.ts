import * as l10n from '@vscode/l10n';
import { html, nothing, svg, type TemplateResult } from 'lit';
import type { Comparison, DeltaKind, DeltaSum, FileDelta, LayerPair } from '../../protocol/compare.ts';
import type { Formats } from '../format.ts';
import type { RowParts } from '../list/listElement.ts';
import { choice } from '../views/choice.ts';
import { emptyView, failureView, icon } from '../views/parts.ts';
import { searchField } from '../views/searchField.ts';
import type { CompareController } from './compare.ts';
import { causeOf, stepWords } from './verdict.ts';

/** What differs between two images: the verdict, then the layers, then the files. */
export function compareView(controller: CompareController, format: Formats, version: number): TemplateResult {
  const { phase } = controller;
  if (phase.kind === 'loading') return loading(controller, format);
  if (phase.kind === 'failed') {
    return failureView(
      phase.words,
      html`<vscode-button @click=${() => controller.load()}
        >${phase.cancelled ? l10n.t('Compare') : l10n.t('Try Again')}</vscode-button
      >`,
      phase.cancelled ? 'circle-slash' : 'error',
    );
  }
  const { comparison } = phase;
  return html`<div class="image compare">
    ${head(comparison, controller, format)}
    ${
      isSame(comparison)
        ? emptyView(
            l10n.t('No difference'),
            l10n.t('Both images have the same layers and the same files; only their settings may differ.'),
          )
        : html`${layers(comparison, controller, format)} ${files(comparison, controller, format, version)}`
    }
  </div>`;
}

const isSame = ({ pairs, added, removed, changed }: Comparison): boolean =>
  pairs.every(({ same }) => same) && added.files + removed.files + changed.files === 0;

function loading(controller: CompareController, format: Formats): TemplateResult {
  const { phase, names } = controller;
  if (phase.kind !== 'loading') return html``;
  const { progress } = phase;
  const name = names[progress?.side ?? 'before'].title;
  const total = progress?.progress.total;
  const label = phase.cancelling ? l10n.t('Cancelling…') : l10n.t('Reading {0}', name);
  return html`<div class="message" aria-busy="true">
    <h2>${l10n.t('Comparing {0} and {1}', names.before.title, names.after.title)}</h2>
    <vscode-progress-bar
      aria-label=${label}
      ?indeterminate=${!total}
      .value=${total ? (progress?.progress.bytes ?? 0) : undefined}
      .max=${total || 100}
    ></vscode-progress-bar>
    <p role="status">${label}${progress ? html` · ${format.bytes(progress.progress.bytes)}` : nothing}</p>
    <div class="buttons">
      <vscode-button secondary ?disabled=${phase.cancelling} @click=${() => controller.cancel()}
        >${l10n.t('Cancel')}</vscode-button
      >
    </div>
  </div>`;
}

function head(comparison: Comparison, controller: CompareController, format: Formats): TemplateResult {
  const { before, after } = controller.names;
  const swap = l10n.t('The Other Way Round');
  return html`<header class="header">
    <div class="title">
      <h1 title=${`${before.title} → ${after.title}`}>
        <button class="link-button" @click=${() => controller.host.inspect({ side: 'before' })}>${before.title}</button>
        <span aria-hidden="true">→</span>
        <button class="link-button" @click=${() => controller.host.inspect({ side: 'after' })}>${after.title}</button>
      </h1>
      <span class="spacer"></span>
      <button class="action" title=${swap} aria-label=${swap} @click=${() => controller.host.swap({})}>
        ${icon('arrow-swap')}
      </button>
    </div>
    <p class="verdict" role="status">${verdict(comparison, format)}</p>
    <p class="quiet">
      ${l10n.t(
        'Files of all layers: {0} before, {1} after. What a container sees changed by {2}. Layers shared: {3}.',
        format.bytes(comparison.before.size),
        format.bytes(comparison.after.size),
        signed(comparison.finalDelta, format),
        format.count(comparison.sharedLayers),
      )}
    </p>
  </header>`;
}

function verdict(comparison: Comparison, format: Formats): string {
  const { sizeDelta } = comparison;
  if (sizeDelta === 0) return l10n.t('Same size.');
  const cause = causeOf(comparison);
  const size = format.bytes(Math.abs(sizeDelta));
  if (!cause) return sizeDelta > 0 ? l10n.t('Grew by {0}.', size) : l10n.t('Shrank by {0}.', size);
  const delta = signed(cause.delta, format);
  const { number, step } = cause;
  switch (cause.kind) {
    case 'added':
      return sizeDelta > 0
        ? l10n.t('Grew by {0}, because of the new layer {1} ({2}): {3}', size, number, delta, step)
        : l10n.t('Shrank by {0}; the new layer {1} ({2}): {3}', size, number, delta, step);
    case 'removed':
      return l10n.t('Shrank by {0}, because layer {1} ({2}) is gone: {3}', size, number, delta, step);
    case 'changed':
      return sizeDelta > 0
        ? l10n.t('Grew by {0}, because of layer {1} ({2}): {3}', size, number, delta, step)
        : l10n.t('Shrank by {0}, because of layer {1} ({2}): {3}', size, number, delta, step);
  }
}

function layers(comparison: Comparison, controller: CompareController, format: Formats): TemplateResult {
  const largest = Math.max(1, ...comparison.pairs.map(({ delta }) => Math.abs(delta)));
  const shared = comparison.pairs.filter(({ same }) => same).length;
  return html`<section class="pairs-section" tabindex="0" aria-label=${l10n.t('Layers')}>
    <table class="shares layer-pairs">
      <caption>${l10n.t('Layers')}${shared > 0 ? ` · ${l10n.t('the same in both: {0}', shared)}` : ''}</caption>
      <tbody>
        ${comparison.pairs.filter(({ same }) => !same).map(pair => pairRow(pair, comparison, controller, largest, format))}
      </tbody>
    </table>
  </section>`;
}

function pairRow(
  pair: LayerPair,
  comparison: Comparison,
  controller: CompareController,
  largest: number,
  format: Formats,
): TemplateResult {
  const { before, after, delta } = pair;
  const side = after === undefined ? 'before' : 'after';
  const layer = after ?? before ?? 0;
  const step = stepWords(comparison[side].layers[layer]?.createdBy ?? '');
  const kind = before === undefined ? 'added' : after === undefined ? 'removed' : 'changed';
  const open = l10n.t('Look Into This Layer');
  return html`<tr class=${`${kind} ${controller.layer === after && after !== undefined ? 'chosen' : ''}`}>
    <td class="size ${delta > 0 ? 'grew' : ''}">${signed(delta, format)}</td>
    <td>${deltaBar(delta / largest)}</td>
    <td class="quiet">${[before, after].map(index => (index === undefined ? '–' : index + 1)).join(' → ')}</td>
    <td class="change-word">${pairName(kind)}</td>
    <td class="step">
      <button
        class="link-button"
        title=${comparison[side].layers[layer]?.createdBy ?? ''}
        aria-pressed=${controller.layer === after && after !== undefined}
        ?disabled=${after === undefined}
        @click=${() => controller.choose({ layer: controller.layer === after ? undefined : after })}
      >
        ${step}
      </button>
    </td>
    <td>
      <button class="action" title=${open} aria-label=${open} @click=${() => controller.host.inspect({ side, layer })}>
        ${icon('go-to-file')}
      </button>
    </td>
  </tr>`;
}

function pairName(kind: DeltaKind): string {
  return kind === 'added' ? l10n.t('new') : kind === 'removed' ? l10n.t('gone') : l10n.t('rebuilt');
}

function files(
  comparison: Comparison,
  controller: CompareController,
  format: Formats,
  version: number,
): TemplateResult {
  const { files: list, kind, layer, text } = controller;
  const sums: readonly (readonly [DeltaKind, DeltaSum, string])[] = [
    ['added', comparison.added, l10n.t('Added')],
    ['removed', comparison.removed, l10n.t('Removed')],
    ['changed', comparison.changed, l10n.t('Changed')],
  ];
  return html`<div class="filter" role="search">
      ${icon('search', 'quiet')}
      ${searchField({
        label: l10n.t('Filter the files'),
        placeholder: l10n.t('Part of a path'),
        text: text.text,
        changed: wanted => controller.choose({ text: { ...text, text: wanted } }),
      })}
      <span class="switch" role="group" aria-label=${l10n.t('Change')}
        >${sums.map(
          ([name, sum, words]) =>
            html`<button
              aria-pressed=${kind === name}
              @click=${() => controller.choose({ kind: kind === name ? undefined : name })}
            >
              ${words} ${format.count(sum.files)}
            </button>`,
        )}</span
      >
      ${choice<number>(
        l10n.t('Layer it comes from'),
        layer,
        [
          [undefined, l10n.t('All layers')],
          ...comparison.after.layers
            .filter(({ index }) => index >= comparison.sharedLayers)
            .map(
              ({ index, createdBy }) =>
                [index, `${index + 1}  ${stepWords(createdBy).slice(0, 60)}`] as const,
            ),
        ],
        chosen => controller.choose({ layer: chosen }),
      )}
      <span class="quiet" role="status"
        >${list?.total === undefined ? l10n.t('Reading…') : l10n.t('Paths: {0}', format.count(list.total))}</span
      >
    </div>
    <strata-list
      id="deltas"
      .list=${list}
      .version=${version}
      .label=${l10n.t('Files that differ, largest difference first')}
      .heading=${html`<span class="size">${l10n.t('Difference')}</span><span></span><span>${l10n.t('Path')}</span><span>${l10n.t('Layer')}</span>`}
      .describe=${(row: FileDelta) => describe(row, format)}
      @choose=${(event: CustomEvent<number>) => {
        const row = list?.rowAt(event.detail);
        if (row) void controller.host.openFile(row);
      }}
    ></strata-list>`;
}

function describe(row: FileDelta, format: Formats): RowParts {
  const words = { added: l10n.t('added'), removed: l10n.t('removed'), changed: l10n.t('changed') }[row.kind];
  const layer = row.after ?? row.before;
  return {
    label: [signed(row.delta, format), `/${row.path}`, words].join(', '),
    title: `/${row.path}\n${words}`,
    className: row.kind,
    cells: html`<span class="size">${signed(row.delta, format)}</span>
      <b class="letter" title=${words}>${{ added: 'A', removed: 'D', changed: 'M' }[row.kind]}</b>
      <span class="path">/${row.path}</span>
      <span class="quiet">${layer === undefined ? '' : layer + 1}</span>`,
  };
}

function signed(bytes: number, format: Formats): string {
  if (bytes === 0) return format.bytes(0);
  return `${bytes > 0 ? '+' : '−'}${format.bytes(Math.abs(bytes))}`;
}

/** To the right for more, to the left for less. */
function deltaBar(share: number): TemplateResult {
  const width = Math.abs(share) * 50;
  return html`<svg class="bar" aria-hidden="true">
    ${svg`<rect class="track" width="100%" height="100%"></rect><rect class="value" x=${`${share < 0 ? 50 - width : 50}%`} width=${`${width}%`} height="100%"></rect>`}
  </svg>`;
}
