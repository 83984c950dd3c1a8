import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import type { InspectedImage, InspectedLayer } from '../../protocol/inspector.ts';
import type { Controller } from '../controller.ts';
import { type Formats, packing, shortDigest } from '../format.ts';
import { copyable, icon } from './parts.ts';

/** Notes shown of one layer. */
const NOTES = 5;

/** Above the files: which layer they are of, what made it, and its figures, each said for what it is. */
export function layerDetailView(
  image: InspectedImage,
  controller: Controller,
  format: Formats,
): TemplateResult {
  const { layer: chosen } = controller.state;
  const layer = chosen === 'final' ? undefined : image.layers[chosen];
  if (!layer) {
    return html`<section class="detail-strip" aria-label=${l10n.t('All layers')}>
      <p class="made-by">${l10n.t('All layers, one over the other: what a container starts with.')}</p>
    </section>`;
  }
  const copy = (text: string): void => void controller.copy(text);
  const packed = packing(layer.mediaType);
  return html`<section class="detail-strip" aria-label=${l10n.t('Layer {0}', layer.index + 1)}>
    ${
      layer.diffId
        ? html`<button
            class="action to-line"
            title=${l10n.t('Go to the Line in the Dockerfile')}
            aria-label=${l10n.t('Go to the Line in the Dockerfile')}
            @click=${() => controller.showLine(layer)}
          >
            ${icon('go-to-file')}
          </button>`
        : nothing
    }
    ${madeBy(layer)}
    <dl class="facts">
      ${
        layer.error === undefined
          ? html`<div title=${l10n.t('Sum of the sizes of its files')}>
                <dt>${l10n.t('Files')}</dt>
                <dd>${format.count(layer.files)} · ${format.bytes(layer.size)}</dd>
              </div>
              <div title=${l10n.t('Files of this layer and of all below it, also of those that are overwritten or deleted')}>
                <dt>${l10n.t('Up to here')}</dt>
                <dd>${format.bytes(upToHere(image, layer.index))}</dd>
              </div>
              ${
                layer.storedSize === undefined
                  ? nothing
                  : html`<div title=${l10n.t('Bytes of the layer as it is kept or transferred')}>
                      <dt>${l10n.t('Stored')}</dt>
                      <dd>${format.bytes(layer.storedSize)}${packed ? html` <span class="quiet">${packed}</span>` : nothing}</dd>
                    </div>`
              }`
          : nothing
      }
      ${
        layer.digest && layer.digest !== layer.diffId
          ? html`<div><dt>${l10n.t('Digest')}</dt><dd>${copyable(layer.digest, shortDigest(layer.digest), l10n.t('Digest'), copy)}</dd></div>`
          : nothing
      }
      ${
        layer.diffId
          ? html`<div><dt>${l10n.t('Diff ID')}</dt><dd>${copyable(layer.diffId, shortDigest(layer.diffId), l10n.t('Diff ID'), copy)}</dd></div>`
          : nothing
      }
    </dl>
    ${notes(layer)}
  </section>`;
}

function upToHere(image: InspectedImage, index: number): number {
  return image.layers.slice(0, index + 1).reduce((sum, { size }) => sum + size, 0);
}

/** What was odd in it, without keeping it from being read. */
function notes({ notes = [] }: InspectedLayer): TemplateResult | typeof nothing {
  if (notes.length === 0) return nothing;
  return html`<ul class="notes">
    ${notes.slice(0, NOTES).map(note => html`<li>${icon('warning')} ${note}</li>`)}
    ${notes.length > NOTES ? html`<li>${l10n.t('… and {0} more', notes.length - NOTES)}</li>` : nothing}
  </ul>`;
}

function madeBy({ keyword, text }: InspectedLayer): TemplateResult | typeof nothing {
  if (!keyword && !text) return nothing;
  const shown = text.length > 20_000 ? `${text.slice(0, 20_000)}…` : text;
  return html`<pre class="made-by" tabindex="0">${keyword ? html`<b class="keyword">${keyword}</b> ` : nothing}${shown}</pre>`;
}
