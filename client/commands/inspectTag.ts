import { askRegistryImage, registryImage } from '../files/pickImage.ts';
import type { Services } from '../services.ts';
import { registrySettings } from '../settings.ts';
import { asRegistryNode, tagReference } from '../views/registryItems.ts';
import { showFailure } from './failures.ts';

/** Looks into an image where it lies in its registry: the given tag, or one that is asked for. Nothing is pulled. */
export async function inspectTag({ inspectors }: Services, target: unknown): Promise<void> {
  if (!registrySettings().enable) return void (await showFailure({ code: 'registry-off' }));
  const node = asRegistryNode(target);
  const image = node?.kind === 'tag' ? registryImage(tagReference(node)) : await askRegistryImage();
  if (image) inspectors.open({ location: image.location, title: image.title });
}
