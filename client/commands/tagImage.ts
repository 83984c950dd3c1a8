import { InputBoxValidationSeverity, l10n, window } from 'vscode';
import { checkReference, withTag } from '../build/reference.ts';
import { shortDigest } from '../format.ts';
import type { Services } from '../services.ts';
import { type ImageRow, repositoryOf, rowName, rowReference } from '../views/imageRows.ts';
import { oneRow } from './chosenImages.ts';
import { showFailure } from './failures.ts';

/** Gives an image one more name, after saying when that name is taken from another. */
export async function tagImage(services: Services, node: unknown): Promise<void> {
  const row = await oneRow(services, node, l10n.t('Image to tag'));
  if (!row) return;
  const { host, images } = services;
  const known = await host.engine(engine => engine.listImages({}));
  const owners = new Map(
    known.ok ? known.value.flatMap(({ id, tags }) => tags.map(tag => [tag, id] as const)) : [],
  );
  const present = row.tag === undefined ? '' : `${repositoryOf(row.tag)}:`;
  const tag = await window.showInputBox({
    title: l10n.t('Tag {image}', { image: rowName(row) ?? shortDigest(row.image.id) }),
    prompt: l10n.t('Another name for the same image. Nothing is copied, and the names that it has stay.'),
    placeHolder: 'ghcr.io/owner/name:1.2.3',
    value: present,
    valueSelection: [present.length, present.length],
    ignoreFocusOut: true,
    validateInput: text => validate(text.trim(), row, owners),
  });
  if (tag === undefined) return;
  const tagged = await host.engine(engine =>
    engine.tagImage({ reference: rowReference(row), tag: withTag(tag.trim()) }),
  );
  if (!tagged.ok) return void (await showFailure(tagged.failure));
  window.setStatusBarMessage(l10n.t('Tagged {tag}', { tag: withTag(tag.trim()) }), 5_000);
  await images.reveal(other => other.tag === withTag(tag.trim()));
}

function validate(text: string, { image }: ImageRow, owners: ReadonlyMap<string, string>) {
  if (checkReference(text) !== undefined) {
    return l10n.t('A name is written in small letters, as in "ghcr.io/owner/name:1.2.3".');
  }
  const owner = owners.get(withTag(text));
  if (owner === undefined) return undefined;
  const message =
    owner === image.id
      ? l10n.t('The image has this name already.')
      : l10n.t('This name is taken from the image {id}, which loses it.', { id: shortDigest(owner) });
  return { message, severity: InputBoxValidationSeverity.Warning };
}
