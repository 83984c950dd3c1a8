import type { Flag, Instruction, Span } from '../syntax/tree.ts';
import { findMountKey, MOUNT_TYPES, type MountKey, type MountType } from './docs/mounts.ts';

/** One `key=value` or `key` of a `--mount`, with its places in the file. */
export interface MountField extends Span {
  readonly key: string;
  readonly keySpan: Span;
  readonly known: MountKey | undefined;
  /** Undefined without `=`. */
  readonly value: string | undefined;
  readonly valueSpan: Span | undefined;
}

/** The fields of a `--mount` flag in their order. */
export function mountFields(instruction: Instruction, flag: Flag): readonly MountField[] {
  if (flag.name.value !== 'mount' || !flag.value) return [];
  const { logical } = instruction;
  const base = logical.toLogical(flag.value.start);
  const fields: MountField[] = [];
  let from = 0;
  for (const text of flag.value.value.split(',')) {
    const span = (start: number, end: number): Span => ({
      start: logical.toSource(base + start),
      end: end > start ? logical.toSource(base + end - 1) + 1 : logical.toSource(base + start),
    });
    const equals = text.indexOf('=');
    const keyLength = equals < 0 ? text.length : equals;
    const key = text.slice(0, keyLength);
    fields.push({
      ...span(from, from + text.length),
      key,
      keySpan: span(from, from + keyLength),
      known: findMountKey(key),
      value: equals < 0 ? undefined : text.slice(equals + 1),
      valueSpan: equals < 0 ? undefined : span(from + equals + 1, from + text.length),
    });
    from += text.length + 1;
  }
  return fields;
}

/** The type that fields written as `key=value` make; bind when none is named, undefined when it is unknown. */
export function mountTypeOf(fields: readonly string[]): MountType | undefined {
  const written = fields.map(field => /^type=(.*)$/i.exec(field)?.[1]).find(type => type !== undefined);
  if (written === undefined || written === '') return 'bind';
  return MOUNT_TYPES.find(type => type === written.toLowerCase());
}
