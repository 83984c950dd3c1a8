import { l10n, window } from 'vscode';
import type { Services } from '../services.ts';
import { registrySettings } from '../settings.ts';
import { asRegistryNode, tagReference } from '../views/registryItems.ts';
import { showFailure } from './failures.ts';

/** Looks into an image where it lies in its registry: the given tag, or one that is asked for. Nothing is pulled. */
export async function inspectTag({ inspectors }: Services, target: unknown): Promise<void> {
  const { enable, insecure } = registrySettings();
  if (!enable) return void (await showFailure({ code: 'registry-off' }));
  const node = asRegistryNode(target);
  const reference = node?.kind === 'tag' ? tagReference(node) : await askReference();
  if (!reference) return;
  const host = reference.split('/', 1)[0] ?? '';
  inspectors.open({
    location: { kind: 'registry', reference, ...(insecure.includes(host) && { insecure: true }) },
    title: reference,
  });
}

async function askReference(): Promise<string | undefined> {
  const typed = await window.showInputBox({
    title: l10n.t('Inspect an Image in Its Registry'),
    prompt: l10n.t('Its manifest and layers are read with your Docker logins; nothing is pulled.'),
    placeHolder: 'ghcr.io/owner/image:tag',
    ignoreFocusOut: true,
  });
  return typed?.trim();
}
