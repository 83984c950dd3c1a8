import type { ImageAccountsAnswer, ImagePathAnswer, ImagePathParams } from '../../protocol/imageTree.ts';
import type { ImageAnswer, ImagesAnswer } from '../../protocol/language.ts';
import type { EngineHost } from '../engineHost.ts';

/** What the language server may ask of the engine. Silent: an engine that does not answer is no news to who types. */
export interface ImagesForServer {
  images(): Promise<ImagesAnswer>;
  image(reference: string): Promise<ImageAnswer>;
  path(place: ImagePathParams): Promise<ImagePathAnswer>;
  accounts(reference: string): Promise<ImageAccountsAnswer>;
}

/** The images of the engine in force; none while the workspace is not trusted. */
export function imagesOf(host: Pick<EngineHost, 'engine' | 'trees'>): ImagesForServer {
  return {
    async images() {
      const listed = await host.engine(engine => engine.listImages({}));
      return listed.ok ? { images: listed.value.filter(({ tags }) => tags.length > 0) } : null;
    },
    async image(reference) {
      const found = await host.engine(engine => engine.imageFacts({ reference }));
      if (found.ok) return { image: found.value };
      return found.failure.code === 'image-not-found' ? { image: null } : null;
    },
    async path(place) {
      const found = await host.trees(trees => trees.imagePath(place));
      return found.ok ? found.value : null;
    },
    async accounts(reference) {
      const found = await host.trees(trees => trees.imageAccounts({ reference }));
      return found.ok ? found.value : null;
    },
  };
}
