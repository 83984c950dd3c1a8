import { readCsv } from '../csv.ts';
import { type MountFields, readFields, readMounts } from '../mounts.ts';
import { quote } from '../quote.ts';
import { suggest } from '../suggest.ts';
import type { Flag, Instruction } from '../tree.ts';
import { parseBoolean } from '../values/numbers.ts';
import type { Report } from './report.ts';

/** A here-document without a command, as where the blank before it is one for the shell's words but not for flags. */
export function validateRunCommand({ args, form, heredocs }: Instruction, report: Report): void {
  const marker = heredocs[0]?.marker;
  if (!marker || form === 'exec' || args.length > 0) return;
  const template =
    'This here-document belongs to a flag, so RUN has no command. Put a plain space before it.';
  report('syntax-missing-command', marker, template, {}, 'parsing produced an invalid run command: []');
}

/** The flags of RUN, as far as BuildKit looks at them before anything is expanded. */
export function validateRunFlags(instruction: Instruction, report: Report): void {
  if (instruction.flags.length === 0) return;
  for (const flag of instruction.flags) {
    if (flag.name.value === 'device' && flag.value) validateDevice(instruction, flag, report);
  }
  if (instruction.flags.some(mayBeWrong)) {
    for (const mount of readMounts(instruction)) validateMountForm(mount, report);
  }
  validateChoice(instruction, 'network', ['default', 'none', 'host'], report);
  validateChoice(instruction, 'security', ['sandbox', 'insecure'], report);
}

/** Without quotes and variables a value can be split, and there is nothing to expand: nearly all are such. */
function mayBeWrong({ name, value }: Flag): boolean {
  return name.value === 'mount' && value !== undefined && (value.value === '' || /["$]/.test(value.value));
}

function validateMountForm({ flag, fields, error }: MountFields, report: Report): void {
  if (error) {
    const told = `failed to parse csv mounts: ${error.buildkit}`;
    const span = flag.value && flag.value.value !== '' ? error : flag;
    const template = 'The value of --mount cannot be split at its commas: look at the quotes.';
    if (flag.value?.value === '') {
      const empty = '--mount needs a value such as type=cache,target=/path.';
      report('syntax-invalid-mount', span, empty, {}, told);
    } else report('syntax-invalid-mount', span, template, {}, told);
    return;
  }
  for (const { key, value } of fields) {
    if (!value || key.value.toLowerCase() !== 'from') continue;
    const dollar = value.value.indexOf('$');
    if (dollar < 0 || dollar === value.value.length - 1) continue;
    report(
      'syntax-variable-in-from',
      value,
      'BuildKit expands no variables in from=. Give the image a stage of its own, with FROM {value} AS a name, and use that name here.',
      { value: value.value },
      "'from' doesn't support variable expansion, define alias stage instead",
    );
  }
}

function validateChoice(
  { flags }: Instruction,
  name: 'network' | 'security',
  choices: readonly string[],
  report: Report,
): void {
  const flag = flags.findLast(each => each.name.value === name && each.value);
  const value = flag?.value;
  if (!value || choices.includes(value.value)) return;
  const told =
    name === 'network'
      ? `invalid network mode ${quote(value.value)}`
      : `security ${quote(value.value)} is not valid`;
  const span = value.end > value.start ? value : flag;
  const args = { name, value: value.value, list: choices.join(', ') };
  const nearest = suggest(value.value, choices, false);
  if (nearest === undefined) {
    report(`syntax-invalid-${name}`, span, '--{name} takes one of {list}, not {value}.', args, told);
  } else {
    const template = '--{name} takes one of {list}, not {value}. Did you mean {nearest}?';
    report(`syntax-invalid-${name}`, span, template, { ...args, nearest }, told);
  }
}

function validateDevice({ logical }: Instruction, flag: Flag, report: Report): void {
  const { value } = flag;
  if (!value) return;
  const { error } = readCsv(value.value);
  if (error !== undefined) {
    const told = `failed to parse csv devices: ${error}`;
    const template = '--device needs a name, alone or as name=… with further keys after commas.';
    report('syntax-invalid-device', value.value === '' ? flag : value, template, {}, told);
    return;
  }
  let name = '';
  for (const field of readFields(logical, flag, value).fields) {
    const key = field.key.value.toLowerCase();
    const whole = field.value ? `${field.key.value}=${field.value.value}` : field.key.value;
    if (!field.value) {
      if (key === 'required') continue;
      if (name === '') name = whole;
      else {
        const told = `invalid field '${whole}' must be a key=value pair`;
        report('syntax-invalid-device', field, '{field} needs a value here.', { field: whole }, told);
      }
    } else if (key === 'name') {
      if (name !== '') {
        const told = `device name already set to ${name}`;
        report('syntax-invalid-device', field, 'The device is named already: {name}.', { name }, told);
      }
      name = field.value.value;
    } else if (key === 'required') {
      if (parseBoolean(field.value.value) !== undefined) continue;
      const told = `invalid value for ${key}: ${field.value.value}`;
      const args = { value: field.value.value };
      report('syntax-invalid-device', field.value, 'required takes true or false, not {value}.', args, told);
    } else if (name === '') name = whole;
    else {
      const nearest = suggest(key, ['name', 'required']);
      const told = `unexpected key '${key}' in '${whole}'${nearest ? ` (did you mean ${nearest}?)` : ''}`;
      const template = '--device has no key {key}: it takes name and required.';
      report('syntax-invalid-device', field.key, template, { key }, told);
    }
  }
}
