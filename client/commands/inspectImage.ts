import { env, l10n, type QuickPickItem, window } from 'vscode';
import { formatAge, formatBytes } from '../format.ts';
import type { Services } from '../services.ts';
import { type ImageNode, inspectRequest } from '../views/imageItems.ts';
import { type ImageRow, imageRows } from '../views/imageRows.ts';
import { showFailure } from './failures.ts';

/** Opens the inspector to stay: on the given item, or on an image that is asked for. */
export async function inspectImage(services: Services, node: ImageNode | undefined): Promise<void> {
  if (node && node.kind !== 'problem') {
    const layer = node.kind === 'step' ? node.layer : undefined;
    services.inspectors.open({ ...inspectRequest(node.row, layer), preview: false });
    return;
  }
  const row = await pickImage(services);
  if (row) services.inspectors.open({ ...inspectRequest(row), preview: false });
}

async function pickImage({ host }: Services): Promise<ImageRow | undefined> {
  const items = host
    .engine(engine => engine.listImages({}))
    .then(async answer => {
      if (!answer.ok) {
        void showFailure(answer.failure);
        return [];
      }
      return imageRows(answer.value).map((row): QuickPickItem & { row: ImageRow } => ({
        row,
        label: row.tag ?? row.image.id,
        description: `${formatBytes(row.image.size, env.language)} · ${formatAge(row.image.created, Date.now(), env.language)}`,
      }));
    });
  const picked = await window.showQuickPick(items, {
    placeHolder: l10n.t('Image to look into'),
    matchOnDescription: true,
  });
  return picked?.row;
}
