import type { Model, Stage } from '../semantics/model.ts';
import { writtenReferences } from '../semantics/references.ts';
import type { Dockerfile, Token } from '../syntax/tree.ts';
import { once } from './memo.ts';

/** A place that takes an image which is not a stage of the file. */
export interface UsedImage {
  /** from: FROM. copy: `--from` of COPY. mount: `from=` of a mount. */
  readonly kind: 'from' | 'copy' | 'mount';
  readonly token: Token;
  /** The reference with the variables put in. */
  readonly reference: string;
  /** Variables in it have no value, so that only parts of it are known. */
  readonly isPartial: boolean;
  /** A variable gave some of it. */
  readonly isExpanded: boolean;
}

/** Each place that names an image, `scratch` and stages left out, in the order of the file. */
export const usedImages = (_file: Dockerfile, model: Model): readonly UsedImage[] => imagesOf(model);

/** Many rules ask. */
const imagesOf = once((model: Model): readonly UsedImage[] => {
  const bases = new Map(model.stages.map(stage => [stage.from, stage]));
  return model.file.instructions.flatMap(instruction => {
    const stage = bases.get(instruction);
    if (stage) return baseOf(stage) ?? [];
    return writtenReferences(instruction).flatMap(({ kind, token }): readonly UsedImage[] => {
      const reference = token.value;
      const isImage =
        reference !== 'scratch' && !/^[0-9]*$|\$/.test(reference) && !model.findStage(reference);
      return isImage ? [{ kind, token, reference, isPartial: false, isExpanded: false }] : [];
    });
  });
});

function baseOf({ base }: Stage): UsedImage | undefined {
  if (base.kind !== 'image') return undefined;
  const { token, reference, unset } = base;
  return {
    kind: 'from',
    token,
    reference,
    isPartial: unset.length > 0,
    isExpanded: token.value.includes('$'),
  };
}

/** The tag of a reference and what else pins it, even where it is not quite valid. */
export function pinOf(reference: string): { readonly tag: string | undefined; readonly hasDigest: boolean } {
  const at = reference.indexOf('@');
  const named = at < 0 ? reference : reference.slice(0, at);
  const colon = named.indexOf(':', named.lastIndexOf('/') + 1);
  return { tag: colon < 0 ? undefined : named.slice(colon + 1), hasDigest: at >= 0 };
}
