import { l10n, window } from 'vscode';
import type { Services } from '../services.ts';
import { showFailure } from './failures.ts';

/** Forgets what was kept on disk of images that were looked into; those that are open stay. */
export async function clearImageCache({ host }: Services): Promise<void> {
  const cleared = await host.image(image => image.clearCache({}));
  if (cleared.ok) void window.showInformationMessage(l10n.t('The image cache is empty.'));
  else await showFailure(cleared.failure);
}
