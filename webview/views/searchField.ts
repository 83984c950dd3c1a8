import { VscodeTextfield } from '@vscode-elements/elements/dist/vscode-textfield/vscode-textfield.js';
import { html, type TemplateResult } from 'lit';
import { ifDefined } from 'lit/directives/if-defined.js';

/** Milliseconds of rest before what is typed is looked for. */
const REST = 150;

let typing: ReturnType<typeof setTimeout> | undefined;

/** A text field to search with: `changed` hears of the text once it rests, on Enter at once. */
export function searchField({
  id,
  label,
  placeholder,
  text,
  changed,
}: {
  readonly id?: string;
  readonly label: string;
  readonly placeholder: string;
  readonly text: string;
  readonly changed: (text: string) => void;
}): TemplateResult {
  const tell = ({ target }: Event, rest: number): void => {
    clearTimeout(typing);
    if (!(target instanceof VscodeTextfield)) return;
    if (rest === 0) changed(target.value);
    else typing = setTimeout(() => changed(target.value), rest);
  };
  return html`<vscode-textfield
    type="search"
    class="text-input"
    id=${ifDefined(id)}
    .label=${label}
    placeholder=${placeholder}
    spellcheck="false"
    .value=${text}
    @input=${(event: InputEvent) => tell(event, REST)}
    @keydown=${(event: KeyboardEvent) => {
      if (event.key === 'Enter') tell(event, 0);
    }}
  ></vscode-textfield>`;
}

/** Puts the caret into the search field of the view that is open; false when it has none. */
export function focusSearch(): boolean {
  const field = document.querySelector('.panel vscode-textfield[type=search]');
  if (!(field instanceof VscodeTextfield)) return false;
  field.wrappedElement.focus();
  field.wrappedElement.select();
  return true;
}
