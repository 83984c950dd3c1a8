import type { ImageAnswer } from '../features/images/localImage.ts';
import { type Images, NO_IMAGES } from './images.ts';
import { NO_REGISTRIES, type Registries } from './registries.ts';

/** Who may be asked, by the user's settings. */
export interface WhomToAsk {
  readonly engine?: boolean;
  readonly registry?: boolean;
}

/** What the engine and the registry say of an image, each where it may be asked. Never rejects. */
export async function describe(
  { images, registries }: { readonly images: () => Images; readonly registries: () => Registries },
  reference: string,
  ask: WhomToAsk,
): Promise<ImageAnswer> {
  const [local, remote] = await Promise.all([
    (ask.engine ? images() : NO_IMAGES).describe(reference),
    (ask.registry ? registries() : NO_REGISTRIES).describe(reference),
  ]);
  return { ...local, remote };
}
