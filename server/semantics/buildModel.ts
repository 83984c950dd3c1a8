import { lowerCase } from '../syntax/characters.ts';
import { countUpTo } from '../syntax/search.ts';
import type { Dockerfile, Instruction, Token } from '../syntax/tree.ts';
import { checkModel } from './check/check.ts';
import { expandWord } from './expansion.ts';
import type { Base, Model, ModelOptions, Reference, Scope, Settings, Stage } from './model.ts';
import { writtenReferences } from './references.ts';
import { isSetting, type SettingsLog, settingsLog, startSettings } from './settings.ts';
import { scopeOf, type Timeline, timeline } from './timeline.ts';
import {
  baseVariables,
  type Declaring,
  declareGlobals,
  declareVariables,
  platformVariables,
} from './variables.ts';

/** Finds out what a Dockerfile means, with the given arguments or the defaults of the file. Linear, never throws. */
export function buildModel(file: Dockerfile, options: ModelOptions = {}): Model {
  const { instructions } = file;
  const firstFrom = instructions.findIndex(({ name }) => name === 'FROM');
  const preamble = firstFrom < 0 ? instructions : instructions.slice(0, firstFrom);
  const drafts = firstFrom < 0 ? [] : draftStages(instructions.slice(firstFrom));
  const globals = timeline(
    undefined,
    platformVariables(options, options.target ?? drafts.at(-1)?.name),
    true,
  );
  const declaring: Declaring = { escape: file.escape, options, globals };
  for (const instruction of preamble) if (instruction.name === 'ARG') declareGlobals(instruction, declaring);

  const byName = new Map<string, BuiltStage>();
  const built = drafts.map((draft, index) => {
    const stage = buildStage(draft, index, byName, declaring);
    if (draft.name !== undefined) byName.set(draft.name, stage);
    return stage;
  });
  const find = (name: string): BuiltStage | undefined =>
    /^[+-]?[0-9]+$/.test(name) ? built[Number(name)] : byName.get(lowerCase(name));
  for (const stage of built) addReferences(stage, find, byName);

  const target = options.target === undefined ? built.at(-1) : find(options.target);
  markReachable(target);
  const stageAt = (offset: number) => built[countUpTo(built, ({ from }) => from.start <= offset) - 1];
  return new BuiltModel({
    file,
    preamble,
    stages: built,
    target,
    references: built.flatMap(({ references }) => references),
    stageAt,
    findStage: find,
    instructionAt: offset => instructionAt(file, offset),
    scopeAt(offset): Scope {
      const stage = stageAt(offset);
      const inFrom = !stage || instructionAt(file, offset) === stage.from || offset < stage.from.end;
      return scopeOf(inFrom ? globals : stage.variables, offset);
    },
    settingsAt: offset => stageAt(offset)?.settings.at(offset) ?? NO_SETTINGS,
  });
}

/**
 * A class for the sake of its getter: each object literal with one gets a shape of its own, which is slow to read,
 * and from which the collector of young garbage keeps everything that the getter sees.
 */
class BuiltModel implements Model {
  readonly file: Model['file'];
  readonly preamble: Model['preamble'];
  readonly stages: Model['stages'];
  readonly target: Model['target'];
  readonly references: Model['references'];
  readonly stageAt: Model['stageAt'];
  readonly findStage: Model['findStage'];
  readonly instructionAt: Model['instructionAt'];
  readonly scopeAt: Model['scopeAt'];
  readonly settingsAt: Model['settingsAt'];
  #errors: Model['errors'] | undefined = undefined;

  constructor(facts: Omit<Model, 'errors'>) {
    this.file = facts.file;
    this.preamble = facts.preamble;
    this.stages = facts.stages;
    this.target = facts.target;
    this.references = facts.references;
    this.stageAt = facts.stageAt;
    this.findStage = facts.findStage;
    this.instructionAt = facts.instructionAt;
    this.scopeAt = facts.scopeAt;
    this.settingsAt = facts.settingsAt;
  }

  get errors(): Model['errors'] {
    this.#errors ??= checkModel(this);
    return this.#errors;
  }
}

const NO_SETTINGS: Settings = {
  workdir: undefined,
  user: undefined,
  shell: undefined,
  shellInstruction: undefined,
};

/** A stage with what only the model itself needs. */
interface BuiltStage extends Stage {
  reachable: boolean;
  readonly references: Reference[];
  readonly variables: Timeline;
  readonly settings: SettingsLog;
}

interface Draft {
  readonly from: Instruction;
  readonly instructions: Instruction[];
  readonly name: string | undefined;
  readonly nameToken: Token | undefined;
}

function draftStages(instructions: readonly Instruction[]): readonly Draft[] {
  const drafts: Draft[] = [];
  for (const instruction of instructions) {
    if (instruction.name !== 'FROM') {
      drafts.at(-1)?.instructions.push(instruction);
      continue;
    }
    const [, as, token] = instruction.args;
    const nameToken = as && as.value.toLowerCase() === 'as' ? token : undefined;
    const name = nameToken && lowerCase(nameToken.value);
    drafts.push({ from: instruction, instructions: [], name, nameToken });
  }
  return drafts;
}

function buildStage(
  draft: Draft,
  index: number,
  byName: ReadonlyMap<string, BuiltStage>,
  declaring: Declaring,
): BuiltStage {
  const { from, instructions, name, nameToken } = draft;
  const base = findBase(from, byName, declaring);
  const platform = from.flags.find(flag => flag.name.value === 'platform')?.value;
  const parent = base.kind === 'stage' ? byName.get(base.reference) : undefined;
  const image = base.kind === 'image' ? declaring.options.baseImage?.(base.reference) : undefined;
  const os = systemOf(base, platform, parent);
  const variables = timeline(
    parent?.variables,
    baseVariables(image?.environment ?? (base.kind === 'scratch' ? new Map() : undefined), os),
    image !== undefined || base.kind === 'scratch',
  );
  const settings = settingsLog(parent?.settings.last() ?? startSettings(base.kind === 'scratch', image), os);
  const stage: BuiltStage = {
    index,
    name,
    nameToken,
    from,
    instructions,
    span: { start: from.start, end: instructions.at(-1)?.end ?? from.end },
    base,
    platform,
    os,
    reachable: false,
    references: [],
    variables,
    settings,
  };
  for (const instruction of instructions) {
    declareVariables(instruction, stage, variables, declaring);
    if (!isSetting(instruction)) continue;
    const [argument] = instruction.args;
    const get = (asked: string) => variables.get(asked, instruction.start)?.value;
    settings.apply(instruction, argument && expandWord(argument.value, declaring.escape, get).value);
  }
  return stage;
}

function findBase(
  from: Instruction,
  byName: ReadonlyMap<string, BuiltStage>,
  { escape: escapeChar, globals }: Declaring,
): Base {
  const [token] = from.args;
  if (!token) return { kind: 'missing' };
  const { value, unset, error } = expandWord(token.value, escapeChar, name => globals.last(name)?.value);
  if (value === undefined) return { kind: 'invalid', token, error: error ?? '' };
  // BuildKit compares with the names in lower case, but does not lower this one.
  const stage = byName.get(value);
  if (stage) return { kind: 'stage', stage, token, reference: value };
  if (value === 'scratch') return { kind: 'scratch', token, reference: value };
  return { kind: 'image', token, reference: value, unset };
}

const WINDOWS_IMAGE = /(^|\/)windows(\/|:|@|$)|nanoserver|servercore/;

function systemOf(base: Base, platform: Token | undefined, parent: Stage | undefined): 'linux' | 'windows' {
  const asked = platform?.value.toLowerCase();
  if (asked && !asked.includes('$')) return asked.startsWith('windows') ? 'windows' : 'linux';
  if (parent) return parent.os;
  return base.kind === 'image' && WINDOWS_IMAGE.test(base.reference) ? 'windows' : 'linux';
}

function addReferences(
  stage: BuiltStage,
  find: (name: string) => Stage | undefined,
  byName: ReadonlyMap<string, Stage>,
): void {
  const { base, from, instructions, references } = stage;
  if (base.kind !== 'missing') {
    const value = base.kind === 'invalid' ? base.token.value : base.reference;
    const target = base.kind === 'stage' ? base.stage : undefined;
    references.push({
      kind: 'from',
      instruction: from,
      token: base.token,
      value,
      stage: target,
      onbuild: false,
    });
  }
  for (const instruction of instructions) {
    for (const { kind, instruction: owner, token, onbuild } of writtenReferences(instruction)) {
      // A mount is looked up by name alone.
      const target = kind === 'copy' ? find(token.value) : byName.get(lowerCase(token.value));
      references.push({ kind, instruction: owner, token, value: token.value, stage: target, onbuild });
    }
  }
}

function markReachable(target: Stage | undefined): void {
  const open = target ? [target as BuiltStage] : [];
  for (let stage = open.pop(); stage; stage = open.pop()) {
    if (stage.reachable) continue;
    stage.reachable = true;
    for (const { stage: next } of stage.references) if (next) open.push(next as BuiltStage);
  }
}

function instructionAt({ instructions, lineStarts }: Dockerfile, offset: number): Instruction | undefined {
  const line = countUpTo(lineStarts, start => start <= offset) - 1;
  const found = instructions[countUpTo(instructions, ({ lines }) => lines.first <= line) - 1];
  return found && line <= found.lines.last ? found : undefined;
}
