import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { ImageLayers, KnownImage, WatchedBuild } from '../../protocol/layers.ts';

/** How a Dockerfile came to its image: built here, chosen by the user, or recognised by its history. */
export type Origin = 'built' | 'picked' | 'found';

/** The image of a Dockerfile, and the one before it. */
export interface RememberedImage {
  /** URI of the Dockerfile. */
  readonly dockerfile: string;
  readonly origin: Origin;
  /** Name under which the engine has it. */
  readonly reference: string;
  readonly id: string;
  readonly build: WatchedBuild | undefined;
  readonly previous: { readonly id: string; readonly build: WatchedBuild | undefined } | undefined;
}

/** What is known of images and of the Dockerfiles that made them, on the disk; what is broken there counts as absent. */
export class LayerStore {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  image(id: string): Promise<ImageLayers | undefined> {
    return this.#read<ImageLayers>(this.#imagePath(id), ({ id: found }) => found === id);
  }

  saveImage(image: ImageLayers): Promise<void> {
    return this.#write(this.#imagePath(image.id), image);
  }

  remembered(dockerfile: string): Promise<RememberedImage | undefined> {
    return this.#read<RememberedImage>(this.#filePath(dockerfile), ({ id }) => typeof id === 'string');
  }

  remember(image: RememberedImage): Promise<void> {
    return this.#write(this.#filePath(image.dockerfile), image);
  }

  /** URIs of Dockerfiles whose last image this is. */
  async dockerfilesOf(id: string): Promise<readonly string[]> {
    return (await this.#all()).flatMap(one => (one.id === id ? [one.dockerfile] : []));
  }

  /** The same by a layer and its place in the image: also where the image lies elsewhere, under another id. */
  async dockerfilesOfLayer(diffId: string, layer: number): Promise<readonly string[]> {
    const found: string[] = [];
    for (const { id, dockerfile } of await this.#all()) {
      const image = await this.image(id);
      if (image?.layers[layer]?.diffId === diffId) found.push(dockerfile);
    }
    return found;
  }

  async #all(): Promise<readonly RememberedImage[]> {
    const folder = join(this.#folder, 'dockerfiles');
    const names = await readdir(folder).catch(() => []);
    const all = await Promise.all(
      names.map(name =>
        this.#read<RememberedImage>(join(folder, name), ({ dockerfile }) => typeof dockerfile === 'string'),
      ),
    );
    return all.filter(one => one !== undefined);
  }

  async forget(dockerfile: string): Promise<void> {
    await rm(this.#filePath(dockerfile), { force: true }).catch(() => {});
  }

  /** An image that was read before, with its build. */
  async known(known: Pick<RememberedImage, 'id' | 'build'> | undefined): Promise<KnownImage | undefined> {
    const image = known && (await this.image(known.id));
    return image && { image, build: known.build };
  }

  #imagePath(id: string): string {
    return join(this.#folder, 'images', `${id.replace(/[^\w]/g, '-')}.json`);
  }

  #filePath(dockerfile: string): string {
    return join(this.#folder, 'dockerfiles', `${createHash('sha256').update(dockerfile).digest('hex')}.json`);
  }

  async #read<T extends object>(path: string, isValid: (value: T) => boolean): Promise<T | undefined> {
    try {
      const { format, value } = JSON.parse(await readFile(path, 'utf8')) as {
        readonly format: number;
        readonly value: T;
      };
      return format === FORMAT && isValid(value) ? value : undefined;
    } catch {
      return undefined;
    }
  }

  /** Under another name first: another window may read it now. */
  async #write(path: string, value: object): Promise<void> {
    const unfinished = `${path}.${process.pid}`;
    try {
      await mkdir(dirname(path), { recursive: true });
      await writeFile(unfinished, JSON.stringify({ format: FORMAT, value }));
      await rename(unfinished, path);
    } catch {
      // A full disk costs the memory, not the marks.
      await rm(unfinished, { force: true }).catch(() => {});
    }
  }
}

/** Raised when the form of what is kept changes. */
const FORMAT = 1;
