import type { Model } from '../semantics/model.ts';
import type { Dockerfile, Instruction } from '../syntax/tree.ts';
import { type AlignedInstruction, type Alignment, NO_CLAIM, noAlignment } from './alignment.ts';
import { alignSequences } from './sequence.ts';
import { singleBlanks } from './steps.ts';

/**
 * Takes what is known of a file over to another version of it. Instructions that are the same keep their layers;
 * one that was edited gets a mark of the layer that it made before, and no claim.
 */
export function carryOver(known: Alignment, from: Model, to: Model): Alignment {
  const before = from.file.instructions.map(instruction => keyOf(instruction, from.file));
  const after = to.file.instructions.map(instruction => keyOf(instruction, to.file));
  const isSame = before.length === after.length && before.every((key, index) => key === after[index]);
  const partner = isSame ? after.map((_, index) => index) : pairs(before, after);
  const edited = isSame ? new Map<number, number>() : editedPairs(partner, from.file, to.file);
  const instructions = to.file.instructions.map((instruction, index): AlignedInstruction => {
    const old = known.instructions[partner[index] ?? -1];
    const origin = from.file.instructions[partner[index] ?? -1];
    if (old) return { ...old, instruction, origin, exact: old.exact && isSame };
    const stale = known.instructions[edited.get(index) ?? -1];
    return { ...NO_CLAIM, instruction, before: stale?.layer };
  });
  if (!instructions.some(({ made }) => made === 'layer' || made === 'nothing'))
    return noAlignment(to.file.instructions);
  return { ...known, instructions };
}

/** What makes two instructions the same: all but the white space. */
function keyOf(instruction: Instruction, { text }: Dockerfile): string {
  const bodies = instruction.heredocs.map(({ body }) => text.slice(body.start, body.end));
  return [
    instruction.name,
    singleBlanks(instruction.logical.text.slice(instruction.keyword.value.length)),
    ...bodies,
  ].join('\n');
}

/** Place in the old file of each instruction of the new one, -1 for none. */
function pairs(before: readonly string[], after: readonly string[]): readonly number[] {
  const partner = new Array<number>(after.length).fill(-1);
  let start = 0;
  while (start < before.length && start < after.length && before[start] === after[start])
    partner[start] = start++;
  let cut = 0;
  while (
    cut < before.length - start &&
    cut < after.length - start &&
    before[before.length - 1 - cut] === after[after.length - 1 - cut]
  ) {
    cut++;
    partner[after.length - cut] = before.length - cut;
  }
  const middle = alignSequences({
    rows: after.length - start - cut,
    columns: before.length - start - cut,
    score: (row, column) => (after[start + row] === before[start + column] ? 1 : 0),
    skipRow: () => 0.01,
    skipColumn: () => 0.01,
  });
  for (const [row, column] of middle.partner.entries())
    if (column >= 0) partner[start + row] = start + column;
  return partner;
}

/** Between two that are the same, as many of the same kinds as before: those were edited. */
function editedPairs(
  partner: readonly number[],
  from: Dockerfile,
  to: Dockerfile,
): ReadonlyMap<number, number> {
  const edited = new Map<number, number>();
  for (let row = 0; row < partner.length; row++) {
    if ((partner[row] ?? -1) >= 0) continue;
    let end = row;
    while (end < partner.length && (partner[end] ?? -1) < 0) end++;
    const start = row > 0 ? (partner[row - 1] ?? -1) + 1 : 0;
    const stop = end < partner.length ? (partner[end] ?? 0) : from.instructions.length;
    const isSame =
      stop - start === end - row &&
      to.instructions
        .slice(row, end)
        .every(({ name }, index) => name === from.instructions[start + index]?.name);
    for (let at = row; isSame && at < end; at++) edited.set(at, start + at - row);
    row = end;
  }
  return edited;
}
