import type { Dockerfile, Instruction, Token } from '../../syntax/tree.ts';

/**
 * Whether two texts are one file to BuildKit: the same instructions, here-documents, directives and complaints.
 * Comments count too, as BuildKit reads some of them. Where things stand does not count.
 */
export function isSameReading(a: Dockerfile, b: Dockerfile): boolean {
  return (
    a.escape === b.escape &&
    same(a.directives, b.directives, (x, y) => x.name === y.name && sameToken(x.value, y.value)) &&
    same(a.comments, b.comments, (x, y) => x.text === y.text) &&
    same(a.errors, b.errors, (x, y) => x.code === y.code && x.buildkit === y.buildkit) &&
    same(a.instructions, b.instructions, (x, y) => sameInstruction(a.text, x, b.text, y))
  );
}

function sameInstruction(textA: string, a: Instruction, textB: string, b: Instruction): boolean {
  return (
    a.name === b.name &&
    a.form === b.form &&
    a.legacyPair === b.legacyPair &&
    same(a.flags, b.flags, (x, y) => sameToken(x.name, y.name) && sameToken(x.value, y.value)) &&
    same(a.args, b.args, sameToken) &&
    same(a.pairs, b.pairs, (x, y) => sameToken(x.name, y.name) && sameToken(x.value, y.value)) &&
    same(
      a.heredocs,
      b.heredocs,
      (x, y) =>
        x.name === y.name && textA.slice(x.body.start, x.body.end) === textB.slice(y.body.start, y.body.end),
    ) &&
    (a.trigger && b.trigger ? sameInstruction(textA, a.trigger, textB, b.trigger) : a.trigger === b.trigger)
  );
}

const sameToken = (a: Token | undefined, b: Token | undefined): boolean => a?.value === b?.value;

function same<T>(a: readonly T[], b: readonly T[], equal: (x: T, y: T) => boolean): boolean {
  return (
    a.length === b.length &&
    a.every((x, index) => {
      const y = b[index];
      return y !== undefined && equal(x, y);
    })
  );
}
