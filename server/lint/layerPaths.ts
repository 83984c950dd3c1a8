import type { Model } from '../semantics/model.ts';
import { cleanPath, joinWorkdir } from '../semantics/paths.ts';
import type { Instruction } from '../syntax/tree.ts';
import { sourceKind } from '../syntax/values/remote.ts';
import { isArchiveName } from './archives.ts';
import { flagNamed } from './flags.ts';
import { once } from './memo.ts';
import type { RuleContext } from './rule.ts';
import { callOf, hasOption, type Program, valuesOf } from './shell/calls.ts';
import type { ShellCommand, ShellStep } from './shell/code.ts';
import { isMounted } from './shell/mounts.ts';
import type { BuildStage } from './stages.ts';
import { knownText } from './transfers.ts';

/** A path that an instruction brings into its layer. */
export interface AddedPath {
  /** Absolute. */
  readonly path: string;
  readonly instruction: Instruction;
}

/** A command that touches what an earlier layer of the same image holds. */
export interface LaterChange {
  readonly kind: 'delete' | 'chown';
  readonly command: ShellCommand;
  /** The word that names it. */
  readonly word: { readonly start: number; readonly end: number };
  /** As the command names it. */
  readonly path: string;
  readonly added: AddedPath;
  readonly stage: BuildStage;
}

/** Every such command, in the order of the file. Paths that hang on what is not known are left out. */
export const laterChanges = once((context: Omit<RuleContext, 'report'>): readonly LaterChange[] => {
  const { model, shell, stages } = context;
  if (shell.commandsNamed('rm', 'chown').length === 0) return [];
  const steps = new Map(shell.runs.map(step => [step.instruction, step]));
  const changes: LaterChange[] = [];
  const trees = new Map<BuildStage, PathTree>();
  for (const stage of stages) {
    const tree = pathTree(stage.base && trees.get(stage.base));
    trees.set(stage, tree);
    for (const { instruction, triggeredBy } of stage.steps) {
      if (triggeredBy || instruction.name === 'ONBUILD') continue;
      if (instruction.name === 'COPY' || instruction.name === 'ADD') {
        for (const path of copiedPaths(context, instruction)) tree.add({ path, instruction });
        continue;
      }
      const step = steps.get(instruction);
      if (!step) continue;
      const touched: Touched[] = [];
      for (const command of step.commands) {
        if (command.name === 'rm' || command.name === 'chown') touched.push(...touchedPaths(command, model));
      }
      // Each path with the last command that writes it.
      const written = new Map<string, number>();
      for (const command of step.commands) {
        for (const path of writtenPaths(command, model))
          if (!isMounted(step.mounts, path)) written.set(path, command.index);
      }
      for (const { kind, path, word, command } of touched) {
        if (isMounted(step.mounts, path)) continue;
        const added = kind === 'delete' ? tree.take(path) : tree.find(path);
        if (!added || (kind === 'chown' && added.instruction.name === 'RUN')) continue;
        // Not what is deleted to be fetched anew.
        const isRenewed = (written.get(path) ?? -1) > command.index;
        if (!isRenewed) changes.push({ kind, command, word, path, added, stage });
      }
      for (const path of [...written.keys()].slice(0, MAXIMUM_WRITTEN)) {
        const isGone = touched.some(each => each.kind === 'delete' && isWithin(path, each.path));
        if (!isGone) tree.add({ path, instruction });
      }
    }
  }
  return changes;
});

/** Downloads of one RUN that are followed up. */
const MAXIMUM_WRITTEN = 100;

const isWithin = (path: string, folder: string): boolean => path === folder || path.startsWith(`${folder}/`);

interface PathTree {
  readonly depth: number;
  add(added: AddedPath): void;
  /** What was added at the path or below it. */
  find(path: string): AddedPath | undefined;
  /** The same, and forgets it. */
  take(path: string): AddedPath | undefined;
}

/** Deeper folders are not told apart, and further stages not looked into: it keeps hostile files cheap. */
const MAXIMUM_DEPTH = 16;
const MAXIMUM_STAGES = 100;

function pathTree(parent: PathTree | undefined): PathTree {
  const depth = parent ? parent.depth + 1 : 0;
  const base = depth > MAXIMUM_STAGES ? undefined : parent;
  // Each path by itself and by the folders around it; the latest wins.
  const below = new Map<string, AddedPath>();
  return {
    depth: base ? depth : 0,
    add(added) {
      let path = added.path;
      for (let depth = 0; depth < MAXIMUM_DEPTH && path !== '/' && path !== ''; depth++) {
        below.set(path, added);
        path = path.slice(0, path.lastIndexOf('/'));
      }
    },
    find: path => below.get(path) ?? base?.find(path),
    take(path) {
      const found = below.get(path);
      below.delete(path);
      return found ?? base?.take(path);
    },
  };
}

function copiedPaths(
  { file, model }: Pick<RuleContext, 'file' | 'model'>,
  instruction: Instruction,
): readonly string[] {
  const paths: string[] = [];
  const destination = instruction.args.at(-1);
  const sources = instruction.args.slice(0, -1);
  if (!destination || sources.length === 0 || instruction.heredocs.length > 0) return paths;
  const known = knownText(file, model, destination);
  if (!known || known.isPartial) return paths;
  const { workdir } = model.settingsAt(instruction.start);
  const path = joinWorkdir(workdir, known.value, 'linux');
  if (path === undefined || path === '/') return paths;
  if (sources.length === 1 && !/[/.]$/.test(known.value)) paths.push(path);
  else if (sources.length === 1 && /^\.?\/?$/.test(sources[0]?.value ?? '')) paths.push(path);
  else {
    for (const source of sources) {
      const text = knownText(file, model, source);
      if (!text || text.isPartial || /[*?[]/.test(text.value)) continue;
      const isUnpacked =
        instruction.name === 'ADD' && sourceKind(text.value) === 'path' && isArchiveName(text.value);
      const name = text.value.replace(/[?#].*$/, '').slice(text.value.lastIndexOf('/') + 1);
      // Of a folder the content is copied, and not the folder: only what looks like a file is followed.
      if (!isUnpacked && /\.\w{1,8}$/.test(name) && !flagNamed(instruction, 'parents'))
        paths.push(`${path}/${name}`);
    }
  }
  return paths;
}

const CURL: Program = {
  valued: new Set([
    '-o',
    '--output',
    '-H',
    '--header',
    '-u',
    '--user',
    '-d',
    '--data',
    '-X',
    '--request',
    '-A',
    '-x',
  ]),
};
const WGET: Program = {
  valued: new Set(['-O', '--output-document', '-P', '--directory-prefix', '--header', '-o']),
};
const GIT: Program = {
  valued: new Set(['-b', '--branch', '--depth', '-c', '-C', '-j', '--jobs', '-o', '--origin']),
};
const PLAIN: Program = { valued: new Set() };
const CHOWN: Program = { valued: new Set(['--from', '--reference']) };

/** Files that a download writes; nothing is said of what hangs on variables of the shell. */
function writtenPaths(command: ShellCommand, model: Model): readonly string[] {
  switch (command.name) {
    case 'curl':
      return absolute(valuesOf(callOf(command, CURL), '-o', '--output'), command, model);
    case 'wget':
      return absolute(valuesOf(callOf(command, WGET), '-O', '--output-document'), command, model);
    case 'git': {
      const call = callOf(command, GIT);
      const [, folder] = call.operands;
      return call.subcommand?.value === 'clone' && folder ? absolute([folder.value], command, model) : [];
    }
    case 'apt-get':
    case 'apt':
      return command.args.some(({ value }) => value === 'update') ? ['/var/lib/apt/lists'] : [];
    default:
      return [];
  }
}

interface Touched {
  readonly kind: LaterChange['kind'];
  readonly path: string;
  readonly word: LaterChange['word'];
  readonly command: ShellCommand;
}

function touchedPaths(command: ShellCommand, model: Model): readonly Touched[] {
  const call = callOf(command, command.name === 'rm' ? PLAIN : CHOWN);
  const words = [...(call.subcommand ? [call.subcommand] : []), ...call.operands];
  const isRecursive = hasOption(call, '-R', '--recursive');
  const operands = command.name === 'rm' ? words : isRecursive ? words.slice(1) : [];
  return operands.flatMap(({ value, word }): readonly Touched[] => {
    const [path] = absolute([value.replace(/\/\*?$/, '')], command, model);
    return path === undefined
      ? []
      : [{ kind: command.name === 'rm' ? 'delete' : 'chown', path, word, command }];
  });
}

/** Paths with the working directory put in, as far as both are known. */
function absolute(
  paths: readonly string[],
  { step, script, index }: ShellCommand,
  model: Model,
): readonly string[] {
  return paths.flatMap(path => {
    if (path === '' || path === '-' || /[$`*?{}~[]/.test(path)) return [];
    if (path.startsWith('/')) return path === '/' || path.startsWith('/dev/') ? [] : [cleanPath(path)];
    // Where a script has gone by itself nobody follows.
    if (script !== step.script || changesFolder(step, index)) return [];
    const joined = joinWorkdir(model.settingsAt(step.instruction.start).workdir, path, 'linux');
    return joined === undefined || joined === '/' ? [] : [joined];
  });
}

const firstChange = once((step: ShellStep) => ({
  index: step.commands.findIndex(({ name }) => name === 'cd' || name === 'pushd'),
}));

function changesFolder(step: ShellStep, index: number): boolean {
  const first = firstChange(step).index;
  return first >= 0 && first < index;
}
