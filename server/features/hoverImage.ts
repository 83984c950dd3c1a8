import type { Span } from '../syntax/tree.ts';
import { type ImageReference, parseReference } from '../syntax/values/reference.ts';
import { formatBytes } from './bytes.ts';
import type { Texts } from './docs/texts.ts';
import type { DockerfileDocument } from './document.ts';
import { contains } from './find.ts';
import type { Hover } from './hover.ts';
import type { ImageAnswer } from './images/localImage.ts';
import { fullName } from './images/name.ts';
import { imagePage } from './images/page.ts';
import type { RemoteImage } from './images/remoteImage.ts';
import { fill, inlineCode, timeText } from './markdown.ts';

/** A reference to an image as the build resolves it, and where it stands. */
export interface NamedImage {
  readonly span: Span;
  readonly reference: string;
  /** Variables in it that have no value. */
  readonly unset: readonly string[];
}

/** The image that is named at an offset: in FROM, `--from`, `from=` of a mount, or the `syntax` directive. */
export function imageAt({ file, model }: DockerfileDocument, offset: number): NamedImage | undefined {
  const frontend = file.directives.find(({ name, value }) => name === 'syntax' && contains(value, offset));
  if (frontend) return { span: frontend.value, reference: frontend.value.value, unset: [] };
  const stage = model.stageAt(offset);
  if (!stage) return undefined;
  const { base } = stage;
  if ((base.kind === 'image' || base.kind === 'scratch') && contains(base.token, offset)) {
    return { span: base.token, reference: base.reference, unset: base.kind === 'image' ? base.unset : [] };
  }
  for (const { kind, token, value, stage: target, onbuild } of stage.references) {
    if (kind === 'from' || target || !contains(token, offset)) continue;
    // A number is a stage that is missing; below ONBUILD a name may be one of another file's.
    if (/^\d*$/.test(value) || onbuild || value.includes('$')) return undefined;
    return { span: token, reference: value, unset: [] };
  }
  return undefined;
}

export function imageHover(
  { span: { start, end }, reference, unset }: NamedImage,
  answer: ImageAnswer,
  texts: Texts,
): Hover | undefined {
  const span = { start, end };
  if (reference === 'scratch') return { span, markdown: `\`scratch\`\n\n${texts.images.scratch}` };
  if (unset.length > 0) {
    const names = unset.map(inlineCode).join(', ');
    return { span, markdown: `${inlineCode(reference)}\n\n${fill(texts.images.open, { names })}` };
  }
  const markdown = imageMarkdown(reference, answer, texts);
  return markdown === undefined ? undefined : { span, markdown };
}

/** The text that hover and completion show of an image, undefined for what is no reference. */
export function imageMarkdown(reference: string, answer: ImageAnswer, texts: Texts): string | undefined {
  const parsed = parseReference(reference);
  const name = fullName(reference);
  if (typeof parsed === 'string' || name === undefined) return undefined;
  const { images } = texts;
  const page = imagePage(reference);
  const registry = parsed.domain === 'docker.io' ? images.hub : inlineCode(parsed.domain);
  const parts = [
    inlineCode(name),
    fill(images.registry, { registry }) + (page === undefined ? '' : ` · [${images.page}](${page})`),
  ];
  if (parsed.digest !== undefined) parts.push(images.pinned);
  else if (parsed.tag === undefined) parts.push(images.noTag);
  if (answer.kind === 'absent') parts.push(images.absent);
  if (answer.kind === 'present') parts.push(...presentLines(parsed.domain, parsed.path, answer.image, texts));
  parts.push(...remoteLines(answer, parsed, texts));
  return parts.join('\n\n');
}

function remoteLines(
  { remote, ...answer }: ImageAnswer,
  { domain, path }: ImageReference,
  { images }: Texts,
): readonly string[] {
  if (remote === undefined || remote.kind === 'unknown') return [];
  // An image of the developer's own was never pushed: that is no news.
  if (remote.kind === 'absent') return answer.kind === 'present' ? [] : [images.remoteAbsent];
  const { image } = remote;
  const platforms = image.platforms.map(inlineCode).join(', ');
  const digest = fill(images.digest, { digest: inlineCode(image.digest) });
  const pulled = answer.kind === 'present' ? pulledDigest(answer.image.digests, domain, path) : undefined;
  const lines = pulled === image.digest ? [] : [digest];
  const moved = pulled !== undefined && pulled !== image.digest ? [images.moved] : [];
  const heard = image.asOf === undefined ? [] : [fill(images.heard, { time: timeText(image.asOf) })];
  return [remoteFacts(image, platforms, images), ...lines, ...moved, ...heard];
}

function remoteFacts(image: RemoteImage, platforms: string, images: Texts['images']): string {
  if (image.size === undefined) return fill(images.remotePlain, { platforms });
  const size = formatBytes(image.size);
  if (image.created === undefined) return fill(images.remoteUndated, { platforms, size });
  const created = new Date(image.created).toISOString().slice(0, 10);
  return fill(images.remote, { platforms, size, created });
}

/** The digest under which the engine has the image of this repository. */
function pulledDigest(digests: readonly string[], domain: string, path: string): string | undefined {
  const own = digests.find(text => {
    const found = parseReference(text);
    return typeof found !== 'string' && found.domain === domain && found.path === path;
  });
  return own?.slice(own.indexOf('@') + 1);
}

function presentLines(
  domain: string,
  path: string,
  image: Extract<ImageAnswer, { kind: 'present' }>['image'],
  { images }: Texts,
): readonly string[] {
  const platforms = image.platforms.map(inlineCode).join(', ');
  const size = formatBytes(image.size);
  // Reproducible builds set the time to its beginning: that tells nothing.
  const created = image.created > 0 ? new Date(image.created).toISOString().slice(0, 10) : undefined;
  const facts =
    created === undefined
      ? fill(images.presentUndated, { platforms, size })
      : fill(images.present, { platforms, size, created });
  const digest = pulledDigest(image.digests, domain, path);
  const lines = [fill(images.id, { id: inlineCode(image.id) })];
  if (digest !== undefined) {
    lines.push(fill(images.digest, { digest: inlineCode(digest) }));
  }
  return [facts, lines.join('  \n')];
}
