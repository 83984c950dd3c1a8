import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import { type FileFilter, type FileKind, isFiltering, noFilter } from '../../protocol/browse.ts';
import type { Change } from '../../protocol/image.ts';
import type { Formats } from '../format.ts';
import { icon } from './parts.ts';

/** Milliseconds of rest before what is typed is looked for. */
const REST = 150;
const SIZES = [1e5, 1e6, 1e7, 1e8] as const;

let typing: ReturnType<typeof setTimeout> | undefined;

/** What a tree or a search is to leave out; `label` says what the text is looked for in. */
export function filterBar(
  filter: FileFilter,
  options: {
    readonly label: string;
    readonly placeholder: string;
    /** False where nothing changed anything. */
    readonly changes: boolean;
    readonly id: string;
    /** What was typed may come later than what was chosen meanwhile: only what changes is told. */
    readonly set: (change: Partial<FileFilter>) => void;
    readonly extra?: TemplateResult | typeof nothing;
  },
  format: Formats,
): TemplateResult {
  const { set } = options;
  const later = (text: string): void => {
    clearTimeout(typing);
    typing = setTimeout(() => set({ text }), REST);
  };
  return html`<div class="filter" role="search">
    ${icon('search', 'quiet')}
    <input
      type="search"
      class="text-input"
      id=${options.id}
      aria-label=${options.label}
      placeholder=${options.placeholder}
      spellcheck="false"
      .value=${filter.text}
      @input=${(event: InputEvent) => event.target instanceof HTMLInputElement && later(event.target.value)}
      @keydown=${(event: KeyboardEvent) => {
        if (event.key !== 'Enter' || !(event.target instanceof HTMLInputElement)) return;
        clearTimeout(typing);
        set({ text: event.target.value });
      }}
    />
    ${choice<FileKind>(
      l10n.t('Kind'),
      filter.kinds[0],
      [
        [undefined, l10n.t('All kinds')],
        ['file', l10n.t('Files')],
        ['folder', l10n.t('Folders')],
        ['link', l10n.t('Symbolic links')],
        ['other', l10n.t('Devices and pipes')],
      ],
      kind => set({ kinds: kind === undefined ? [] : [kind] }),
    )}
    ${
      options.changes
        ? choice<Change>(
            l10n.t('Change'),
            filter.changes[0],
            [
              [undefined, l10n.t('All changes')],
              ['added', l10n.t('Added')],
              ['changed', l10n.t('Changed')],
              ['removed', l10n.t('Removed')],
              ['unchanged', l10n.t('Written again unchanged')],
            ],
            change => set({ changes: change === undefined ? [] : [change] }),
          )
        : nothing
    }
    ${choice<number>(
      l10n.t('Size'),
      filter.least === 0 ? undefined : filter.least,
      [
        [undefined, l10n.t('Any size')],
        ...SIZES.map(size => [size, l10n.t('{0} or more', format.bytes(size))] as const),
      ],
      least => set({ least: least ?? 0 }),
    )}
    ${
      isFiltering(filter)
        ? html`<button
            class="action"
            title=${l10n.t('Clear the Filter')}
            aria-label=${l10n.t('Clear the Filter')}
            @click=${() => set(noFilter)}
          >
            ${icon('clear-all')}
          </button>`
        : nothing
    }
    ${options.extra ?? nothing}
  </div>`;
}

/** A drop-down list; undefined is the choice that chooses nothing. */
export function choice<Value extends string | number>(
  label: string,
  chosen: Value | undefined,
  values: readonly (readonly [value: Value | undefined, text: string])[],
  set: (value: Value | undefined) => void,
): TemplateResult {
  return html`<select
    class="select"
    aria-label=${label}
    title=${label}
    @change=${(event: Event) => {
      if (event.target instanceof HTMLSelectElement) set(values[event.target.selectedIndex]?.[0]);
    }}
  >
    ${values.map(([value, text]) => html`<option ?selected=${value === chosen} .selected=${value === chosen}>${text}</option>`)}
  </select>`;
}
