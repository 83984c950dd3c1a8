import type { Instruction, Span } from '../../syntax/tree.ts';
import { type FlagFacts, flagsOf } from '../docs/flags.ts';
import type { Texts } from '../docs/texts.ts';
import type { DockerfileDocument, Known } from '../document.ts';
import type { FlagNamePlace, Place } from '../place.ts';
import { accountItems } from './accounts.ts';
import { imageItems } from './images.ts';
import { type CompletionItem, plainItems } from './item.ts';
import { stageItems } from './stages.ts';

/** Flags of the instruction that are not there yet, or may be repeated. */
export function flagNameItems(
  document: DockerfileDocument,
  place: Pick<FlagNamePlace, 'instruction' | 'span'>,
  texts: Texts,
): readonly CompletionItem[] {
  const { instruction, span } = place;
  const habit = flagHabit(document, instruction.name);
  const used = new Set(
    instruction.flags.filter(flag => flag.start !== span.start).map(flag => flag.name.value),
  );
  return flagsOf(instruction.name)
    .filter(({ name, repeatable }) => repeatable || !used.has(name))
    .map((facts, index) =>
      flagItem(facts, instruction, span, texts, (habit.has(facts.name) ? 0 : 100) + index),
    );
}

function flagItem(
  { name, value }: FlagFacts,
  instruction: Instruction,
  span: Span,
  texts: Texts,
  rank: number,
): CompletionItem {
  const boolean = value.kind === 'boolean';
  const detail = texts.flags[`${instruction.name} --${name}`]?.summary;
  return {
    label: `--${name}`,
    kind: 'flag',
    span,
    newText: boolean ? `--${name}` : `--${name}=`,
    rank,
    topic: { kind: 'flag', instruction: instruction.name, name },
    ...(detail !== undefined && { detail }),
    ...(!boolean && { retrigger: true }),
  };
}

/** Names of flags that other instructions of the same kind in this file carry. */
function flagHabit({ file }: DockerfileDocument, name: string): ReadonlySet<string> {
  const names = new Set<string>();
  for (const instruction of file.instructions) {
    if (instruction.name !== name) continue;
    for (const flag of instruction.flags) names.add(flag.name.value);
  }
  return names;
}

/** Values of a flag; none where only the user can know. */
export function flagValueItems(
  document: DockerfileDocument,
  place: Extract<Place, { kind: 'flagValue' }>,
  texts: Texts,
  known: Known,
): readonly CompletionItem[] {
  const { instruction, flag, span } = place;
  const facts = flagsOf(instruction.name).find(({ name }) => name === flag);
  switch (facts?.value.kind) {
    case 'boolean':
      return plainItems(['true', 'false'], span);
    case 'choice':
      return plainItems(facts.value.values, span);
    case 'text':
      if (flag === 'chown') return accountItems(document, place, texts, known);
      return usedFirst(document, instruction, facts, span);
    case 'stage':
      return [
        ...stageItems(document, instruction, span, { numbers: true }),
        ...imageItems(document, { ...place, asBase: false }, known),
      ];
    default:
      return [];
  }
}

/** What other instructions of the file give this flag, then what people usually write. */
function usedFirst(
  { file }: DockerfileDocument,
  instruction: Instruction,
  { name, value }: FlagFacts,
  span: Span,
): readonly CompletionItem[] {
  const values = new Set<string>();
  for (const other of file.instructions) {
    if (other.name !== instruction.name || other.start === instruction.start) continue;
    for (const flag of other.flags) {
      if (flag.name.value === name && flag.value && flag.value.value !== '') values.add(flag.value.value);
    }
  }
  if (value.kind === 'text') for (const proposal of value.proposals) values.add(proposal);
  return plainItems([...values], span);
}
