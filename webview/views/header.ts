import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import type { InspectedImage } from '../../protocol/inspector.ts';
import type { Controller } from '../controller.ts';
import { type Formats, shortDigest } from '../format.ts';
import { copyable, icon } from './parts.ts';

/** What the image is: its name, and the figures one asks for first. */
export function headerView(
  image: InspectedImage,
  controller: Controller,
  format: Formats,
  now: number,
): TemplateResult {
  const { title } = controller.state;
  const others = image.tags.filter(tag => tag !== title);
  const copy = (text: string): void => void controller.copy(text);
  const share = image.size > 0 ? image.reclaimableBytes / image.size : 0;
  return html`<header class="header">
    <div class="title">
      <h1 title=${title}>${title}</h1>
      ${others.map(tag => html`<span class="badge" title=${l10n.t('Also tagged')}>${tag}</span>`)}
      <span class="spacer"></span>
      <button class="action" title=${l10n.t('Read Again')} aria-label=${l10n.t('Read Again')} @click=${() => controller.load(true)}>
        ${icon('refresh')}
      </button>
    </div>
    <dl class="facts">
      ${fact(l10n.t('ID'), copyable(image.id, shortDigest(image.id), l10n.t('ID'), copy))}
      ${image.platform ? fact(l10n.t('Platform'), html`${image.platform}`) : nothing}
      ${
        image.created > 0
          ? fact(
              l10n.t('Created'),
              html`<time title=${format.time(image.created)}>${format.age(image.created, now)}</time>`,
            )
          : nothing
      }
      ${fact(
        l10n.t('Size'),
        html`${format.bytes(image.size)}`,
        l10n.t(
          'Sum of the files of all layers, {0} bytes. What an engine takes to store them may differ.',
          format.count(image.size),
        ),
      )}
      ${fact(l10n.t('Layers'), html`${format.count(image.layers.length)}`)}
      ${fact(
        l10n.t('Reclaimable'),
        html`${format.bytes(image.reclaimableBytes)}${share >= 0.001 ? html` <span class="quiet">(${format.percent(share)})</span>` : nothing}`,
        l10n.t(
          'Bytes in layers that no file of the final image uses: overwritten or deleted by a later layer.',
        ),
      )}
    </dl>
  </header>`;
}

function fact(name: string, value: TemplateResult, hint = ''): TemplateResult {
  return html`<div title=${hint || nothing}><dt>${name}</dt><dd>${value}</dd></div>`;
}
