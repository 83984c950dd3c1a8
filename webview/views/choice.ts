import '@vscode-elements/elements/dist/vscode-option/index.js';
import { VscodeSingleSelect } from '@vscode-elements/elements/dist/vscode-single-select/vscode-single-select.js';
import { html, type TemplateResult } from 'lit';

/** A drop-down list; undefined is the choice that chooses nothing. */
export function choice<Value extends string | number>(
  label: string,
  chosen: Value | undefined,
  values: readonly (readonly [value: Value | undefined, text: string])[],
  set: (value: Value | undefined) => void,
): TemplateResult {
  // Options are told apart by their place: what they stand for need not be text.
  const place = values.findIndex(([value]) => value === chosen);
  return html`<vscode-single-select
    class="choice"
    label=${label}
    title=${label}
    .value=${String(place)}
    @change=${(event: Event) => {
      if (event.target instanceof VscodeSingleSelect) set(values[Number(event.target.value)]?.[0]);
    }}
  >
    ${values.map(
      ([, text], at) => html`<vscode-option value=${at} ?selected=${at === place}>${text}</vscode-option>`,
    )}
  </vscode-single-select>`;
}
