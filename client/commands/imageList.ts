import { l10n, type QuickPickItem, ThemeIcon, window } from 'vscode';
import type { Services } from '../services.ts';
import { groupingText, sortingText } from '../views/imageTexts.ts';
import { groupings, sortings } from '../views/listOptions.ts';

/** Filters the list of images while it is typed; giving up brings back what was there before. */
export function filterImages({ images }: Services): Promise<void> {
  return new Promise(resolve => {
    const before = images.options.filter;
    const box = window.createInputBox();
    box.title = l10n.t('Filter Images');
    box.placeholder = l10n.t('node 24, sha256:4f06, linux/arm64, name of a container');
    box.prompt = l10n.t(
      'All words must be in the name, ID, digest, platform or a container of an image. Empty shows everything.',
    );
    box.value = before;
    let accepted = false;
    let waiting: ReturnType<typeof setTimeout> | undefined;
    box.onDidChangeValue(filter => {
      // A long list is not drawn anew for each letter.
      clearTimeout(waiting);
      waiting = setTimeout(() => void images.setOptions({ filter }, { keep: false }), 120);
    });
    box.onDidAccept(() => {
      accepted = true;
      box.hide();
    });
    box.onDidHide(() => {
      clearTimeout(waiting);
      void images.setOptions({ filter: accepted ? box.value : before });
      box.dispose();
      resolve();
    });
    box.show();
  });
}

export async function groupImages({ images }: Services): Promise<void> {
  const grouping = await choose(l10n.t('Group images by'), groupings, images.options.grouping, groupingText);
  if (grouping !== undefined) await images.setOptions({ grouping });
}

export async function sortImages({ images }: Services): Promise<void> {
  const sorting = await choose(l10n.t('Sort images by'), sortings, images.options.sorting, sortingText);
  if (sorting !== undefined) await images.setOptions({ sorting });
}

interface Item<Value> extends QuickPickItem {
  readonly value: Value;
}

async function choose<Value extends string>(
  placeHolder: string,
  values: readonly Value[],
  current: Value,
  text: (value: Value) => string,
): Promise<Value | undefined> {
  const items = values.map(
    (value): Item<Value> => ({
      value,
      label: text(value),
      // The one in force has the mark, the others as much room.
      iconPath: new ThemeIcon(value === current ? 'check' : 'blank'),
      ...(value === current && { description: l10n.t('as now') }),
    }),
  );
  return (await window.showQuickPick(items, { placeHolder }))?.value;
}
