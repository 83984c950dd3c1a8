import type { LocalImage } from '../features/images/localImage.ts';
import type { ImagePins } from '../lint/surroundings.ts';
import { parseReference } from '../syntax/values/reference.ts';

/** Tells how an image can be pinned by what the engine's list says of it; `list` is asked for at the first question. */
export function pinsFrom(
  list: () => readonly LocalImage[] | undefined,
): (reference: string) => ImagePins | undefined {
  return reference => {
    const name = nameOf(reference);
    const images = name && name.digest === undefined ? list() : undefined;
    const image = name && images && indexOf(images).get(`${name.repository}:${name.tag}`);
    if (!name || !image) return undefined;
    const same = [...image.tags, ...image.digests].flatMap(each => nameOf(each) ?? []);
    const ours = same.filter(({ repository }) => repository === name.repository);
    const digest = ours.find(each => each.digest !== undefined)?.digest;
    const tags = ours.flatMap(each => (each.digest === undefined && each.tag !== name.tag ? [each.tag] : []));
    return { tags, ...(digest !== undefined && { digest }) };
  };
}

/** One list serves many questions. */
const INDEXES = new WeakMap<readonly LocalImage[], ReadonlyMap<string, LocalImage>>();

function indexOf(images: readonly LocalImage[]): ReadonlyMap<string, LocalImage> {
  let index = INDEXES.get(images);
  if (!index) {
    index = new Map(
      images.flatMap(image =>
        image.tags.flatMap(tag => {
          const name = nameOf(tag);
          return name ? [[`${name.repository}:${name.tag}`, image] as const] : [];
        }),
      ),
    );
    INDEXES.set(images, index);
  }
  return index;
}

interface Name {
  readonly repository: string;
  readonly tag: string;
  readonly digest: string | undefined;
}

function nameOf(reference: string): Name | undefined {
  const parsed = parseReference(reference);
  if (typeof parsed === 'string') return undefined;
  const { domain, path, tag, digest } = parsed;
  return { repository: `${domain}/${path}`, tag: tag ?? 'latest', digest };
}
