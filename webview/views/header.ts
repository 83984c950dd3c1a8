import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import type { InspectedImage } from '../../protocol/inspector.ts';
import type { Controller } from '../controller.ts';
import { type Formats, packing, shortDigest } from '../format.ts';
import { choice } from './choice.ts';
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
      <button class="action" title=${l10n.t('Compare With Another Image…')} aria-label=${l10n.t('Compare With Another Image…')} @click=${() => controller.compareImage()}>
        ${icon('diff')}
      </button>
      <button class="action" title=${l10n.t('Read Again')} aria-label=${l10n.t('Read Again')} @click=${() => controller.load(true)}>
        ${icon('refresh')}
      </button>
    </div>
    <dl class="facts">
      ${fact(l10n.t('ID'), copyable(image.id, shortDigest(image.id), l10n.t('ID'), copy))}
      ${image.platform ? fact(l10n.t('Platform'), platformChoice(image, controller)) : nothing}
      ${
        image.created > 0
          ? fact(
              l10n.t('Created'),
              html`<time title=${format.time(image.created)}>${format.age(image.created, now)}</time>`,
            )
          : nothing
      }
      ${fact(
        l10n.t('Files'),
        html`${format.bytes(image.size)}`,
        l10n.t(
          'Sum of the files of all layers, {0} bytes, also of those that are overwritten or deleted later.',
          format.count(image.size),
        ),
      )}
      ${storedFact(image, format)}
      ${
        image.engineSize === undefined
          ? nothing
          : fact(
              l10n.t('Engine'),
              html`${format.bytes(image.engineSize)}`,
              l10n.t(
                'What the engine says that the image takes, as in the list of images. The containerd image store counts layers packed and unpacked, the classic store unpacked only.',
              ),
            )
      }
      ${fact(l10n.t('Layers'), html`${format.count(image.layers.length)}`)}
      ${fact(
        l10n.t('Reclaimable'),
        image.reclaimableBytes > 0
          ? html`<button class="link-button" @click=${() => controller.chooseTab('waste')}>${format.bytes(image.reclaimableBytes)}</button>${share >= 0.001 ? html` <span class="quiet">(${format.percent(share)})</span>` : nothing}`
          : html`${format.bytes(0)}`,
        l10n.t(
          'Bytes in layers that no file of the final image uses: overwritten or deleted by a later layer.',
        ),
      )}
    </dl>
  </header>`;
}

/** Bytes of the layers as they are kept or transferred; nothing where some are not known. */
function storedFact(image: InspectedImage, format: Formats): TemplateResult | typeof nothing {
  let stored = 0;
  for (const { storedSize } of image.layers) {
    if (storedSize === undefined) return nothing;
    stored += storedSize;
  }
  const packed = image.layers.some(({ mediaType }) => packing(mediaType) !== 'tar');
  return fact(
    packed ? l10n.t('Compressed') : l10n.t('As tar'),
    html`${format.bytes(stored)}`,
    packed
      ? l10n.t('Bytes of the layers as they are packed in the image: what a registry transfers.')
      : l10n.t('Bytes of the layers as they lie in the archive, not compressed.'),
  );
}

/** A list to choose from where the bytes of several platforms are here. */
function platformChoice(image: InspectedImage, controller: Controller): TemplateResult {
  const names = [
    ...new Set((image.platforms ?? []).filter(({ available }) => available).map(({ platform }) => platform)),
  ];
  if (names.length < 2) return html`${image.platform}`;
  return choice<string>(
    l10n.t('Platform'),
    image.platform,
    names.map(name => [name, name] as const),
    name => name !== undefined && name !== image.platform && controller.choosePlatform(name),
  );
}

function fact(name: string, value: TemplateResult, hint = ''): TemplateResult {
  return html`<div title=${hint || nothing}><dt>${name}</dt><dd>${value}</dd></div>`;
}
