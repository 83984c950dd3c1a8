import { FLAG_TYPES } from '../flagTypes.ts';
import { suggest } from '../suggest.ts';
import type { Flag, Instruction } from '../tree.ts';
import type { Report } from './report.ts';

/** Unknown, doubled and badly filled flags, in their order. */
export function validateFlags(instruction: Instruction, report: Report): void {
  const types = FLAG_TYPES.get(instruction.name);
  if (!types || instruction.flags.length === 0) return;
  const used = instruction.flags.length > 1 ? new Set<string>() : undefined;
  for (const flag of instruction.flags) {
    const name = flag.name.value;
    const type = types.get(name);
    if (type === undefined) {
      unknownFlag(instruction, flag, [...types.keys()], report);
      continue;
    }
    if (used?.has(name) && type !== 'texts') {
      report(
        'syntax-duplicate-flag',
        flag,
        'The flag --{name} is given twice: keep only one.',
        { name },
        `duplicate flag specified: --${name}`,
      );
    }
    used?.add(name);
    if (type === 'boolean') validateBoolean(flag, report);
    else if (!flag.value) missingValue(flag, report);
  }
}

function unknownFlag(
  { name: keyword }: Instruction,
  flag: Flag,
  known: readonly string[],
  report: Report,
): void {
  const name = flag.name.value;
  const nearest = suggest(name, known);
  const told = `unknown flag: --${name}${nearest ? ` (did you mean ${nearest}?)` : ''}`;
  const span = { start: flag.start, end: flag.name.end };
  if (nearest) {
    const template = '{keyword} has no flag --{name}. Did you mean --{nearest}?';
    report('syntax-unknown-flag', span, template, { keyword, name, nearest }, told);
  } else if (known.length > 0) {
    const list = known.map(each => `--${each}`).join(', ');
    const template = '{keyword} has no flag --{name}. It takes {list}.';
    report('syntax-unknown-flag', span, template, { keyword, name, list }, told);
  } else {
    const template =
      '{keyword} takes no flags, so --{name} is an error. Quote it if it is meant as an argument.';
    report('syntax-unknown-flag', span, template, { keyword, name }, told);
  }
}

function validateBoolean(flag: Flag, report: Report): void {
  const name = flag.name.value;
  if (!flag.value) return;
  const value = flag.value.value;
  if (value === '') missingValue(flag, report);
  else if (value.toLowerCase() !== 'true' && value.toLowerCase() !== 'false') {
    report(
      'syntax-invalid-boolean',
      flag.value,
      '--{name} takes true or false, not {value}.',
      { name, value },
      `expecting boolean value for flag --${name}, not: ${value}`,
    );
  }
}

function missingValue(flag: Flag, report: Report): void {
  const name = flag.name.value;
  report(
    'syntax-missing-flag-value',
    flag,
    'The flag --{name} needs a value: write --{name}=value.',
    { name },
    `missing a value on flag: --${name}`,
  );
}
