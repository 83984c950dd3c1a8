import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import type { DocumentKind } from '../../protocol/image.ts';
import type { Controller } from '../controller.ts';
import { jsonTokens } from '../jsonTokens.ts';
import { failureView, icon } from './parts.ts';

/** Characters up to which a text is coloured: each piece of it becomes an element. */
const COLOURED = 300_000;

/** One JSON document of the image: read, found in with the editor's own search, copied, opened as a file. */
export function documentView(kind: DocumentKind, controller: Controller): TemplateResult {
  const document = controller.state.documents[kind];
  if (!document || document.kind === 'loading')
    return html`<div class="message quiet">${l10n.t('Reading…')}</div>`;
  if (document.kind === 'failed') {
    return failureView(
      document.words,
      html`<vscode-button @click=${() => controller.loadDocument(kind)}>${l10n.t('Try Again')}</vscode-button>`,
    );
  }
  const text = document.value;
  return html`<div class="document">
    <div class="document-actions">
      <vscode-button secondary @click=${() => controller.copy(text)}>${icon('copy')} ${l10n.t('Copy')}</vscode-button>
      <vscode-button secondary @click=${() => controller.openDocument(kind)}
        >${icon('go-to-file')} ${l10n.t('Open in Editor')}</vscode-button
      >
    </div>
    <pre class="json" tabindex="0" aria-label=${documentTitle(kind)}>${
      text.length > COLOURED
        ? text
        : jsonTokens(text).map(token =>
            token.kind === 'plain' ? token.text : html`<span class="json-${token.kind}">${token.text}</span>`,
          )
    }</pre>
    ${text.trim() === '' ? html`<p class="quiet">${l10n.t('Empty.')}</p>` : nothing}
  </div>`;
}

export function documentTitle(kind: DocumentKind): string {
  switch (kind) {
    case 'manifest':
      return l10n.t('Manifest');
    case 'index':
      return l10n.t('Index');
    case 'config':
      return l10n.t('Config');
    case 'history':
      return l10n.t('History');
    case 'inspect':
      return l10n.t('Inspect');
  }
}
