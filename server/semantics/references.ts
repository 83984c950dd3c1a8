import { readMounts } from '../syntax/mounts.ts';
import type { Instruction, Token } from '../syntax/tree.ts';

/** A reference as it is written, before anything is looked up. */
export interface WrittenReference {
  readonly kind: 'copy' | 'mount';
  readonly instruction: Instruction;
  readonly token: Token;
  readonly onbuild: boolean;
}

/** `--from` of COPY and `from=` of RUN's mounts, below ONBUILD too. */
export function writtenReferences(instruction: Instruction, onbuild = false): readonly WrittenReference[] {
  const { name, trigger } = instruction;
  if (trigger) return writtenReferences(trigger, true);
  if (name === 'COPY') {
    return instruction.flags.flatMap(flag =>
      flag.name.value === 'from' && flag.value
        ? [{ kind: 'copy' as const, instruction, token: flag.value, onbuild }]
        : [],
    );
  }
  if (name !== 'RUN' || instruction.flags.length === 0) return [];
  return readMounts(instruction).flatMap(({ fields }) => {
    // The last one counts, as everywhere among the keys of a mount.
    const from = fields.findLast(({ key, value }) => value && key.value.toLowerCase() === 'from')?.value;
    return from ? [{ kind: 'mount' as const, instruction, token: from, onbuild }] : [];
  });
}
