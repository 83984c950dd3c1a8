import type { Span } from '../syntax/tree.ts';
import type { DockerfileDocument } from './document.ts';
import { stageOccurrenceAt, stageOccurrences } from './stages.ts';
import { groupAt, variableOccurrences } from './variables.ts';

export interface Occurrence extends Span {
  /** A declaration writes, a use reads. */
  readonly role: 'declaration' | 'use';
}

/** What is at the offset, and where it is declared. */
export interface Definition {
  /** What the user pointed at. */
  readonly origin: Span;
  /** The name of the declaration. */
  readonly target: Span;
  /** The whole instruction of the declaration. */
  readonly targetInstruction: Span;
}

/** Where a stage or variable at the offset is declared; the nearest declaration when there are several. */
export function definitionAt(document: DockerfileDocument, offset: number): Definition | undefined {
  const stage = stageOccurrenceAt(document, offset);
  if (stage) {
    const { nameToken, from } = stage.stage;
    const target = nameToken ?? from.keyword;
    return { origin: spanOf(stage), target: spanOf(target), targetInstruction: spanOf(from) };
  }
  const use = variableOccurrences(document).find(
    ({ start, end, whole }) => Math.min(start, whole.start) <= offset && offset <= end,
  );
  if (!use) return undefined;
  if (use.pair) {
    return {
      origin: originOf(use),
      target: spanOf(use.pair.name),
      targetInstruction: spanOf(use.instruction),
    };
  }
  const variable = document.model.scopeAt(use.start).get(use.name);
  if (!variable?.pair || !variable.instruction) return undefined;
  return {
    origin: originOf(use),
    target: spanOf(variable.pair.name),
    targetInstruction: spanOf(variable.instruction),
  };
}

/** Every place of the stage or variable at the offset, in the order of the file. */
export function occurrencesAt(document: DockerfileDocument, offset: number): readonly Occurrence[] {
  const stage = stageOccurrenceAt(document, offset);
  if (stage) return stageOccurrences(document, stage.stage);
  return groupAt(document, offset)?.occurrences ?? [];
}

const spanOf = ({ start, end }: Span): Span => ({ start, end });

/** A use with its `$`, which can be pointed at too. */
const originOf = ({ start, end, whole }: Span & { readonly whole: Span }): Span => ({
  start: Math.min(start, whole.start),
  end,
});
