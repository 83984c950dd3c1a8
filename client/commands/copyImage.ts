import { env, l10n, window } from 'vscode';
import type { Services } from '../services.ts';
import { asImageNode } from '../views/imageNodes.ts';
import { rowDigest, rowReference } from '../views/imageRows.ts';
import { chosenRows } from './chosenImages.ts';

/** Puts the names of the images on the clipboard, one a line; of an image without a tag, its id. */
export async function copyImageReference(
  services: Services,
  node: unknown,
  selected: unknown,
): Promise<void> {
  await copy(chosenRows(services, node, selected).map(rowReference));
}

/** Puts `name@sha256:…` on the clipboard; of an image that no registry knows, its id; of a platform, its manifest's. */
export async function copyImageDigest(services: Services, node: unknown, selected: unknown): Promise<void> {
  const part = asImageNode(node);
  if (part?.kind === 'platform' || part?.kind === 'attestation') return copy([part.part.digest]);
  await copy(chosenRows(services, node, selected).map(rowDigest));
}

export async function copyImageId(services: Services, node: unknown, selected: unknown): Promise<void> {
  await copy(chosenRows(services, node, selected).map(({ image }) => image.id));
}

/** Puts what made a layer on the clipboard, as the image recorded it. */
export async function copyStepText(node: unknown): Promise<void> {
  const step = asImageNode(node);
  if (step?.kind === 'step') await copy([step.step.createdBy]);
}

async function copy(lines: readonly string[]): Promise<void> {
  if (lines.length === 0) return;
  const text = lines.join('\n');
  await env.clipboard.writeText(text);
  window.setStatusBarMessage(
    l10n.t('Copied {text}', { text: text.length > 80 ? `${text.slice(0, 79)}…` : text }),
    3_000,
  );
}
