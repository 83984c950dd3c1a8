import { env, l10n, window } from 'vscode';
import { formatBytes, shortDigest } from '../format.ts';
import type { Services } from '../services.ts';
import { asImageNode, type ImageNode } from '../views/imageItems.ts';
import { type ImageRow, rowReference } from '../views/imageRows.ts';
import { showFailure } from './failures.ts';

/** Names in the question; of more than these, only the number. */
const NAMED = 8;

/** Removes the chosen tags or images after asking, naming what goes. */
export async function removeImage(
  { host, images }: Services,
  node: ImageNode | undefined,
  selected: unknown,
): Promise<void> {
  // A context menu outside the selection acts on the item alone, as in the explorer.
  const nodes: readonly unknown[] = Array.isArray(selected) && selected.includes(node) ? selected : [node];
  const rows = nodes.flatMap(value => {
    const chosen = asImageNode(value);
    return chosen?.kind === 'image' ? [chosen.row] : [];
  });
  if (rows.length === 0) return;

  const remove = rows.length === 1 ? l10n.t('Remove') : l10n.t('Remove {count}', { count: rows.length });
  const answer = await window.showWarningMessage(
    question(rows),
    { modal: true, detail: consequences(rows) },
    remove,
  );
  if (answer !== remove) return;
  for (const row of rows) {
    const reference = rowReference(row);
    const removed = await host.engine(engine => engine.removeImage({ reference }));
    if (removed.ok) continue;
    const refused = removed.failure.code === 'engine-error';
    const force = l10n.t('Remove Anyway');
    if ((await showFailure(removed.failure, ...(refused ? [force] : []))) !== force) continue;
    const forced = await host.engine(engine => engine.removeImage({ reference, force: true }));
    if (!forced.ok) await showFailure(forced.failure);
  }
  await images.refresh();
}

function question(rows: readonly ImageRow[]): string {
  const [first] = rows;
  return rows.length === 1 && first
    ? l10n.t('Remove {name} from the engine?', { name: nameOf(first) })
    : l10n.t('Remove {count} images from the engine?', { count: rows.length });
}

function consequences(rows: readonly ImageRow[]): string {
  const chosen = new Set(rows.map(row => row.tag));
  const lines = rows
    .slice(0, NAMED)
    .map(row =>
      rows.length === 1 ? consequence(row, chosen) : `${nameOf(row)}: ${consequence(row, chosen)}`,
    );
  if (rows.length > NAMED) lines.push(l10n.t('… and {count} more.', { count: rows.length - NAMED }));
  return lines.join('\n');
}

function consequence({ image }: ImageRow, chosen: ReadonlySet<string | undefined>): string {
  const stays = image.tags.filter(tag => !chosen.has(tag));
  if (stays.length > 0)
    return l10n.t('Only this name goes; the image stays as {others}.', { others: stays.join(', ') });
  const size = formatBytes(image.size, env.language);
  const containers = image.containers ?? 0;
  return containers > 0
    ? l10n.t('The image is deleted ({size}), although {count} containers are made from it.', {
        size,
        count: containers,
      })
    : l10n.t('The image is deleted. It takes up {size}; layers that other images share stay.', { size });
}

function nameOf(row: ImageRow): string {
  return row.tag ?? shortDigest(row.image.id);
}
