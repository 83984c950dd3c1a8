import type { Model } from '../semantics/model.ts';
import type { Dockerfile } from '../syntax/tree.ts';

/** What every feature of a Dockerfile gets. Offsets are UTF-16 units in `file.text`. */
export interface DockerfileDocument {
  readonly file: Dockerfile;
  readonly model: Model;
}
