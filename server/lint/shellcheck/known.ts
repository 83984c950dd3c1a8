import type { Scope } from '../../semantics/model.ts';
import { readMounts } from '../../syntax/mounts.ts';
import type { CheckedScript } from './scripts.ts';

export type ScopeAt = (offset: number) => Scope;

/**
 * True when a build gives the variable that a text such as `$name` or `${name:-x}` begins with: by ARG, ENV or a
 * secret. What containers start with is for whoever starts them, so that nothing can be said of CMD and its kin.
 */
export function isKnownVariable(
  text: string,
  { step: { instruction, isTrigger }, isNested }: CheckedScript,
  scopeAt: ScopeAt,
): boolean {
  if (instruction.name !== 'RUN' || isNested) return true;
  const name = /^\$\{?[#!]?([A-Za-z_]\w*)/.exec(text)?.[1] ?? /^[A-Za-z_]\w*/.exec(text)?.[0];
  if (name === undefined) return false;
  // The file that builds upon this one has variables of its own.
  if (isTrigger) return true;
  if (scopeAt(instruction.start).get(name)) return true;
  return readMounts(instruction).some(({ fields }) =>
    fields.some(({ key, value }) => key.value.toLowerCase() === 'env' && value?.value === name),
  );
}
