import { expandWord } from '../../../semantics/expansion.ts';
import type { Stage } from '../../../semantics/model.ts';
import { joinWorkdir } from '../../../semantics/paths.ts';
import { isHeredocWord } from '../../../syntax/heredoc.ts';
import type { Instruction } from '../../../syntax/tree.ts';
import type { DockerfileDocument } from '../../document.ts';

/** A path in the image of a stage. */
export interface KnownPath {
  /** Absolute; a folder ends in `/`. */
  readonly path: string;
  /** Where it comes from. */
  readonly source: Instruction;
}

/** More are not of help. */
const MOST_PATHS = 300;

/**
 * The paths that a stage is known to have at its end: its working directories, what it copies to, and what its
 * commands name; those of the stages it is built upon too. The latest first.
 */
export function pathsOfStage(document: DockerfileDocument, stage: Stage): readonly KnownPath[] {
  const found = new Map<string, KnownPath>();
  const named = new Map<string, KnownPath>();
  const seen = new Set<Stage>();
  for (let at: Stage | undefined = stage; at && !seen.has(at); ) {
    seen.add(at);
    for (const instruction of at.instructions.toReversed()) {
      if (found.size + named.size >= MOST_PATHS) break;
      for (const path of pathsOf(document, at, instruction)) add(found, path, instruction);
      if (instruction.name === 'RUN')
        for (const path of commandPaths(document, instruction)) add(named, path, instruction);
    }
    at = at.base.kind === 'stage' ? at.base.stage : undefined;
  }
  for (const path of found.keys()) named.delete(path);
  return [...found.values(), ...named.values()];
}

function add(into: Map<string, KnownPath>, path: string, source: Instruction): void {
  if (path !== '/' && !into.has(path)) into.set(path, { path, source });
}

function pathsOf(
  { file, model }: DockerfileDocument,
  stage: Stage,
  instruction: Instruction,
): readonly string[] {
  const { name, args, start, end } = instruction;
  if (name === 'WORKDIR') {
    const workdir = model.settingsAt(end).workdir;
    return workdir === undefined ? [] : [asFolder(workdir)];
  }
  const target = args.at(-1);
  if ((name !== 'COPY' && name !== 'ADD') || !target || args.length < 2) return [];
  const scope = model.scopeAt(start);
  const expand = (word: string): string | undefined =>
    expandWord(word, file.escape, variable => scope.get(variable)?.value).value;
  const written = expand(target.value);
  const path =
    written === undefined ? undefined : joinWorkdir(model.settingsAt(start).workdir, written, stage.os);
  if (written === undefined || path === undefined) return [];
  const sources = args.slice(0, -1).filter(({ value }) => !isHeredocWord(value));
  if (!isFolderTarget(written) && sources.length < 2) return [path];
  const files = sources.flatMap(({ value }) => {
    const source = expand(value)?.split('/').at(-1);
    return source !== undefined && LIKE_FILE.test(source) ? [asFolder(path) + source] : [];
  });
  return [asFolder(path), ...files];
}

/** Copied into it, not as it. */
export function isFolderTarget(written: string): boolean {
  return /(?:^|[/\\])\.{0,2}$/.test(written);
}

/** A name that has an extension and is no pattern. */
const LIKE_FILE = /^[^*?[\]]*[^.*?[\]]\.\w+$/;

const asFolder = (path: string): string => (path.endsWith('/') ? path : `${path}/`);

/** Absolute paths in the words of a command: what it builds is often said with `-o`. */
function commandPaths(
  { file }: DockerfileDocument,
  { args, heredocs, form }: Instruction,
): readonly string[] {
  if (form !== 'shell') return [];
  const texts = [
    ...args.map(({ value }) => value),
    ...heredocs.map(({ body }) => file.text.slice(body.start, body.end)),
  ];
  return texts.flatMap(text =>
    [...text.slice(0, MOST_TEXT).matchAll(ABSOLUTE)].flatMap(([, path = '']) =>
      ELSEWHERE.test(path) ? [] : [path],
    ),
  );
}

const MOST_TEXT = 20_000;
/** Two names at least: `/` and `/x` are more often options of some program. */
const ABSOLUTE = /(?<![^\s=:])(\/[\w.+-]+(?:\/[\w.+-]+)+\/?)(?![^\s;&|)])/g;
/** What nobody copies from a stage. */
const ELSEWHERE =
  /^\/(?:dev|proc|sys|tmp|run|bin|sbin|usr\/s?bin\/env|var\/(?:lib\/apt|cache|log)|etc\/apt|root\/\.cache)(?:\/|$)/;
