import { l10n } from 'vscode';
import type { Services } from '../services.ts';
import { type ImageNode, inspectRequest } from '../views/imageNodes.ts';
import { oneRow } from './chosenImages.ts';

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
  const row = await oneRow(services, undefined, l10n.t('Image to look into'));
  if (row) services.inspectors.open({ ...inspectRequest(row), preview: false });
}
