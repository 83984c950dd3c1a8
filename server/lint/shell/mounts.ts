import { expandWord } from '../../semantics/expansion.ts';
import type { Model } from '../../semantics/model.ts';
import { readMounts } from '../../syntax/mounts.ts';
import type { Instruction } from '../../syntax/tree.ts';

/** A mount of a RUN: what is written below it never comes into the layer. */
export interface MountInForce {
  /** `bind`, `cache`, `tmpfs`, `secret` or `ssh`. */
  readonly type: string;
  /** Where, with variables put in and without a slash at the end; undefined when it cannot be told. */
  readonly target: string | undefined;
}

/** The mounts of an instruction, in the order of its flags. */
export function mountsInForce(instruction: Instruction, model: Model): readonly MountInForce[] {
  return readMounts(instruction).map(({ fields }) => {
    let type = 'bind';
    let target: string | undefined = '';
    for (const { key, value } of fields) {
      const name = key.value.toLowerCase();
      if (name === 'type') type = value?.value ?? type;
      if (name === 'target' || name === 'dst' || name === 'destination') target = value?.value;
    }
    return { type, target: resolve(target, instruction, model) };
  });
}

/** True when what is written at an absolute path is on a mount that holds files of any kind. */
export function isMounted(mounts: readonly MountInForce[], path: string): boolean {
  return mounts.some(
    ({ type, target }) =>
      (type === 'cache' || type === 'tmpfs' || type === 'bind') &&
      (target === undefined || path === target || path.startsWith(`${target === '/' ? '' : target}/`)),
  );
}

function resolve(target: string | undefined, { start }: Instruction, model: Model): string | undefined {
  if (!target) return undefined;
  const scope = model.scopeAt(start);
  const { value, unset } = expandWord(target, model.file.escape, name => scope.get(name)?.value);
  if (value === undefined || unset.length > 0) return undefined;
  const path = value.startsWith('/') ? value : `${model.settingsAt(start).workdir ?? ''}/${value}`;
  return path.length > 1 && path.endsWith('/') ? path.replace(/\/+$/, '') || '/' : path;
}
