import { type MountField, type MountFields, readMounts } from '../../syntax/mounts.ts';
import { quote } from '../../syntax/quote.ts';
import { suggest } from '../../syntax/suggest.ts';
import type { Instruction, Span } from '../../syntax/tree.ts';
import type { Report } from '../../syntax/validate/report.ts';
import { parseBoolean, parseInteger } from '../../syntax/values/numbers.ts';
import { isSize } from '../../syntax/values/size.ts';
import type { Expander } from './expander.ts';
import { findConflict } from './mountConflict.ts';

/** The types of `--mount`. */
export const MOUNT_TYPES: readonly string[] = ['bind', 'cache', 'tmpfs', 'secret', 'ssh'];

/** The keys of `--mount`, whatever the type. */
export const MOUNT_KEYS: readonly string[] = [
  'type',
  'from',
  'source',
  'target',
  'readonly',
  'id',
  'sharing',
  'required',
  'size',
  'mode',
  'uid',
  'gid',
  'src',
  'dst',
  'destination',
  'ro',
  'rw',
  'readwrite',
  'env',
];

const SHARING_MODES: readonly string[] = ['shared', 'private', 'locked'];

/** The mounts of a RUN as they are after expansion. `workdir` is undefined when it is not known. */
export function checkMounts(
  instruction: Instruction,
  workdir: string | undefined,
  expand: Expander,
  report: Report,
): void {
  for (const fields of readMounts(instruction)) {
    if (fields.error) continue;
    const mount = readMount(fields, expand, report);
    if (mount.certain) checkCombination(fields, mount, workdir, report);
  }
}

interface Mount {
  type: string;
  /** False when something in it cannot be told, or is wrong already. */
  certain: boolean;
  /** By long name; empty texts count as not given. */
  readonly values: Map<string, string>;
  readonly spans: Map<string, Span>;
}

const LONG_NAMES: ReadonlyMap<string, string> = new Map([
  ['src', 'source'],
  ['dst', 'target'],
  ['destination', 'target'],
  ['ro', 'readonly'],
  ['rw', 'readwrite'],
]);

function readMount({ fields }: MountFields, expand: Expander, report: Report): Mount {
  const mount: Mount = { type: 'bind', certain: true, values: new Map(), spans: new Map() };
  const wrong: Report = (...args) => {
    mount.certain = false;
    report(...args);
  };
  for (const field of fields) {
    const key = field.key.value.toLowerCase();
    if (!field.value) {
      checkBareKey(field, key, mount, wrong);
      continue;
    }
    const { value, certain } = expand(field.value);
    if (value === undefined || !certain) {
      // What stands behind a type that is not known cannot be judged.
      mount.certain = false;
      if (key === 'type') return mount;
      if (value === undefined) continue;
    }
    if (!MOUNT_KEYS.includes(key)) {
      unknownKey(field, key, value, wrong);
      continue;
    }
    const name = LONG_NAMES.get(key) ?? key;
    mount.spans.set(name, field);
    mount.values.set(name, value);
    if (certain) checkValue(field, key, value, mount, wrong);
  }
  return mount;
}

function checkBareKey(field: MountField, key: string, mount: Mount, report: Report): void {
  if (['readonly', 'ro', 'readwrite', 'rw'].includes(key)) return;
  if (key === 'required') {
    checkRequired(field, mount, report);
    return;
  }
  const written = field.key.value;
  const told = `invalid field '${written}' must be a key=value pair`;
  const nearest = MOUNT_KEYS.includes(key) ? undefined : suggest(key, MOUNT_KEYS);
  if (nearest) {
    const template = '--mount takes key=value here, not {written}. Did you mean {nearest}=?';
    report('syntax-mount-field', field, template, { written, nearest }, told);
  } else {
    report('syntax-mount-field', field, '{written} needs a value: write {written}=value.', { written }, told);
  }
}

function unknownKey(field: MountField, key: string, value: string, report: Report): void {
  const nearest = suggest(key, MOUNT_KEYS);
  const written = `${field.key.value}=${field.value?.value ?? value}`;
  const told = `unexpected key '${key}' in '${written}'${nearest ? ` (did you mean ${nearest}?)` : ''}`;
  if (nearest) {
    const template = '--mount has no key {key}. Did you mean {nearest}?';
    report('syntax-unknown-mount-key', field.key, template, { key, nearest }, told);
  } else {
    report('syntax-unknown-mount-key', field.key, '--mount has no key {key}.', { key }, told);
  }
}

function checkRequired(field: MountField, { type }: Mount, report: Report): boolean {
  if (type === 'secret' || type === 'ssh') return true;
  unfittingKey(field, 'required', type, ['secret', 'ssh'], report);
  return false;
}

/** A key before `type=` meets the default, bind: BuildKit goes from left to right. */
function unfittingKey(
  field: MountField,
  key: string,
  type: string,
  types: readonly string[],
  report: Report,
): void {
  const told = `unexpected key '${key}' for mount type '${type}'`;
  const template =
    'The key {key} belongs to mounts of type {types}; at this place the type is {type}. Put type= first.';
  report('syntax-mount-key-type', field.key, template, { key, type, types: types.join(', ') }, told);
}

function checkValue(field: MountField, key: string, value: string, mount: Mount, report: Report): void {
  const span = field.value ?? field;
  switch (key) {
    case 'type': {
      const type = value.toLowerCase();
      if (MOUNT_TYPES.includes(type)) mount.type = type;
      else unknownChoice('type', span, value, MOUNT_TYPES, `unsupported mount type ${quote(value)}`, report);
      break;
    }
    case 'sharing': {
      const told = `unsupported sharing value ${quote(value)}`;
      if (!SHARING_MODES.includes(value.toLowerCase())) {
        unknownChoice('sharing', span, value, SHARING_MODES, told, report);
      }
      break;
    }
    case 'readonly':
    case 'ro':
    case 'readwrite':
    case 'rw':
      checkBoolean(span, key, value, report);
      break;
    case 'required':
      if (checkRequired(field, mount, report)) checkBoolean(span, key, value, report);
      break;
    case 'size':
      if (mount.type !== 'tmpfs') unfittingKey(field, 'size', mount.type, ['tmpfs'], report);
      else if (!isSize(value)) {
        const told = `invalid value for ${key}: ${value}`;
        report('syntax-mount-value', span, '{value} is no size: write 64m or 1g.', { value }, told);
      }
      break;
    case 'mode':
    case 'uid':
    case 'gid':
      if (typeof parseInteger(value, key === 'mode' ? 8 : 10, 32) === 'string') {
        const told = `invalid value ${value} for ${key}`;
        const template =
          key === 'mode'
            ? '{value} is no octal number, which {key} needs, such as 0755.'
            : '{value} is no number, and names of users and groups are not possible for {key}.';
        report('syntax-mount-value', span, template, { value, key }, told);
      }
      break;
    default:
  }
}

function unknownChoice(
  key: string,
  span: Span,
  value: string,
  choices: readonly string[],
  told: string,
  report: Report,
): void {
  const nearest = suggest(value, choices);
  const list = choices.join(', ');
  const buildkit = `${told}${nearest ? ` (did you mean ${nearest}?)` : ''}`;
  const code = key === 'type' ? 'syntax-unknown-mount-type' : 'syntax-mount-value';
  if (nearest === undefined) {
    report(code, span, '{key} takes one of {list}, not {value}.', { key, list, value }, buildkit);
  } else {
    const template = '{key} takes one of {list}, not {value}. Did you mean {nearest}?';
    report(code, span, template, { key, list, value, nearest }, buildkit);
  }
}

function checkBoolean(span: Span, key: string, value: string, report: Report): void {
  if (parseBoolean(value) !== undefined) return;
  const told = `invalid value for ${key}: ${value}`;
  report('syntax-mount-value', span, '{key} takes true or false, not {value}.', { key, value }, told);
}

function checkCombination(
  { flag }: MountFields,
  { type, values, spans }: Mount,
  workdir: string | undefined,
  report: Report,
): void {
  const conflict = findConflict(type, values, workdir);
  if (!conflict) return;
  const { at, template, told } = conflict;
  report<string>('syntax-mount-conflict', (at && spans.get(at)) || flag, template, { type }, told);
}
