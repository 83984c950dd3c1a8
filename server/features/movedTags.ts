import type { Span } from '../syntax/tree.ts';
import type { Texts } from './docs/texts.ts';
import type { DockerfileDocument } from './document.ts';
import { imageAt } from './hoverImage.ts';
import { type VersionedImage, versionedImageAt } from './imageActions.ts';
import type { RemoteImage } from './images/remoteImage.ts';
import type { InlayHint } from './inlayHints.ts';
import { fill, inlineCode, timeText } from './markdown.ts';

/** An image that is written with a tag and a digest. */
export interface PinnedImage extends VersionedImage {
  readonly tag: string;
  readonly digest: string;
}

/** Those that begin in a span, in the order of the file. */
export function pinnedImages(document: DockerfileDocument, { start, end }: Span): readonly PinnedImage[] {
  const { references, stages } = document.model;
  const tokens = [
    ...references.map(({ token }) => token),
    ...stages.flatMap(({ base }) => (base.kind === 'image' ? [base.token] : [])),
  ];
  const starts = new Set(tokens.map(token => token.start).filter(offset => start <= offset && offset <= end));
  const { directives } = document.file;
  for (const { name, value } of directives) {
    if (name === 'syntax' && start <= value.start && value.start <= end) starts.add(value.start);
  }
  return [...starts]
    .sort((a, b) => a - b)
    .flatMap(offset => {
      if (!imageAt(document, offset)) return [];
      const image = versionedImageAt(document, offset);
      return image?.tag === undefined || image.digest === undefined
        ? []
        : [{ ...image, tag: image.tag, digest: image.digest }];
    });
}

/** The tag alone, in full: what a registry is asked for. */
export const tagOfPinned = ({ repository: { domain, path }, tag }: PinnedImage): string =>
  `${domain}/${path}:${tag}`;

/** Where a tag stands for something else now than the digest behind it; `known` gives what the registry said last. */
export function movedTagHints(
  document: DockerfileDocument,
  span: Span,
  known: (reference: string) => RemoteImage | undefined,
  { images }: Texts,
): readonly InlayHint[] {
  return pinnedImages(document, span).flatMap((image): readonly InlayHint[] => {
    const now = known(tagOfPinned(image));
    if (now === undefined || now.digest === image.digest) return [];
    const { start, end } = image.span;
    const lines = [
      fill(images.movedSince, { tag: inlineCode(image.tag) }),
      fill(images.digest, { digest: inlineCode(now.digest) }),
      ...(now.asOf === undefined ? [] : [fill(images.heard, { time: timeText(now.asOf) })]),
    ];
    const at = start + image.text.indexOf('@');
    return [
      {
        // Behind the tag: a digest is longer than most windows are wide.
        offset: at,
        label: images.movedHint,
        markdown: lines.join('\n\n'),
        edits: [{ span: { start: at, end }, newText: `@${now.digest}` }],
      },
    ];
  });
}
