import { l10n } from 'vscode';
import type { Outcome } from '../../protocol/result.ts';
import { success } from '../../protocol/result.ts';
import type { ImageName } from '../files/imageUri.ts';
import { pickImage } from '../files/pickImage.ts';
import type { Services } from '../services.ts';
import { asImageNode } from '../views/imageNodes.ts';
import { rowReference } from '../views/imageRows.ts';

/** Compares two images: those chosen in the list, or asked for. The older one is the one before. */
export async function compareImages(services: Services, node: unknown, selected: unknown): Promise<void> {
  const chosen = (Array.isArray(selected) && selected.includes(node) ? selected : [node]).flatMap(value => {
    const image = asImageNode(value);
    return image?.kind === 'image' ? [image.row] : [];
  });
  const [first, second] = chosen
    .slice(0, 2)
    .sort((a, b) => a.image.created - b.image.created)
    .map(
      (row): ImageName => ({
        location: { kind: 'engine', reference: rowReference(row) },
        title: row.tag ?? row.image.id,
        platform: undefined,
      }),
    );
  const before = first ?? (await pickImage(services, l10n.t('Image to compare: the one before')));
  if (!before) return;
  if (second) services.inspectors.compare({ before, after: second });
  else await compareWith(services, before);
}

/** Asks what to compare an image with; that one is the one after. */
export async function compareWith(services: Services, image: ImageName): Promise<Outcome<null>> {
  const other = await pickImage(services, l10n.t('Compare {0} with', image.title), image);
  if (other) services.inspectors.compare({ before: image, after: other });
  return success(null);
}
