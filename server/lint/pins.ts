import type { UsedImage } from './images.ts';
import type { ReportedFix } from './rule.ts';
import type { ImagePins, Surroundings } from './surroundings.ts';

/** The texts of {@link pinFixes}, for a rule's `fixes`. None is safe: what is pinned no longer moves by itself. */
export const PIN_FIXES = {
  tag: { title: 'Use `{image}`, which is the same image here', safe: false },
  digest: { title: 'Pin to `{digest}…`, which the engine has', safe: false },
} as const;

type PinFix = ReportedFix &
  (
    | { readonly fix: 'tag'; readonly args: { readonly image: string } }
    | { readonly fix: 'digest'; readonly args: { readonly digest: string } }
  );

/** What an image could be pinned to by what is known of it; nothing where a variable gives some of the name. */
export function pinFixes(
  { token, reference, isExpanded }: UsedImage,
  { pinsOf }: Surroundings,
): readonly PinFix[] {
  // Quotes and the like stay as they are written.
  if (!pinsOf || isExpanded || token.value !== reference) return [];
  const { start, end } = token;
  const image = end - start === reference.length ? pinsOf(reference) : undefined;
  if (!image) return [];
  const tags = versionTags(image).map((tag): PinFix => {
    const newText = `${withoutTag(reference)}:${tag}`;
    return { fix: 'tag', args: { image: newText }, edits: [{ span: { start, end }, newText }] };
  });
  const { digest } = image;
  if (digest === undefined) return tags;
  const args = { digest: digest.slice(0, SHOWN) };
  const pinned: PinFix = {
    fix: 'digest',
    args,
    edits: [{ span: { start: end, end }, newText: `@${digest}` }],
  };
  return [...tags, pinned];
}

/** `sha256:` and twelve figures. */
const SHOWN = 19;
const MAXIMUM_TAGS = 3;

/** The most exact first: one with more figures says more. */
function versionTags({ tags = [] }: ImagePins): readonly string[] {
  return tags
    .filter(tag => /\d/.test(tag))
    .toSorted((a, b) => b.length - a.length || (a < b ? -1 : 1))
    .slice(0, MAXIMUM_TAGS);
}

function withoutTag(reference: string): string {
  const colon = reference.indexOf(':', reference.lastIndexOf('/') + 1);
  return colon < 0 ? reference : reference.slice(0, colon);
}
