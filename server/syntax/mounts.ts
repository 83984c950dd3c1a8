import { readCsv } from './csv.ts';
import { valuePositions } from './positions.ts';
import type { Flag, Instruction, LogicalLine, Span, Token } from './tree.ts';

/** `key=value` or `key` of `--mount` or `--device`; the span is the whole field's. */
export interface MountField extends Span {
  /** As written. */
  readonly key: Token;
  readonly value: Token | undefined;
}

export interface MountFields {
  readonly flag: Flag;
  readonly fields: readonly MountField[];
  /** BuildKit's words when the list cannot be split, and where. */
  readonly error: (Span & { readonly buildkit: string }) | undefined;
}

/** The fields of each `--mount` of a RUN, in their order; those without a value are left out. */
export function readMounts(instruction: Instruction): readonly MountFields[] {
  return instruction.flags
    .filter(flag => flag.name.value === 'mount')
    .flatMap(flag => (flag.value ? [fieldsOf(instruction.logical, flag, flag.value)] : []));
}

function fieldsOf(line: LogicalLine, flag: Flag, value: Token): MountFields {
  // Each is asked for by many, but to remember costs more than to read what people write.
  if (value.value.length < LONG) return readFields(line, flag, value);
  let mount = known.get(flag);
  if (!mount) {
    mount = readFields(line, flag, value);
    known.set(flag, mount);
  }
  return mount;
}

const LONG = 1000;
const known = new WeakMap<Flag, MountFields>();

/** The comma-separated fields of a flag's value. */
export function readFields(line: LogicalLine, flag: Flag, value: Token): MountFields {
  const span = valuePositions(line, value);
  const { fields, error, errorAt } = readCsv(value.value);
  return {
    flag,
    fields: fields.map(field => {
      const equals = field.value.indexOf('=');
      const quoted = field.end - field.start > field.value.length ? 1 : 0;
      const keyStart = field.start + quoted;
      const keyEnd = equals < 0 ? field.end - quoted : keyStart + equals;
      const key = {
        ...span(keyStart, keyEnd),
        value: equals < 0 ? field.value : field.value.slice(0, equals),
      };
      const after =
        equals < 0
          ? undefined
          : { ...span(keyEnd + 1, field.end - quoted), value: field.value.slice(equals + 1) };
      return { ...span(field.start, field.end), key, value: after };
    }),
    error: error === undefined ? undefined : { ...span(errorAt, errorAt + 1), buildkit: error },
  };
}
