import type { DocumentKind } from '../../../protocol/image.ts';
import { failure, type Outcome, success } from '../../../protocol/result.ts';
import { type Json, pretty } from '../documents.ts';
import type { OpenedImage } from '../openImage.ts';

/** One of the image's documents as readable JSON. */
export function documentText(image: OpenedImage, kind: DocumentKind): Outcome<string> {
  const value = documentOf(image, kind);
  return value === undefined
    ? failure('archive-invalid', { path: image.name }, `it has no ${kind}`)
    : success(pretty(value));
}

function documentOf({ source }: OpenedImage, kind: DocumentKind): Json | undefined {
  switch (kind) {
    case 'manifest':
      return source.manifest;
    case 'index':
      return source.index;
    case 'config':
      return source.config;
    case 'history':
      return source.config.history ?? [];
    case 'inspect':
      // Only an engine can tell.
      return undefined;
  }
}
