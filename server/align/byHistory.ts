import type { Model, Stage } from '../semantics/model.ts';
import type { Instruction } from '../syntax/tree.ts';
import {
  type AlignedInstruction,
  type Alignment,
  type ImageFacts,
  NO_CLAIM,
  noAlignment,
} from './alignment.ts';
import { type Expected, expectedOf } from './expected.ts';
import { type Fit, fitOf } from './match.ts';
import { alignSequences } from './sequence.ts';
import { CONFIGURING, readSteps, type Step, type Steps } from './steps.ts';

/**
 * Finds the instructions of a file in an image's history, by their texts and their order. `target` says which
 * stage was built; without it the one that fits best is taken, the last one first.
 */
export function alignByHistory(model: Model, image: ImageFacts, target?: string): Alignment {
  const steps = readSteps(image);
  const candidates = target === undefined ? model.stages.toReversed() : [model.findStage(target)];
  let best: Chain | undefined;
  let work = MOST_WORK;
  for (const stage of candidates) {
    if (!stage) continue;
    const chain = alignChain(stage, model, steps);
    if (!best || chain.score > best.score) best = chain;
    work -= chain.instructions.length * Math.max(1, steps.steps.length);
    // Nothing can fit better than all of it, up to the end; of a stage without instructions that says nothing.
    if ((chain.instructions.length > 0 && isWhole(chain, steps)) || work <= 0) break;
  }
  return best ? claims(best, model, steps) : noAlignment(model.file.instructions);
}

/** Whether every own entry of the history went to an instruction, and every instruction got what it must have. */
export function isComplete(model: Model, image: ImageFacts, target: string | undefined): boolean {
  const stage = target === undefined ? model.stages.at(-1) : model.findStage(target);
  if (!stage) return false;
  const steps = readSteps(image);
  return !steps.squashed && steps.certainty === 1 && isWhole(alignChain(stage, model, steps), steps);
}

/** Pairs looked at before the best stage so far has to do. */
const MOST_WORK = 2_000_000;

/** A stage and those it is built upon, as one list of instructions, aligned with the history. */
interface Chain {
  readonly stage: Stage;
  readonly instructions: readonly Instruction[];
  /** Instructions that come first in their stage: triggers of the image below may stand before them. */
  readonly starts: ReadonlySet<number>;
  readonly partner: readonly number[];
  readonly fits: readonly Fit[];
  readonly score: number;
  fitAt(row: number, column: number): Fit;
}

function alignChain(stage: Stage, model: Model, { steps }: Steps): Chain {
  const starts = new Set<number>();
  const instructions: Instruction[] = [];
  for (const part of stagesOf(stage)) {
    starts.add(instructions.length);
    for (const instruction of part.instructions) instructions.push(instruction);
  }
  const expected: (Expected | undefined)[] = [];
  const fitAt = (row: number, column: number): Fit => {
    const instruction = instructions[row];
    const step = steps[column];
    if (!instruction || instruction.name !== step?.keyword) return undefined;
    expected[row] ??= expectedOf(instruction, model);
    return fitOf(expected[row], step);
  };
  const worth = (row: number, column: number): number => {
    const found = fitAt(row, column);
    return found ? (CONFIGURING.has(instructions[row]?.name ?? '') ? SMALL[found] : LARGE[found]) : 0;
  };
  const partner = new Array<number>(instructions.length).fill(-1);
  // Most often the ends are the same: what fits there needs no table.
  let rows = instructions.length;
  let columns = steps.length;
  let score = 0;
  while (rows > 0 && columns > 0) {
    const row = rows - 1;
    if (instructions[row]?.name === 'ONBUILD' && steps[columns - 1]?.keyword !== 'ONBUILD') {
      rows--;
      continue;
    }
    if (fitAt(row, columns - 1) !== 'exact') break;
    score += worth(row, columns - 1);
    partner[row] = columns - 1;
    rows--;
    columns--;
  }
  const isEnd = (row: number): boolean => row === rows && rows === instructions.length;
  const table = alignSequences({
    rows,
    columns,
    score: worth,
    skipRow: row => skipped(instructions[row]),
    skipColumn: (_, row) => (row === 0 ? 0 : starts.has(row) ? 0.02 : isEnd(row) ? 0.02 : 0.6),
  });
  for (let row = 0; row < rows; row++) partner[row] = table.partner[row] ?? -1;
  const fits = partner.map((column, row) => (column < 0 ? undefined : fitAt(row, column)));
  return { stage, instructions, starts, partner, fits, score: score + table.score, fitAt };
}

const LARGE = { exact: 3, open: 2.4, partial: 1.8 };
const SMALL = { exact: 1, open: 0.8, partial: 0.5 };

function skipped(instruction: Instruction | undefined): number {
  if (instruction?.name === 'ONBUILD') return 0;
  return CONFIGURING.has(instruction?.name ?? '') ? 0.3 : 1;
}

function isWhole({ instructions, partner, starts }: Chain, { steps }: Steps): boolean {
  let next = steps.length - 1;
  for (let row = instructions.length - 1; row >= 0; row--) {
    const column = partner[row] ?? -1;
    if (column < 0) {
      if (instructions[row]?.name !== 'ONBUILD') return false;
      continue;
    }
    // Between two stages triggers may stand, which belong to no instruction.
    if (column !== next && !starts.has(row + 1)) return false;
    next = column - 1;
  }
  return true;
}

function claims(chain: Chain, model: Model, { steps, certainty, squashed }: Steps): Alignment {
  const { instructions, partner, fits } = chain;
  if (squashed || certainty === 0 || !isConvincing(chain)) return noAlignment(model.file.instructions);
  const stale = editedSince(chain, steps);
  const found = new Map<Instruction, AlignedInstruction>();
  for (const [row, instruction] of instructions.entries()) {
    const step = steps[partner[row] ?? -1];
    const fit = fits[row];
    const confidence = step && fit ? CERTAIN[fit] * certainty * (hasRival(chain, row, steps) ? 0.5 : 1) : 0;
    if (step && confidence > 0) {
      const made = step.layer === undefined ? ('nothing' as const) : ('layer' as const);
      found.set(instruction, { ...NO_CLAIM, instruction, made, layer: step.layer, confidence });
    } else if (CONFIGURING.has(instruction.name)) {
      // Some builders do not write these down at all; none makes a layer of them.
      found.set(instruction, { ...NO_CLAIM, instruction, made: 'nothing', confidence: 0.95 });
    } else found.set(instruction, { ...NO_CLAIM, instruction, before: stale.get(row) });
  }
  const stages = new Set(stagesOf(chain.stage));
  return {
    source: 'history',
    stage: chain.stage.index,
    baseLayers: baseLayers(chain, steps),
    instructions: model.file.instructions.map(
      instruction => found.get(instruction) ?? outside(instruction, model, stages),
    ),
  };
}

/** How often a fit of this kind turns out to be the truth. */
const CERTAIN = { exact: 0.99, open: 0.96, partial: 0.92 };

/** An instruction that is in no stage of the image: FROM, what stands before it, and other stages. */
export function outside(
  instruction: Instruction,
  model: Model,
  stages: ReadonlySet<Stage>,
): AlignedInstruction {
  const stage = model.stageAt(instruction.start);
  const made = !stage || stages.has(stage) ? 'nothing' : 'elsewhere';
  return { ...NO_CLAIM, instruction, made, confidence: 0.97 };
}

/** A stage and those that it is built upon, the lowest first. */
export function stagesOf(stage: Stage): readonly Stage[] {
  const stages = [stage];
  for (let { base } = stage; base.kind === 'stage'; { base } = base.stage) stages.push(base.stage);
  return stages.reverse();
}

/** At least half of what makes layers must be found, and where nothing does, most of the rest. */
function isConvincing({ instructions, fits }: Chain): boolean {
  let [all, found, small, smallFound] = [0, 0, 0, 0];
  for (const [row, { name }] of instructions.entries()) {
    if (name === 'ONBUILD') continue;
    const isFound = fits[row] !== undefined;
    if (CONFIGURING.has(name)) {
      small++;
      if (isFound) smallFound++;
    } else {
      all++;
      if (isFound) found++;
    }
  }
  return all > 0 ? found * 2 >= all : small > 0 && smallFound * 4 >= small * 3;
}

/** Another entry beside this one, which nobody took, fits as well. */
function hasRival({ partner, fits, fitAt, starts }: Chain, row: number, steps: readonly Step[]): boolean {
  const column = partner[row] ?? -1;
  let below = row - 1;
  while (below >= 0 && (partner[below] ?? -1) < 0) below--;
  let above = row + 1;
  while (above < partner.length && (partner[above] ?? -1) < 0) above++;
  const from = below < 0 ? column : (partner[below] ?? -1) + 1;
  const to = above < partner.length ? (partner[above] ?? 0) : steps.length;
  if (to - from > MOST_RIVALS) return true;
  for (let other = from; other < to; other++) {
    // Triggers of the image below come before the first instruction of a stage.
    if (other !== column && !(starts.has(row) && other < column) && fitAt(row, other) === fits[row])
      return true;
  }
  return false;
}

const MOST_RIVALS = 1000;

/** Instructions without an entry, whose place between two others has exactly as many entries of the same kinds. */
function editedSince(chain: Chain, steps: readonly Step[]): ReadonlyMap<number, number> {
  const { partner, instructions } = chain;
  const stale = new Map<number, number>();
  for (let row = 0; row < partner.length; row++) {
    if ((partner[row] ?? -1) >= 0) continue;
    let end = row;
    while (end < partner.length && (partner[end] ?? -1) < 0) end++;
    const to = end < partner.length ? (partner[end] ?? 0) : steps.length;
    // What stands before the first of them may be the base image's own.
    const from = row > 0 ? (partner[row - 1] ?? -1) + 1 : to;
    const isSame =
      to - from === end - row &&
      instructions.slice(row, end).every(({ name }, index) => name === steps[from + index]?.keyword);
    for (let at = row; isSame && at < end; at++) {
      const layer = steps[from + at - row]?.layer;
      if (layer !== undefined) stale.set(at, layer);
    }
    row = end;
  }
  return stale;
}

function baseLayers({ partner, starts }: Chain, steps: readonly Step[]): number | undefined {
  const first = partner.findIndex(column => column >= 0);
  if (first < 0 || !starts.has(first)) return undefined;
  const layer = steps.slice(partner[first]).find(step => step.layer !== undefined)?.layer;
  return layer ?? steps.filter(step => step.layer !== undefined).length;
}
