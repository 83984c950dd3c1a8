import type { Model } from '../semantics/model.ts';
import type { Dockerfile } from '../syntax/tree.ts';
import type { ImageAccounts } from './images/imageTree.ts';
import type { LocalImage } from './images/localImage.ts';
import type { KnownRegistries } from './images/remoteImage.ts';

/** What every feature of a Dockerfile gets. Offsets are UTF-16 units in `file.text`. */
export interface DockerfileDocument {
  readonly file: Dockerfile;
  readonly model: Model;
}

/** What is known of the world beyond the file, at this moment: nobody waits for more of it. */
export interface Known {
  /** Of the client's engine. */
  readonly images?: readonly LocalImage[];
  readonly registries?: KnownRegistries;
  /** Of the image under the stage that is spoken of. */
  readonly accounts?: ImageAccounts;
}
