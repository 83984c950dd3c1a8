import { type ImageReference, parseReference } from '../../server/syntax/values/reference.ts';

/** A name as Docker reads it, `node` as `docker.io/library/node`; undefined for what is none. */
export function parseImageName(text: string): ImageReference | undefined {
  const parsed = parseReference(text.trim());
  return typeof parsed === 'string' ? undefined : parsed;
}
