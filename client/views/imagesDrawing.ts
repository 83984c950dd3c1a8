import { env, l10n } from 'vscode';
import type { Arranged } from './arrangeImages.ts';
import { imageItem } from './imageItems.ts';
import { type ImageRow, imageRows } from './imageRows.ts';
import { ImagesTree } from './imagesTree.ts';
import { imageTooltip } from './imageTooltip.ts';
import type { ListOptions } from './listOptions.ts';
import type { ImagesState } from './liveImages.ts';

// What the view of images needs once somebody looks at it: one file, so that it is loaded at once.
export { ImagesTree, imageItem, imageTooltip };

export function rowsOf(state: ImagesState & { readonly kind: 'ready' }): readonly ImageRow[] {
  return imageRows(state.images);
}

/** Above the rows: which of them are left out and how they come back; '' when nothing is to be said. */
export function listMessage(
  { rows, filtered, hiddenDangling }: Arranged,
  { filter, ownSizes }: ListOptions,
  counting: ImagesTree['counting'],
): string {
  const number = (count: number): string => new Intl.NumberFormat(env.language).format(count);
  const lines: string[] = [];
  if (filter.trim() !== '') {
    const all = rows.length + filtered + hiddenDangling;
    lines.push(
      rows.length === 0
        ? l10n.t('Nothing among {all} matches “{filter}”. Escape shows everything again.', {
            all: number(all),
            filter: filter.trim(),
          })
        : l10n.t('{count} of {all} match “{filter}”. Escape shows everything again.', {
            count: number(rows.length),
            all: number(all),
            filter: filter.trim(),
          }),
    );
  }
  if (hiddenDangling > 0) {
    lines.push(l10n.t('{count} without a name are hidden.', { count: number(hiddenDangling) }));
  }
  if (ownSizes && counting === 'under way') {
    lines.push(l10n.t('The engine counts what each image has of its own…'));
  }
  if (ownSizes && counting === 'failed') {
    lines.push(
      l10n.t('The engine could not count what each image has of its own; "Refresh Images" asks it again.'),
    );
  }
  return lines.join(' ');
}
