import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import { type FileFilter, type FileKind, isFiltering, noFilter } from '../../protocol/browse.ts';
import type { Change } from '../../protocol/image.ts';
import type { Formats } from '../format.ts';
import { choice } from './choice.ts';
import { icon } from './parts.ts';
import { searchField } from './searchField.ts';

const SIZES = [1e5, 1e6, 1e7, 1e8] as const;

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
  return html`<div class="filter" role="search">
    ${icon('search', 'quiet')}
    ${searchField({
      id: options.id,
      label: options.label,
      placeholder: options.placeholder,
      text: filter.text,
      changed: text => set({ text }),
    })}
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
