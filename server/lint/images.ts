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
  const images: UsedImage[] = [];
  let next = 0;
  for (const instruction of model.file.instructions) {
    const stage = model.stages[next];
    if (stage?.from === instruction) {
      const base = baseOf(stage);
      if (base) images.push(base);
      next++;
    } else if (instruction.flags.length > 0 || instruction.trigger) {
      for (const { kind, token } of writtenReferences(instruction)) {
        const reference = token.value;
        if (reference === 'scratch' || /^[0-9]*$|\$/.test(reference) || model.findStage(reference)) continue;
        images.push({ kind, token, reference, isPartial: false, isExpanded: false });
      }
    }
  }
  return images;
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
