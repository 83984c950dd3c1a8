import type { Stage } from '../../semantics/model.ts';
import { isHeredocWord } from '../../syntax/heredoc.ts';
import type { Span } from '../../syntax/tree.ts';
import { sourceKind } from '../../syntax/values/remote.ts';
import type { DockerfileDocument } from '../document.ts';
import { shortName } from '../images/name.ts';
import type { CompletionItem } from './item.ts';
import { type ContextName, namesIn } from './paths/context.ts';
import { decodeFolder, encodeName, hasSpace, type PathWriting } from './paths/encode.ts';
import { earlierStage, type InsideName, namesInside, type Origin, type PathWorld } from './paths/inside.ts';
import { isFolderTarget, pathsOfStage } from './paths/known.ts';
import { type PathPlace, pathPlaceAt } from './paths/place.ts';

export interface PathItems {
  readonly items: readonly CompletionItem[];
  /** With more typed, others may come. */
  readonly incomplete: boolean;
}

const NONE: PathItems = { items: [], incomplete: false };

/**
 * The paths that can be written at the offset: of the build context without what its ignore file takes out, of the
 * stage or image named by `--from`, and as destinations those that the stage already has. The world is asked only
 * where its paths are written, and then for few folders.
 */
export async function pathItemsAt(
  document: DockerfileDocument,
  offset: number,
  world: PathWorld,
): Promise<PathItems> {
  const place = pathPlaceAt(document, offset);
  if (!place) return NONE;
  const destinations = place.isDestination ? destinationItems(document, place, offset) : [];
  if (!place.isSource || (destinations.length > 0 && place.written.startsWith('/'))) {
    return { items: destinations, incomplete: false };
  }
  if (place.from !== undefined) {
    const { items, incomplete } = await insideItems(document, place, offset, world);
    return { items: [...destinations, ...items], incomplete };
  }
  const { items, incomplete } = await contextItems(document, place, offset, world);
  return { items: [...destinations, ...items], incomplete };
}

/** Behind the destinations, where a word can be either, and before the flags. */
const sourceRank = (index: number): number => 100 + Math.min(index, 199);

async function contextItems(
  document: DockerfileDocument,
  place: PathPlace,
  offset: number,
  { context }: PathWorld,
): Promise<PathItems> {
  if (sourceKind(place.written) !== 'path') return NONE;
  const { writing, folder, segment } = folderOf(document, place);
  const found = folder && (await context());
  if (!found) return NONE;
  const { names, cut } = await namesIn(found, folder, segment);
  const span = { start: offset - segment.length, end: offset };
  const items = names.flatMap((entry, index) => {
    const rank = sourceRank(index);
    return (
      nameItem(place, entry, writing, span, rank) ??
      spacedItem(document, place, entry, writing, segment, rank) ??
      []
    );
  });
  if (writing.pattern && /^\*\.?\w*$/.test(segment)) items.push(...extensionItems(names, span));
  return { items, incomplete: cut };
}

/** The folder that is written so far, undefined when it cannot be told, and the name that is begun in it. */
function folderOf(document: DockerfileDocument, place: PathPlace) {
  const { written, instruction } = place;
  const writing: PathWriting = writingOf(document, place, place.form !== 'field');
  const folderEnd = lastSeparator(written, writing) + 1;
  const scope = document.model.scopeAt(instruction.start);
  const folder = decodeFolder(written.slice(0, folderEnd), writing, name => scope.get(name)?.value);
  return { writing, folder, segment: written.slice(folderEnd) };
}

function nameItem(
  { form, written, sources }: PathPlace,
  { name, isFolder }: ContextName,
  writing: PathWriting,
  span: Span,
  rank: number,
): CompletionItem | undefined {
  const encoded = encodeName(name, writing);
  if (encoded === undefined) return undefined;
  const isWhole = form !== 'field' && written.length === span.end - span.start;
  // Whole words like these are something else: a flag, a comment, and in JSON too a here-document.
  const isOddWord = (sources.length === 0 && name.startsWith('--')) || name.startsWith('#');
  const isOdd = isHeredocWord(name) || (form === 'word' && isOddWord);
  const text = `${isWhole && isOdd ? './' : ''}${encoded}${isFolder ? '/' : ''}`;
  return {
    label: isFolder ? `${name}/` : name,
    kind: isFolder ? 'folder' : 'file',
    span,
    newText: text,
    ...(text !== name && { filterText: encoded }),
    rank,
    ...(isFolder && { retrigger: true }),
  };
}

/** A name with blanks: the words so far become strings of a JSON array, the only form that can hold it. */
function spacedItem(
  document: DockerfileDocument,
  { form, words, written, sources }: PathPlace,
  { name, isFolder }: ContextName,
  writing: PathWriting,
  segment: string,
  rank: number,
): CompletionItem | undefined {
  if (form !== 'word' || !words || !hasSpace(name)) return undefined;
  const encoded = encodeName(name, { ...writing, form: 'json' });
  if (encoded === undefined) return undefined;
  const strings = [...sources, written.slice(0, written.length - segment.length)].map(word =>
    JSON.stringify(word).slice(1, -1),
  );
  const last = `${strings.pop() ?? ''}${encoded}${isFolder ? '/' : ''}`;
  const list = [...strings, last].map(string => `"${snippetText(string)}`).join('", ');
  return {
    label: isFolder ? `${name}/` : name,
    kind: isFolder ? 'folder' : 'file',
    span: words,
    newText: isFolder ? `[${list}$1"]` : `[${list}", "$1"]`,
    snippet: true,
    filterText: document.file.text.slice(words.start, words.end - segment.length) + name,
    rank,
    retrigger: true,
  };
}

const snippetText = (text: string): string => text.replace(/[\\$}]/g, '\\$&');

/** `*.ts` for the extensions of the files in the folder. */
function extensionItems(names: readonly ContextName[], span: Span): readonly CompletionItem[] {
  const extensions = new Set<string>();
  for (const { name, isFolder } of names) {
    const extension = isFolder ? undefined : /[^.](\.\w+)$/.exec(name)?.[1];
    if (extension !== undefined) extensions.add(extension);
  }
  return [...extensions].sort().map((extension, index) => ({
    label: `*${extension}`,
    kind: 'file',
    span,
    newText: `*${extension}`,
    rank: index,
  }));
}

/** Names in the folder of the stage or image, and before them the whole paths that the file names. */
async function insideItems(
  document: DockerfileDocument,
  place: PathPlace,
  offset: number,
  world: PathWorld,
): Promise<PathItems> {
  const origin = originOf(document, place);
  if (origin === undefined) return NONE;
  const whole = typeof origin === 'string' ? [] : stageItems(document, place, origin, offset);
  const { writing, folder, segment } = folderOf(document, place);
  // Without a slash the word may be meant for a path of any depth: those that the file names will do.
  if (!folder) return { items: whole, incomplete: false };
  const { names, incomplete } = await namesInside(document, origin, folder, segment, world);
  const prefix = place.written.slice(0, place.written.length - segment.length);
  const isTop = prefix === '' || prefix === '/';
  // At the top with its slash: an absolute path can be told from a destination.
  const typed = isTop ? place.written : segment;
  const span = { start: offset - typed.length, end: offset };
  if (!document.file.text.startsWith(typed, span.start)) return { items: whole, incomplete };
  const items = inOrder(names).flatMap((entry, index) => {
    const { source } = entry;
    const detail = typeof source === 'string' ? shortName(source) : instructionText(document, source);
    const item = nameItem(place, entry, writing, span, MOST_WHOLE + sourceRank(index));
    if (!item) return [];
    if (!isTop) return [{ ...item, detail }];
    const { filterText = item.newText } = item;
    return [
      {
        ...item,
        label: `/${item.label}`,
        newText: `/${item.newText}`,
        filterText: `${prefix}${filterText}`,
        detail,
      },
    ];
  });
  if (!isTop) {
    const below = whole.filter(({ newText }) => newText !== prefix && newText.startsWith(prefix));
    const known = new Set(items.map(({ newText }) => prefix + newText));
    return { items: [...below.filter(({ newText }) => !known.has(newText)), ...items], incomplete };
  }
  const told = new Set(whole.map(({ newText }) => newText));
  return { items: [...whole, ...items.filter(({ newText }) => !told.has(newText))], incomplete };
}

/** Ranks that are left for whole paths. */
const MOST_WHOLE = 200;

function inOrder(names: ReadonlyMap<string, InsideName>): readonly InsideName[] {
  const order = ({ name, isFolder }: InsideName): number =>
    (isFolder ? 0 : 2) + (name.startsWith('.') ? 1 : 0);
  return [...names.values()]
    .sort((a, b) => order(a) - order(b) || (a.name < b.name ? -1 : 1))
    .slice(0, MOST_NAMES);
}

const MOST_NAMES = 1000;

function stageItems(
  document: DockerfileDocument,
  place: PathPlace,
  stage: Stage,
  offset: number,
): readonly CompletionItem[] {
  const writing = writingOf(document, place, place.form !== 'field');
  return pathsOfStage(document, stage).flatMap(({ path, source }, index) =>
    wholeItem(
      document,
      place,
      encodePath(path, writing),
      offset,
      sourceRank(index),
      instructionText(document, source),
    ),
  );
}

/** Where the stage has put things already, and where it works. */
function destinationItems(
  document: DockerfileDocument,
  place: PathPlace,
  offset: number,
): readonly CompletionItem[] {
  const { model } = document;
  const { instruction, form, sources } = place;
  const writing = writingOf(document, place, false);
  const several = sources.length > 1 || sources.some(source => /[*?]/.test(source));
  const found = new Map<string, string | undefined>();
  // Relative to the working directory, that is where the source stands in the context.
  const [source] = sources;
  if (form === 'field' && source !== undefined) found.set(source, undefined);
  if (form !== 'field') found.set('./', undefined);
  const stage = model.stageAt(instruction.start);
  const earlier = stage?.instructions.filter(({ start }) => start < instruction.start).toReversed() ?? [];
  for (const { name, args } of earlier) {
    const target = args.at(-1);
    if ((name !== 'COPY' && name !== 'ADD') || !target || args.length < 2 || form === 'field') continue;
    if (several && !isFolderTarget(target.value)) continue;
    const written = form === 'json' ? JSON.stringify(target.value).slice(1, -1) : target.value;
    if (form === 'json' || !hasSpace(written)) found.set(written, found.get(written));
    if (found.size >= MOST_DESTINATIONS) break;
  }
  const workdir = model.settingsAt(instruction.start).workdir;
  const folder = workdir === undefined || workdir === '/' ? undefined : encodePath(`${workdir}/`, writing);
  if (folder !== undefined && !found.has(folder)) found.set(folder, 'WORKDIR');
  return [...found].flatMap(([written, detail], index) =>
    wholeItem(document, place, written, offset, index, detail),
  );
}

const MOST_DESTINATIONS = 30;

/** An item for all that is written of the path; none where it does not stand on one line. */
function wholeItem(
  { file }: DockerfileDocument,
  { written }: PathPlace,
  newText: string | undefined,
  offset: number,
  rank: number,
  detail: string | undefined,
): readonly CompletionItem[] {
  const start = offset - written.length;
  if (newText === undefined || !file.text.startsWith(written, start)) return [];
  return [
    {
      label: newText,
      kind: newText.endsWith('/') ? 'folder' : 'file',
      span: { start, end: offset },
      newText,
      rank,
      ...(detail !== undefined && { detail }),
    },
  ];
}

function encodePath(path: string, writing: PathWriting): string | undefined {
  const names = path.split('/').map(name => encodeName(name, writing));
  return names.every(name => name !== undefined) ? names.join('/') : undefined;
}

/** `--from` takes names and numbers, a mount names alone; else it is an image. */
function originOf({ model }: DockerfileDocument, { from, form, instruction }: PathPlace): Origin | undefined {
  const own = model.stageAt(instruction.start);
  if (from === undefined || !own || (form === 'field' && /^\d+$/.test(from))) return undefined;
  const stage = model.findStage(from);
  if (stage) return earlierStage(own, stage);
  return /^\d*$/.test(from) || from.includes('$') ? undefined : from;
}

/** The first line of an instruction, as a hint where a path comes from. */
function instructionText({ file }: DockerfileDocument, { start, end }: Span): string {
  const text = file.text.slice(start, Math.min(end, start + 60));
  return text.replace(/\s+/g, ' ');
}

function lastSeparator(written: string, { escape: sign }: PathWriting): number {
  const slash = written.lastIndexOf('/');
  return sign === '`' ? Math.max(slash, written.lastIndexOf('\\')) : slash;
}

const writingOf = ({ file }: DockerfileDocument, { form }: PathPlace, pattern: boolean): PathWriting => ({
  form,
  escape: file.escape,
  pattern,
});
