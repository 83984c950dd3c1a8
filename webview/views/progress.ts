import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import type { Controller } from '../controller.ts';
import type { Formats } from '../format.ts';
import type { Phase } from '../state.ts';

/** An image that is being read: how far it is, and a way out. */
export function progressView(
  { progress, cancelling }: Phase & { kind: 'loading' },
  controller: Controller,
  format: Formats,
): TemplateResult {
  const { title } = controller.state;
  const label = cancelling
    ? l10n.t('Cancelling…')
    : progress?.phase === 'export'
      ? progress.bytes === 0
        ? l10n.t('The engine prepares the image, and says nothing until it is done')
        : l10n.t('The engine hands out the image')
      : l10n.t('Reading the layers');
  const total = progress?.total;
  return html`<div class="message" aria-busy="true">
    <h2>${l10n.t('Reading {0}', title)}</h2>
    <vscode-progress-bar
      aria-label=${label}
      ?indeterminate=${total === undefined || total === 0}
      .value=${total ? (progress?.bytes ?? 0) : undefined}
      .max=${total || 100}
    ></vscode-progress-bar>
    <p role="status">
      ${label}${
        progress
          ? html` · ${
              total
                ? l10n.t('{0} of {1}', format.bytes(progress.bytes), format.bytes(total))
                : format.bytes(progress.bytes)
            }${progress.entries > 0 ? html` · ${l10n.t('{0} files', format.count(progress.entries))}` : nothing}`
          : nothing
      }
    </p>
    <div class="buttons">
      <vscode-button secondary ?disabled=${cancelling} @click=${() => controller.cancel()}
        >${l10n.t('Cancel')}</vscode-button
      >
    </div>
  </div>`;
}
