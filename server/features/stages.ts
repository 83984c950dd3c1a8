import type { Reference, Stage } from '../semantics/model.ts';
import type { Span } from '../syntax/tree.ts';
import type { DockerfileDocument } from './document.ts';
import { contains } from './find.ts';

/** A place where a stage gets its name or is referred to. */
export interface StageOccurrence extends Span {
  readonly stage: Stage;
  readonly role: 'declaration' | 'use';
  readonly reference: Reference | undefined;
}

/** The stage that is named or referred to at an offset. */
export function stageOccurrenceAt(
  { model }: DockerfileDocument,
  offset: number,
): StageOccurrence | undefined {
  const stage = model.stageAt(offset);
  if (stage?.nameToken && contains(stage.nameToken, offset)) return declarationOf(stage);
  for (const reference of model.references) {
    if (reference.token.start > offset) break;
    if (reference.stage && contains(reference.token, offset)) return useOf(reference, reference.stage);
  }
  return undefined;
}

/** Its name and everything that refers to it, in the order of the file. */
export function stageOccurrences({ model }: DockerfileDocument, stage: Stage): readonly StageOccurrence[] {
  const uses = model.references.flatMap(reference =>
    reference.stage === stage ? [useOf(reference, stage)] : [],
  );
  const declaration = declarationOf(stage);
  return declaration ? [declaration, ...uses].sort((a, b) => a.start - b.start) : uses;
}

function declarationOf(stage: Stage): StageOccurrence | undefined {
  if (!stage.nameToken) return undefined;
  const { start, end } = stage.nameToken;
  return { stage, role: 'declaration', reference: undefined, start, end };
}

function useOf(reference: Reference, stage: Stage): StageOccurrence {
  const { start, end } = reference.token;
  return { stage, role: 'use', reference, start, end };
}
