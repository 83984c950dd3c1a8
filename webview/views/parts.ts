import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import type { FailureWords } from '../../protocol/inspector.ts';

/** A codicon; decoration only, the text beside it says what it means. */
export function icon(name: string, extra = ''): TemplateResult {
  return html`<span class="codicon codicon-${name} ${extra}" aria-hidden="true"></span>`;
}

/** A long value with a button that copies it. `what` names it for people who do not see it. */
export function copyable(
  text: string,
  shown: string,
  what: string,
  copy: (text: string) => void,
): TemplateResult {
  const label = l10n.t('Copy {0}', what);
  return html`<span class="copyable"
    ><code title=${text}>${shown}</code
    ><button class="action" title=${label} aria-label=${label} @click=${() => copy(text)}>
      ${icon('copy')}
    </button></span
  >`;
}

/** Something went wrong here; what to do about it comes as buttons. */
export function failureView(
  words: FailureWords,
  buttons: TemplateResult | typeof nothing = nothing,
  sign: 'error' | 'circle-slash' = 'error',
): TemplateResult {
  return html`<div class="message" role="alert">
    ${icon(sign, sign === 'error' ? 'failure' : 'quiet')}
    <h2>${words.message}</h2>
    ${words.advice ? html`<p>${words.advice}</p>` : nothing}
    ${words.detail ? html`<pre class="detail" tabindex="0">${words.detail}</pre>` : nothing}
    <div class="buttons">${buttons}</div>
  </div>`;
}

/** Nothing to show, and why. */
export function emptyView(title: string, text: string): TemplateResult {
  return html`<div class="message">
    ${icon('info', 'quiet')}
    <h2>${title}</h2>
    <p>${text}</p>
  </div>`;
}
