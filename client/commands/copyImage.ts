import { env, l10n, window } from 'vscode';
import type { ImageNode } from '../views/imageItems.ts';
import { rowDigest, rowReference } from '../views/imageRows.ts';

/** Puts the name of the image on the clipboard; of an image without a tag, its id. */
export async function copyImageReference(node: ImageNode | undefined): Promise<void> {
  if (node?.kind === 'image') await copy(rowReference(node.row));
}

/** Puts `name@sha256:…` on the clipboard; of an image that no registry knows, its id. */
export async function copyImageDigest(node: ImageNode | undefined): Promise<void> {
  if (node?.kind === 'image') await copy(rowDigest(node.row));
}

/** Puts what made a layer on the clipboard, as the image recorded it. */
export async function copyStepText(node: ImageNode | undefined): Promise<void> {
  if (node?.kind === 'step') await copy(node.step.createdBy);
}

async function copy(text: string): Promise<void> {
  await env.clipboard.writeText(text);
  window.setStatusBarMessage(
    l10n.t('Copied {text}', { text: text.length > 80 ? `${text.slice(0, 79)}…` : text }),
    3_000,
  );
}
