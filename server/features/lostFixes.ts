import type { Edit } from '../lint/diagnostic.ts';
import { flagNamed } from '../lint/flags.ts';
import { wholeLines } from '../lint/instructions.ts';
import { cacheMount } from '../lint/shell/cacheMount.ts';
import type { ShellCode, ShellStep } from '../lint/shell/code.ts';
import { commandAtEnd } from '../lint/shell/edits.ts';
import { haveSameFlags, joinRuns } from '../lint/shell/joinRuns.ts';
import { cleanPath } from '../semantics/paths.ts';
import type { Command, Word } from '../shell/model.ts';
import type { Instruction } from '../syntax/tree.ts';
import type { DockerfileDocument } from './document.ts';

/**
 * A change after which bytes are no longer in the image. join: both RUN in one. move: deleted where they are written.
 * cache: the folder is mounted while it is needed. exclude: not copied at all. `path` is what the latter two are about.
 */
export interface LostFix {
  readonly kind: 'join' | 'move' | 'cache' | 'exclude';
  readonly path: string | undefined;
  readonly edits: readonly Edit[];
}

/** Bytes that one instruction writes and a later one of the same stage takes back. */
export interface LostPlace {
  readonly writer: Instruction;
  readonly taker: Instruction;
  /** What stands between the two. */
  readonly between: readonly Instruction[];
  readonly deleted: boolean;
  /** Without a slash in front; the largest ones. */
  readonly paths: readonly { readonly path: string }[];
}

/** All that can be offered without changing what any instruction sees, best first; none where only people can tell. */
export function lostFixes(
  document: DockerfileDocument,
  shell: ShellCode,
  place: LostPlace,
): readonly LostFix[] {
  const to = shell.runs.find(({ instruction }) => instruction === place.taker);
  const from = shell.runs.find(({ instruction }) => instruction === place.writer);
  if (!to || document.model.stageAt(place.writer.start) !== to.stage) return [];
  const joined = from && joinedRuns(document, from, to, place);
  if (joined) return [joined];
  const removal = place.deleted ? removalIn(to) : undefined;
  if (!removal) return [];
  const found = from
    ? [movedRemoval(document, from, to, removal, place), cached(document, shell, from, place)]
    : [excluded(document, removal, place)];
  return found.filter(fix => fix !== undefined);
}

function joinedRuns(
  { file }: DockerfileDocument,
  from: ShellStep,
  to: ShellStep,
  { between }: LostPlace,
): LostFix | undefined {
  if (between.length > 0 || !haveSameFlags(from, to)) return undefined;
  const edits = joinRuns(file, from, to);
  return edits && { kind: 'join', path: undefined, edits };
}

/** An `rm` with which a RUN begins, and what follows it. */
interface Removal {
  readonly command: Command;
  /** Absolute, as written. */
  readonly paths: readonly Word[];
  /** Nothing is wrong with a path that is not there. */
  readonly isForced: boolean;
  /** Start of what the RUN does after it; undefined when that is nothing. */
  readonly next: number | undefined;
}

/** Only what comes first: whatever runs before it in the same RUN may need the files. */
function removalIn({ script, instruction }: ShellStep): Removal | undefined {
  const [statement, ...others] = script.statements;
  const isOdd = script.errors.length + script.comments.length + instruction.heredocs.length > 0;
  if (!statement || isOdd || others.length > 0 || instruction.flags.length > 0) return undefined;
  if (script.source.shell.dialect !== 'posix' || script.source.words) return undefined;
  const isList = statement.kind === 'list' && statement.operators.every(({ text }) => text === '&&');
  const command = isList ? statement.items[0] : statement;
  if (command?.kind !== 'command' || command.name?.value !== 'rm' || command.background) return undefined;
  if (command.redirections.length + command.assignments.length > 0) return undefined;
  const options = command.args.filter(({ value }) => value.startsWith('-'));
  const paths = command.args.filter(({ value }) => !value.startsWith('-'));
  // Of a path that hangs on variables, the working directory or the home folder nobody can say what it is elsewhere.
  if (paths.length === 0 || !paths.every(({ text }) => /^\/[\w./*?+@:,%=-]+$/.test(text))) return undefined;
  return {
    command,
    paths,
    isForced: options.some(({ value }) => value === '--force' || /^-[a-zA-Z]*f/.test(value)),
    next: isList ? statement.items[1]?.start : undefined,
  };
}

function movedRemoval(
  { file, model }: DockerfileDocument,
  from: ShellStep,
  to: ShellStep,
  { command, paths, next }: Removal,
  { between }: LostPlace,
): LostFix | undefined {
  const roots = paths.map(({ value }) => rootOf(value));
  if (!between.every(instruction => seesNothing(instruction, model, roots))) return undefined;
  const mounted = from.mounts.some(({ target }) =>
    roots.some(root => target === undefined || overlap(root, target)),
  );
  const last = from.commands.findLast(({ host }) => !host);
  const written = file.text.slice(command.start, command.end);
  if (mounted || !last || /[^\w\s./*?+@:,%=-]/.test(written) || written.includes('\n')) return undefined;
  const added = commandAtEnd(file, last, written);
  if (!added) return undefined;
  const removed: Edit =
    next === undefined
      ? { span: wholeLines(file, to.instruction), newText: '' }
      : { span: { start: command.start, end: next }, newText: '' };
  return { kind: 'move', path: undefined, edits: [added, removed] };
}

/** The part of a path before its first wildcard. */
const rootOf = (path: string): string => cleanPath(path.replace(/[*?].*$/s, '')) || '/';

const overlap = (a: string, b: string): boolean =>
  a === b || a === '/' || b === '/' || a.startsWith(`${b}/`) || b.startsWith(`${a}/`);

const HARMLESS = new Set(
  'ENV LABEL EXPOSE ARG CMD ENTRYPOINT HEALTHCHECK STOPSIGNAL MAINTAINER ONBUILD'.split(' '),
);

/** True when an instruction neither reads nor writes what lies at the paths, nor changes who deletes them. */
function seesNothing(
  instruction: Instruction,
  model: DockerfileDocument['model'],
  paths: readonly string[],
): boolean {
  if (HARMLESS.has(instruction.name)) return true;
  const isCopy = instruction.name === 'COPY' || instruction.name === 'ADD';
  if (!isCopy && instruction.name !== 'WORKDIR') return false;
  const target = absolutePath(instruction, model);
  return target !== undefined && !paths.some(path => overlap(path, target));
}

/** Where the last word of an instruction leads; undefined where variables are in it. */
function absolutePath(instruction: Instruction, model: DockerfileDocument['model']): string | undefined {
  const written = instruction.args.at(-1)?.value ?? '';
  if (!/^[\w./-]+$/.test(written)) return undefined;
  if (written.startsWith('/')) return cleanPath(written);
  const { workdir } = model.settingsAt(instruction.start);
  return workdir === undefined ? undefined : cleanPath(`${workdir}/${written}`);
}

/** Folders in which package managers keep what they can fetch again, with the options that a mount of them needs. */
const CACHES: ReadonlyMap<string, string> = new Map([
  ['/var/lib/apt/lists', ',sharing=locked'],
  ['/var/cache/apt', ',sharing=locked'],
  ['/var/cache/apk', ''],
  ['/var/cache/dnf', ',sharing=locked'],
  ['/var/cache/yum', ',sharing=locked'],
  ['/var/cache/zypp', ',sharing=locked'],
  ['/root/.cache/pip', ''],
  ['/root/.cache/uv', ''],
  ['/root/.cache/yarn', ''],
  ['/root/.cache/go-build', ''],
  ['/root/.npm', ''],
  ['/root/.composer/cache', ''],
  ['/root/.cargo/registry', ''],
  ['/root/.m2/repository', ''],
  ['/usr/local/share/.cache/yarn', ''],
]);

/** Also for the RUN between the two, which may use what is in the cache; the one that deletes finds nothing to delete. */
function cached(
  { model }: DockerfileDocument,
  shell: ShellCode,
  from: ShellStep,
  { paths, between }: LostPlace,
): LostFix | undefined {
  const folder = [...CACHES.keys()].find(cache =>
    paths.every(({ path }) => `/${path}`.startsWith(`${cache}/`)),
  );
  if (folder === undefined || paths.length === 0) return undefined;
  // A cache is root's own unless it is told otherwise.
  const steps = [
    from,
    ...between.flatMap(instruction => shell.runs.find(step => step.instruction === instruction) ?? []),
  ];
  const isRoots = steps.every(({ instruction }) => {
    const user = model.settingsAt(instruction.start).user;
    return user === undefined || /^(?:root|0)(?::|$)/.test(user);
  });
  const isMounted = steps.some(({ mounts }) =>
    mounts.some(({ target }) => target === undefined || overlap(folder, target)),
  );
  if (!isRoots || isMounted) return undefined;
  const edits: Edit[] = [];
  for (const step of steps) {
    const edit = cacheMount(step, `${folder}${CACHES.get(folder)}`);
    if (!edit) return undefined;
    edits.push(...edit);
  }
  return { kind: 'cache', path: folder, edits };
}

/** The `rm` stays, with nothing to do: what it deletes may also come from the base image. */
function excluded(
  { model }: DockerfileDocument,
  { paths, isForced }: Removal,
  { writer, between }: LostPlace,
): LostFix | undefined {
  if (writer.name !== 'COPY' || writer.heredocs.length > 0 || flagNamed(writer, 'parents')) return undefined;
  const [source, target, ...more] = writer.args;
  if (!source || !target || more.length > 0 || !/^\.\/?$/.test(source.value) || !isForced) return undefined;
  const folder = absolutePath(writer, model);
  if (folder === undefined) return undefined;
  const prefix = folder === '/' ? '/' : `${folder}/`;
  const below = paths.filter(({ isStatic, value }) => isStatic && cleanPath(value).startsWith(prefix));
  const roots = paths.map(({ value }) => rootOf(value));
  if (below.length === 0 || !between.every(each => seesNothing(each, model, roots))) return undefined;
  const patterns = below.map(({ value }) => cleanPath(value).slice(prefix.length));
  const at = writer.flags.at(-1)?.end ?? writer.keyword.end;
  const newText = patterns.map(pattern => ` --exclude=${pattern}`).join('');
  return { kind: 'exclude', path: patterns.join(', '), edits: [{ span: { start: at, end: at }, newText }] };
}
