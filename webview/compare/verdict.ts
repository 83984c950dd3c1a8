import type { Comparison, DeltaKind } from '../../protocol/compare.ts';

/** The layer that did most to a change of size. */
export interface Cause {
  readonly kind: DeltaKind;
  /** Counted from 1, in the image that has it. */
  readonly number: number;
  readonly delta: number;
  readonly step: string;
}

/** Undefined where no layer changed the size in the direction of the whole. */
export function causeOf({ pairs, sizeDelta, before, after }: Comparison): Cause | undefined {
  const sign = Math.sign(sizeDelta);
  const [pair] = pairs
    .filter(({ delta, same }) => !same && Math.sign(delta) === sign)
    .sort((a, b) => Math.abs(b.delta) - Math.abs(a.delta));
  if (!pair) return undefined;
  const { delta } = pair;
  const image = pair.after === undefined ? before : after;
  const index = pair.after ?? pair.before ?? 0;
  return {
    kind: pair.before === undefined ? 'added' : pair.after === undefined ? 'removed' : 'changed',
    number: index + 1,
    delta,
    step: stepWords(image.layers[index]?.createdBy ?? ''),
  };
}

/** What made a layer, on one line and without what builders add to it. */
export function stepWords(createdBy: string): string {
  return createdBy
    .slice(0, 2_000)
    .replace(/\s+/g, ' ')
    .replace(/^\/bin\/sh -c #\(nop\) +/, '')
    .replace(/^RUN \/bin\/sh -c /, 'RUN ')
    .replace(/^\/bin\/sh -c /, 'RUN ')
    .replace(/ # buildkit$/, '')
    .trim()
    .slice(0, 300);
}
