import { CancellationTokenSource, env, l10n, type QuickPickItem, window } from 'vscode';
import { formatAge, formatBytes } from '../format.ts';
import type { Services } from '../services.ts';
import { type ImageNode, inspectRequest } from '../views/imageNodes.ts';
import { type ImageRow, imageRows } from '../views/imageRows.ts';
import { showFailure } from './failures.ts';

/** Opens the inspector to stay: on the given item, or on an image that is asked for. */
export async function inspectImage(services: Services, node: ImageNode | undefined): Promise<void> {
  if (node?.row) {
    const layer = node.kind === 'step' || node.kind === 'file' ? node.layer : undefined;
    const platform =
      node.kind === 'platform'
        ? node.part.platform
        : node.kind === 'step' || node.kind === 'file'
          ? node.platform
          : undefined;
    services.inspectors.open({ ...inspectRequest(node.row, layer, platform), preview: false });
    return;
  }
  const row = await pickImage(services);
  if (row) services.inspectors.open({ ...inspectRequest(row), preview: false });
}

async function pickImage({ host }: Services): Promise<ImageRow | undefined> {
  const closing = new CancellationTokenSource();
  const items = host
    .engine(engine => engine.listImages({}))
    .then(answer => {
      if (answer.ok) return imageRows(answer.value).map(pickItem);
      closing.cancel();
      void showFailure(answer.failure);
      return [];
    });
  const picked = await window.showQuickPick(
    items,
    { placeHolder: l10n.t('Image to look into'), matchOnDescription: true },
    closing.token,
  );
  closing.dispose();
  return picked?.row;
}

function pickItem(row: ImageRow): QuickPickItem & { readonly row: ImageRow } {
  const { id, size, created } = row.image;
  const about = [formatBytes(size, env.language), formatAge(created, Date.now(), env.language)];
  return { row, label: row.tag ?? id, description: about.join(' · ') };
}
