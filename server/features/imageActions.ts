import type { Message } from '../syntax/message.ts';
import type { Span } from '../syntax/tree.ts';
import { newerTags } from '../syntax/values/newerTags.ts';
import { parseReference } from '../syntax/values/reference.ts';
import type { CodeAction } from './codeActions.ts';
import type { DockerfileDocument } from './document.ts';
import { imageAt } from './hoverImage.ts';

/** The image whose version can be written anew: it stands in the file as it is, without a variable. */
export interface VersionedImage {
  readonly span: Span;
  /** As it is written. */
  readonly text: string;
  readonly repository: { readonly domain: string; readonly path: string };
  readonly tag: string | undefined;
  readonly digest: string | undefined;
}

export function versionedImageAt(document: DockerfileDocument, offset: number): VersionedImage | undefined {
  const found = imageAt(document, offset);
  if (!found || found.unset.length > 0 || found.reference === 'scratch') return undefined;
  const text = document.file.text.slice(found.span.start, found.span.end);
  const parsed = parseReference(text);
  // What is written with variables or quotes is not what is meant by it.
  if (typeof parsed === 'string' || text !== found.reference) return undefined;
  const { domain, path, tag, digest } = parsed;
  return { span: found.span, text, repository: { domain, path }, tag, digest };
}

/** What the registry knows of it, as far as it has answered. */
export interface VersionFacts {
  /** Newest version first. */
  readonly tags: readonly string[];
  /** Of the tag that is written, now. */
  readonly digest: string | undefined;
}

/** Newer versions, and the digest that keeps this one. */
export function imageActions(image: VersionedImage, { tags, digest }: VersionFacts): readonly CodeAction[] {
  const { span, text, tag } = image;
  const written = tag === undefined ? text.replace(/@.*$/, '') : text.slice(0, text.lastIndexOf(`:${tag}`));
  const change = (title: Message, newText: string): CodeAction => ({
    title,
    kind: 'refactor.rewrite',
    preferred: false,
    edits: [{ span, newText }],
    diagnostic: undefined,
  });
  const actions: CodeAction[] = [];
  const { within, newest } =
    tag === undefined ? { within: undefined, newest: undefined } : newerTags(tag, tags);
  if (within !== undefined) {
    const name = `${written}:${within}`;
    actions.push(
      change(
        { template: 'Update to {image}, the newest of this major version', args: { image: name } },
        name,
      ),
    );
  }
  if (newest !== undefined) {
    const name = `${written}:${newest}`;
    actions.push(change({ template: 'Update to {image}, the newest', args: { image: name } }, name));
  }
  if (digest !== undefined && digest !== image.digest) {
    const name = `${written}${tag === undefined ? '' : `:${tag}`}@${digest}`;
    const short = `${digest.slice(0, 19)}…`;
    actions.push(
      image.digest === undefined
        ? change(
            { template: 'Pin to the digest that the registry has now ({digest})', args: { digest: short } },
            name,
          )
        : change(
            { template: 'The tag has moved: pin to its digest of now ({digest})', args: { digest: short } },
            name,
          ),
    );
  }
  return actions;
}
