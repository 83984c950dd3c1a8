import type { Span } from '../../syntax/tree.ts';
import { parseReference } from '../../syntax/values/reference.ts';
import { type KnownRegistries, TAGS_OFFERED } from '../images/remoteImage.ts';
import type { CompletionItem } from './item.ts';

/** Docker Hub is searched from so many characters on. */
const SEARCHED = 2;

/** What registries have for what is typed: tags behind a colon, names of Docker Hub before one. */
export function remoteItems(
  { span, typed }: { readonly span: Span; readonly typed: string },
  registries: KnownRegistries,
): readonly CompletionItem[] {
  if (typed.includes('@') || typed.includes('$')) return [];
  const colon = typed.indexOf(':', typed.lastIndexOf('/') + 1);
  if (colon >= 0) return tagItems(span, typed, colon, registries);
  const isHubName =
    /^[a-z0-9][a-z0-9._-]*(?:\/[a-z0-9._-]*)?$/.test(typed) && !/^[^/]*[.:][^/]*\//.test(typed);
  if (!isHubName || typed.length < SEARCHED) return [];
  const found = registries.search(typed) ?? [];
  return found.map(
    ({ name, description, official }, index): CompletionItem => ({
      label: name,
      kind: 'image',
      span,
      newText: name,
      rank: 5_000 + index,
      detail: official ? 'Docker Official Image' : 'Docker Hub',
      markdown: description,
    }),
  );
}

function tagItems(
  span: Span,
  typed: string,
  colon: number,
  registries: KnownRegistries,
): readonly CompletionItem[] {
  const repository = parseReference(typed.slice(0, colon));
  if (typeof repository === 'string') return [];
  const tags = registries.tags(repository) ?? [];
  const wanted = typed.slice(colon + 1).toLowerCase();
  const fitting = tags.filter(tag => hasLetters(tag.toLowerCase(), wanted));
  const name = typed.slice(0, colon);
  const since = registries.staleSince(repository);
  // The name stands in the label; only what is old has more to tell.
  const old = since === undefined ? undefined : `as of ${new Date(since).toISOString().slice(0, 10)}`;
  return fitting.slice(0, TAGS_OFFERED).map(
    (tag, index): CompletionItem => ({
      label: `${name}:${tag}`,
      kind: 'image',
      span,
      newText: `${name}:${tag}`,
      rank: 5_000 + index,
      ...(old !== undefined && { detail: old }),
      image: `${name}:${tag}`,
    }),
  );
}

/** The letters of `wanted` in their order, as editors filter. */
function hasLetters(text: string, wanted: string): boolean {
  let at = 0;
  for (const letter of wanted) {
    at = text.indexOf(letter, at) + 1;
    if (at === 0) return false;
  }
  return true;
}
