import { compilePattern } from '../../../ignore/pattern.ts';
import { expandWord } from '../../../semantics/expansion.ts';
import type { Stage } from '../../../semantics/model.ts';
import { joinWorkdir } from '../../../semantics/paths.ts';
import { isHeredocWord } from '../../../syntax/heredoc.ts';
import type { Instruction } from '../../../syntax/tree.ts';
import { sourceKind } from '../../../syntax/values/remote.ts';
import type { DockerfileDocument } from '../../document.ts';
import type { ImagePaths } from '../../images/imageTree.ts';
import { type BuildContext, namesIn } from './context.ts';
import { isFolderTarget } from './known.ts';

/** Where `--from` leads: an earlier stage, or an image by its name. */
export type Origin = Stage | string;

/** What there is around the file; undefined where nothing can be asked. */
export interface PathWorld {
  readonly context: () => Promise<BuildContext | undefined>;
  readonly images: ImagePaths | undefined;
}

/** A name in a folder of a stage or image. */
export interface InsideName {
  readonly name: string;
  readonly isFolder: boolean;
  /** The image that has it, or the instruction that puts it there; the last one. */
  readonly source: string | Instruction;
}

export interface InsideNames {
  readonly names: ReadonlyMap<string, InsideName>;
  /** Others may be known the next moment, or by more characters. */
  readonly incomplete: boolean;
}

/** Instructions of a stage that are looked at, and stages that copy from each other. */
const MOST_COPIES = 60;
const MOST_DEPTH = 4;

/**
 * What is known to be in a folder of a stage at its end, or of an image: the files of the base image where they are
 * known, and what the instructions of the stage put upon them. What commands make is not known.
 */
export async function namesInside(
  document: DockerfileDocument,
  origin: Origin,
  folder: readonly string[],
  typed: string,
  world: PathWorld,
): Promise<InsideNames> {
  const walk: Walk = { document, world, typed, incomplete: false, left: MOST_COPIES };
  const names = await list(walk, origin, folder, 0);
  return { names, incomplete: walk.incomplete };
}

interface Walk {
  readonly document: DockerfileDocument;
  readonly world: PathWorld;
  readonly typed: string;
  incomplete: boolean;
  left: number;
}

type Names = Map<string, InsideName>;

async function list(walk: Walk, origin: Origin, folder: readonly string[], depth: number): Promise<Names> {
  const names: Names = new Map();
  if (typeof origin === 'string') {
    const answer = await walk.world.images?.(origin, `/${folder.join('/')}`);
    if (answer?.kind === 'pending') walk.incomplete = true;
    if (answer?.kind !== 'found') return names;
    if (answer.at.cut) walk.incomplete = true;
    for (const { name, isFolder } of answer.at.names) names.set(name, { name, isFolder, source: origin });
    return names;
  }
  const { base } = origin;
  if (base.kind === 'stage' || (base.kind === 'image' && base.unset.length === 0)) {
    const below = base.kind === 'stage' ? base.stage : base.reference;
    for (const [name, entry] of await list(walk, below, folder, depth)) names.set(name, entry);
  }
  for (const instruction of origin.instructions) {
    if (walk.left <= 0) break;
    await put(walk, names, origin, instruction, folder, depth);
  }
  return names;
}

/** Adds what an instruction of a stage has put into the folder. */
async function put(
  walk: Walk,
  names: Names,
  stage: Stage,
  instruction: Instruction,
  folder: readonly string[],
  depth: number,
): Promise<void> {
  const { model } = walk.document;
  const { name, args, flags, end } = instruction;
  const add = (name: string, isFolder: boolean): void =>
    void names.set(name, { name, isFolder, source: instruction });
  /** The part of a path that is in the folder; true when the folder is the path itself or below it. */
  const onTheWay = (path: readonly string[], isFolder: boolean): boolean => {
    if (!folder.every((segment, index) => index >= path.length || path[index] === segment)) return false;
    const next = path[folder.length];
    if (next === undefined) return true;
    if (!names.has(next)) add(next, isFolder || path.length > folder.length + 1);
    return false;
  };
  if (name === 'WORKDIR') {
    const workdir = model.settingsAt(end).workdir;
    if (workdir !== undefined) onTheWay(segmentsOf(workdir), true);
    return;
  }
  const copy = name === 'COPY' || name === 'ADD' ? copyOf(walk.document, stage, instruction) : undefined;
  if (!copy) return;
  walk.left--;
  const { target, sources } = copy;
  const isFolder = copy.isFolder || sources.length > 1 || args.length > 2;
  if (!onTheWay(target, isFolder) || flags.some(flag => flag.name.value === 'parents')) return;
  const from = flags.find(flag => flag.name.value === 'from')?.value?.value;
  const origin = from === undefined ? undefined : (earlierStage(stage, model.findStage(from)) ?? from);
  if (origin !== undefined && depth >= MOST_DEPTH) return;
  const rest = folder.slice(target.length);
  const look = async (path: readonly string[]): Promise<readonly { name: string; isFolder: boolean }[]> => {
    if (origin !== undefined) return [...(await list(walk, origin, path, depth + 1)).values()];
    const context = await walk.world.context();
    if (!context) return [];
    const found = await namesIn(context, path, rest.length === 0 ? walk.typed : '');
    if (found.cut) walk.incomplete = true;
    return found.names;
  };
  for (const source of sources) {
    for (const path of await matching(source, look)) {
      const own = await isFolderAt(path, look);
      // A folder is poured out, a file keeps its name.
      if (own) for (const entry of await look([...path, ...rest])) add(entry.name, entry.isFolder);
      else if (isFolder && rest.length === 0 && path.length > 0) add(path.at(-1) ?? '', false);
    }
  }
}

type Look = (path: readonly string[]) => Promise<readonly { name: string; isFolder: boolean }[]>;

/** The paths that a source means: a pattern in its last segment is put in, others are left. */
async function matching(source: readonly string[], look: Look): Promise<readonly (readonly string[])[]> {
  const last = source.at(-1) ?? '';
  const isPattern = (segment: string): boolean => /[*?[\\]/.test(segment);
  if (source.slice(0, -1).some(isPattern)) return [];
  if (!isPattern(last)) return [source];
  const compiled = compilePattern(last.replace(/\*{2,}/g, '*'));
  if (!compiled.ok) return [];
  const names = await look(source.slice(0, -1));
  return names.filter(({ name }) => compiled.test(name)).map(({ name }) => [...source.slice(0, -1), name]);
}

async function isFolderAt(path: readonly string[], look: Look): Promise<boolean> {
  const last = path.at(-1);
  if (last === undefined) return true;
  return (await look(path.slice(0, -1))).find(({ name }) => name === last)?.isFolder === true;
}

interface Copy {
  /** Segments from the root of the stage. */
  readonly target: readonly string[];
  /** Written with a slash at its end. */
  readonly isFolder: boolean;
  /** Segments of those that are plain paths. */
  readonly sources: readonly (readonly string[])[];
}

function copyOf(
  { file, model }: DockerfileDocument,
  stage: Stage,
  { args, start }: Instruction,
): Copy | undefined {
  const scope = model.scopeAt(start);
  const expand = (word: string): string | undefined => {
    const { value, unset } = expandWord(word, file.escape, variable => scope.get(variable)?.value);
    return unset.length > 0 ? undefined : value;
  };
  const written = args.length < 2 ? undefined : expand(args.at(-1)?.value ?? '');
  const target =
    written === undefined ? undefined : joinWorkdir(model.settingsAt(start).workdir, written, stage.os);
  if (written === undefined || target === undefined) return undefined;
  const sources = args.slice(0, -1).flatMap(({ value }) => {
    const source = isHeredocWord(value) ? undefined : expand(value);
    return source === undefined || sourceKind(source) !== 'path' ? [] : [segmentsOf(source)];
  });
  return { target: segmentsOf(target), isFolder: isFolderTarget(written), sources };
}

/** A stage cannot copy from itself or from one below it. */
export function earlierStage(own: Stage, stage: Stage | undefined): Stage | undefined {
  return stage && stage.index < own.index ? stage : undefined;
}

/** Of a path below a root: nothing leads out of it. */
export function segmentsOf(path: string): readonly string[] {
  const segments: string[] = [];
  for (const segment of path.split('/')) {
    if (segment === '' || segment === '.') continue;
    if (segment === '..') segments.pop();
    else segments.push(segment);
  }
  return segments;
}
