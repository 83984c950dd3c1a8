import { l10n, window } from 'vscode';
import type { Services } from '../services.ts';
import { showFailure } from './failures.ts';

/** Forgets what was kept on disk of images that were looked into, and what registries said; open ones stay. */
export async function clearImageCache({ host, registries }: Services): Promise<void> {
  await registries.clear();
  const cleared = await host.image(image => image.clearCache({}));
  if (cleared.ok) void window.showInformationMessage(l10n.t('The image cache is empty.'));
  else await showFailure(cleared.failure);
}
