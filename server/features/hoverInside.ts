import { readMounts } from '../syntax/mounts.ts';
import type { Instruction, Span, Token } from '../syntax/tree.ts';
import { formatBytes } from './bytes.ts';
import {
  earlierStage,
  namesInside,
  type Origin,
  type PathWorld,
  segmentsOf,
} from './completion/paths/inside.ts';
import type { Texts } from './docs/texts.ts';
import type { DockerfileDocument } from './document.ts';
import { contains, instructionAt } from './find.ts';
import type { Hover } from './hover.ts';
import type { ImagePath } from './images/imageTree.ts';
import { shortName } from './images/name.ts';
import { fill, inlineCode } from './markdown.ts';

/** A plain path in another stage or in an image that COPY or a mount names. */
export interface InsideSource {
  readonly span: Span;
  readonly origin: Origin;
  /** From the root of the stage or image. */
  readonly segments: readonly string[];
}

/** The source at the offset; undefined for patterns, variables, and what stands below ONBUILD. */
export function insideSourceAt(document: DockerfileDocument, offset: number): InsideSource | undefined {
  const { file, model } = document;
  const instruction = instructionAt(file, offset);
  const own = instruction && model.stageAt(instruction.start);
  if (!instruction || instruction.trigger || !own) return undefined;
  const found = sourcesOf(instruction).find(({ token }) => contains(token, offset));
  if (!found) return undefined;
  const { token, from } = found;
  if (/[$*?[\]\\"'`]/.test(token.value) || from === '' || from.includes('$')) return undefined;
  const stage = model.findStage(from);
  const origin = stage ? earlierStage(own, stage) : /^\d+$/.test(from) ? undefined : from;
  const segments = segmentsOf(token.value);
  if (origin === undefined || segments.length === 0) return undefined;
  return { span: { start: token.start, end: token.end }, origin, segments };
}

function sourcesOf(instruction: Instruction): readonly { readonly token: Token; readonly from: string }[] {
  const { name, args, flags } = instruction;
  if (name === 'COPY') {
    const from = flags.find(flag => flag.name.value === 'from')?.value?.value;
    return from === undefined ? [] : args.slice(0, -1).map(token => ({ token, from }));
  }
  if (name !== 'RUN') return [];
  return readMounts(instruction).flatMap(({ fields }) => {
    const find = (keys: readonly string[]): Token | undefined =>
      fields.findLast(({ key }) => keys.includes(key.value.toLowerCase()))?.value;
    const token = find(['source', 'src']);
    const from = find(['from'])?.value;
    return token && from !== undefined ? [{ token, from }] : [];
  });
}

/** What is known of the source: who put it there, or what the image has. */
export async function insideHover(
  document: DockerfileDocument,
  { span, origin, segments }: InsideSource,
  world: PathWorld,
  texts: Texts,
): Promise<Hover | undefined> {
  let image = typeof origin === 'string' ? origin : undefined;
  if (image === undefined) {
    const last = segments.at(-1) ?? '';
    const { names } = await namesInside(document, origin, segments.slice(0, -1), last, world);
    const source = names.get(last)?.source;
    if (source === undefined) return undefined;
    if (typeof source !== 'string') return { span, markdown: byLine(document, source, texts) };
    image = source;
  }
  const path = `/${segments.join('/')}`;
  const answer = await world.images?.(image, path);
  if (answer?.kind === 'found') return { span, markdown: foundMarkdown(image, path, answer.at, texts) };
  if (answer?.kind !== 'missing') return undefined;
  const args = { image: inlineCode(shortName(image)), path: inlineCode(path) };
  return { span, markdown: fill(texts.sources.imageMissing, args) };
}

function byLine(
  { file }: DockerfileDocument,
  { start, end, lines }: Instruction,
  { sources }: Texts,
): string {
  const instruction = inlineCode(file.text.slice(start, Math.min(end, start + 200)));
  return fill(sources.byLine, { line: lines.first + 1, instruction });
}

const LARGEST = 5;

function foundMarkdown(image: string, path: string, at: ImagePath, { sources, ignore }: Texts): string {
  const name = inlineCode(shortName(image));
  const bytes = formatBytes(at.bytes);
  const files = at.files === 1 ? ignore.oneFile : fill(ignore.manyFiles, { count: at.files });
  const parts = [
    at.kind === 'file'
      ? fill(sources.imageFile, { image: name, bytes })
      : fill(at.kind === 'folder' ? sources.imageFolder : sources.imageOther, { image: name, files, bytes }),
  ];
  if (at.path !== path) parts.push(fill(sources.imageLink, { path: inlineCode(at.path) }));
  const largest = at.names.filter(each => each.bytes > 0).toSorted((a, b) => b.bytes - a.bytes);
  if (largest.length > 1) {
    const rows = largest
      .slice(0, LARGEST)
      .map(each => `- ${inlineCode(each.isFolder ? `${each.name}/` : each.name)} ${formatBytes(each.bytes)}`);
    parts.push([ignore.largest, ...rows].join('\n'));
  }
  return parts.join('\n\n');
}
