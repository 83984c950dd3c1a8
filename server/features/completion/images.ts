import type { Span } from '../../syntax/tree.ts';
import { type ImageReference, parseReference } from '../../syntax/values/reference.ts';
import { compareTags } from '../../syntax/values/tagOrder.ts';
import { formatBytes } from '../bytes.ts';
import type { DockerfileDocument, Known } from '../document.ts';
import type { LocalImage } from '../images/localImage.ts';
import { shortName, shortRepository, versionOf } from '../images/name.ts';
import type { CompletionItem } from './item.ts';
import { remoteItems } from './remoteImages.ts';

/**
 * Images for the place of a reference: what other lines of the file name, then what the engine has, by repository
 * and newest version first, then what registries have; behind an `@`, digests. Bases are of use as bases only.
 */
export function imageItems(
  { model }: DockerfileDocument,
  { span, typed, asBase }: { readonly span: Span; readonly typed: string; readonly asBase: boolean },
  { images: local = [], registries }: Known,
): readonly CompletionItem[] {
  if (typed.includes('@')) return digestItems(span, typed, local);
  const used = new Set<string>();
  for (const { token, stage, value, kind, instruction } of model.references) {
    // What is being typed names nothing yet; nor does the word behind it that is read in its place.
    const isTyped = span.start <= token.start && token.start <= span.end;
    const isOwn = isTyped || (instruction.start <= span.start && span.end <= instruction.end);
    const isImage = !stage && value !== 'scratch' && !/^\d*$/.test(value);
    if (!isOwn && isImage && (asBase || kind !== 'from')) used.add(token.value);
  }
  const items = [...used].map((name, index): CompletionItem => imageItem(name, span, 100 + index));
  const known = new Set([...used].map(shortName));
  const hubPrefix = /^(?:index\.)?docker\.io\/(?:library\/)?/.exec(typed)?.[0] ?? '';
  for (const { reference, image } of inOrder(local)) {
    const name = shortRepository(reference) + versionOf(reference);
    if (known.has(name)) continue;
    known.add(name);
    const isHub = reference.domain === 'docker.io';
    if (hubPrefix !== '' && !isHub) continue;
    const text = hubPrefix === '' ? name : hubName(hubPrefix, reference);
    if (text === undefined) continue;
    items.push({ ...imageItem(text, span, 200 + items.length), detail: formatBytes(image.size) });
  }
  if (!registries) return items;
  const there = new Set(items.map(({ label }) => label));
  return [...items, ...remoteItems({ span, typed }, registries).filter(({ label }) => !there.has(label))];
}

function imageItem(name: string, span: Span, rank: number): CompletionItem {
  return { label: name, kind: 'image', span, newText: name, rank, image: name };
}

/** The name behind what is typed of Docker Hub's own address. */
function hubName(prefix: string, reference: ImageReference): string | undefined {
  const { path } = reference;
  if (!prefix.endsWith('library/')) return prefix + path + versionOf(reference);
  return path.startsWith('library/') ? prefix + path.slice(8) + versionOf(reference) : undefined;
}

interface Named {
  readonly reference: ImageReference;
  readonly image: LocalImage;
}

/** One for each tag. Images of the developer's own come mixed with others: by name. */
function inOrder(local: readonly LocalImage[]): readonly Named[] {
  return local
    .flatMap(image => image.tags.flatMap(tag => named(tag, image)))
    .sort((a, b) => {
      const left = shortRepository(a.reference);
      const right = shortRepository(b.reference);
      if (left !== right) return left < right ? -1 : 1;
      return compareTags(a.reference.tag ?? '', b.reference.tag ?? '');
    });
}

function named(text: string, image: LocalImage): readonly Named[] {
  const reference = parseReference(text);
  return typeof reference === 'string' ? [] : [{ reference, image }];
}

/** What the engine has of the named image, pinned. */
function digestItems(span: Span, typed: string, local: readonly LocalImage[]): readonly CompletionItem[] {
  const before = typed.slice(0, typed.indexOf('@'));
  const wanted = parseReference(before);
  if (typeof wanted === 'string') return [];
  const repository = shortRepository(wanted);
  const tag = wanted.tag === undefined ? undefined : shortName(before);
  const items: CompletionItem[] = [];
  for (const { tags, digests, size } of local) {
    if (tag !== undefined && !tags.some(candidate => shortName(candidate) === tag)) continue;
    for (const text of digests) {
      const found = parseReference(text);
      if (typeof found === 'string' || shortRepository(found) !== repository) continue;
      const name = `${before}@${found.digest}`;
      items.push({ ...imageItem(name, span, items.length), detail: formatBytes(size) });
    }
  }
  return items;
}
