import { CancellationTokenSource, env, l10n, type QuickPickItem, window } from 'vscode';
import { formatAge, formatBytes, shortDigest } from '../format.ts';
import type { Services } from '../services.ts';
import { asImageNode } from '../views/imageNodes.ts';
import { type ImageRow, imageRows, rowName } from '../views/imageRows.ts';
import { showFailure } from './failures.ts';

/**
 * Images that a command is about: those of a menu, of the view's selection when the keyboard called it, else none. A
 * menu outside the selection is about its row alone, as in the explorer.
 */
export function chosenRows({ images }: Services, node: unknown, selected: unknown): readonly ImageRow[] {
  const nodes: readonly unknown[] =
    node === undefined
      ? images.selection
      : Array.isArray(selected) && selected.includes(node)
        ? selected
        : [node];
  const rows = nodes.flatMap(value => {
    const chosen = asImageNode(value);
    return chosen?.kind === 'image' ? [chosen.row] : [];
  });
  return [...new Map(rows.map(row => [row.key, row])).values()];
}

/** The one image of a command; asked for when the command came without. */
export async function oneRow(
  services: Services,
  node: unknown,
  placeHolder: string,
): Promise<ImageRow | undefined> {
  const [row] = chosenRows(services, node, undefined);
  if (row) return row;
  const picked = await pickRows(services, placeHolder, false);
  return picked[0];
}

/** Asks for images of the engine, newest first; empty when it was given up or the engine does not answer. */
export async function pickRows(
  { host }: Services,
  placeHolder: string,
  many: boolean,
): Promise<readonly ImageRow[]> {
  const closing = new CancellationTokenSource();
  const items = host
    .engine(engine => engine.listImages({}))
    .then(answer => {
      if (answer.ok) return imageRows(answer.value).map(pickItem);
      closing.cancel();
      void showFailure(answer.failure);
      return [];
    });
  const options = { placeHolder, matchOnDescription: true };
  const picked = many
    ? await window.showQuickPick(items, { ...options, canPickMany: true }, closing.token)
    : await window.showQuickPick(items, options, closing.token);
  closing.dispose();
  const list: readonly PickItem[] = Array.isArray(picked) ? picked : picked ? [picked as PickItem] : [];
  return list.map(({ row }) => row);
}

interface PickItem extends QuickPickItem {
  readonly row: ImageRow;
}

function pickItem(row: ImageRow): PickItem {
  const { id, size, created } = row.image;
  const about = [formatBytes(size, env.language), formatAge(created, Date.now(), env.language)];
  return {
    row,
    label: rowName(row) ?? l10n.t('<none> {id}', { id: shortDigest(id) }),
    description: about.join(' · '),
  };
}
