import type { Scope } from '../../semantics/model.ts';
import { readMounts } from '../../syntax/mounts.ts';
import type { CheckedScript } from './scripts.ts';

export type ScopeAt = (offset: number) => Scope;

/**
 * True when nothing can be said of the variable that a text such as `$name` or `${name:-x}` begins with: the build
 * gives it, or what containers start with may, which is for whoever starts them.
 */
export function mayBeSet(text: string, script: CheckedScript, scopeAt: ScopeAt): boolean {
  const { step, isNested } = script;
  if (step.instruction.name !== 'RUN' || isNested) return true;
  // The file that builds upon this one has variables of its own.
  return isGiven(text, script, scopeAt) || (step.isTrigger && nameIn(text) !== undefined);
}

/** True when ARG, ENV or a secret sets the variable that a text begins with. ARG is gone when a container starts. */
export function isGiven(text: string, { step }: CheckedScript, scopeAt: ScopeAt): boolean {
  const { instruction } = step;
  const name = nameIn(text);
  if (name === undefined) return false;
  const variable = scopeAt(instruction.start).get(name);
  if (variable && (instruction.name === 'RUN' || variable.kind !== 'arg')) return true;
  return readMounts(instruction).some(({ fields }) =>
    fields.some(({ key, value }) => key.value.toLowerCase() === 'env' && value?.value === name),
  );
}

const nameIn = (text: string): string | undefined =>
  /^\$\{?[#!]?([A-Za-z_]\w*)/.exec(text)?.[1] ?? /^[A-Za-z_]\w*/.exec(text)?.[0];
